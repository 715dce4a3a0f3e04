//! Adds, exchanges and removes elements between braces and brackets.

use std::ops::Range;

use super::member::Member;
use super::splice::Splice;
use crate::yaml::layout::Layout;
use crate::yaml::lines;
use crate::yaml::read::skip_trivia;

/// Adds texts to a flow collection that has members: each in front of the one at its index, or
/// behind the last.
pub(super) fn add(
    source: &str,
    members: &[Member<'_, '_>],
    added: Vec<(usize, String)>,
    layout: &Layout,
) -> Vec<Splice> {
    let first = members[0].start;
    let own_line = lines::indentation(source, first).is_some();
    let joined = |next: &Member<'_, '_>| source[members[0].span().end..next.start] == *",";
    let gap = if own_line {
        format!("{}{}", layout.newline, &source[lines::start(source, first)..first])
    } else if layout.tight || members.get(1).is_some_and(joined) {
        String::new()
    } else {
        " ".to_owned()
    };
    let mut splices = Vec::new();
    let mut behind = Vec::new();
    for (index, text) in added {
        match members.get(index) {
            Some(next) => splices.push(insertion(next.start, format!("{text},{gap}"))),
            None => behind.push(text),
        }
    }
    if behind.is_empty() {
        return splices;
    }
    let end = members[members.len() - 1].span().end;
    let follow = skip_trivia(source, end);
    let comma = source[follow..].starts_with(',');
    let tail = if comma { follow + 1 } else { end };
    let mut at = tail;
    if own_line {
        let line_end = tail + source[tail..].find(['\r', '\n']).unwrap_or(0);
        let rest = source[tail..line_end].trim_start();
        if rest.is_empty() || rest.starts_with('#') {
            at = line_end;
        }
    }
    if !comma {
        // A comment on the last line stays with its element: the comma goes in front of it. Right
        // behind a colon libyaml reads none.
        let is_absent = members[members.len() - 1].node.span.is_empty();
        splices.push(insertion(end, if is_absent { " ," } else { "," }.to_owned()));
    }
    let text = behind.join(&format!(",{gap}"));
    splices.push(insertion(at, format!("{gap}{text}{}", if comma { "," } else { "" })));
    splices
}

fn insertion(at: usize, text: String) -> Splice {
    Splice { range: at..at, text }
}

/// Writes what is added in place of what is removed, as far as there are both.
pub(super) fn exchange<T>(
    members: &[Member<'_, '_>],
    removed: &mut Vec<usize>,
    added: &mut Vec<T>,
    write: impl Fn(T, usize) -> String,
) -> Vec<Splice> {
    let both = removed.len().min(added.len());
    let pairs = removed.drain(..both).zip(added.drain(..both));
    pairs
        .map(|(index, value)| {
            let range = members[index].span();
            Splice { text: write(value, range.start), range }
        })
        .collect()
}

/// Removes members of a flow collection, `removed` in order.
pub(super) fn remove(source: &str, members: &[Member<'_, '_>], removed: &[usize]) -> Vec<Splice> {
    let last = members.len() - 1;
    // With the comma behind it; at the end with the one in front of it.
    let from_the_end = removed.iter().rev().zip((0..members.len()).rev());
    let tail = members.len() - from_the_end.take_while(|(index, last)| *index == last).count();
    let removal = |range: Range<usize>| Splice { range, text: String::new() };
    let inner = removed.iter().filter(|index| **index < tail);
    let mut splices: Vec<Splice> =
        inner.map(|&index| removal(members[index].start..members[index + 1].start)).collect();
    if tail <= last {
        let before = tail.checked_sub(1).map(|before| match &members[before] {
            // The bracket may not come to stand right behind a colon either.
            before if before.node.span.is_empty() => skip_trivia(source, before.span().end),
            before => before.span().end,
        });
        splices.push(removal(before.unwrap_or(members[tail].start)..members[last].span().end));
    }
    splices
}
