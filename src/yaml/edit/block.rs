//! Adds and removes the lines of a block collection.

use std::ops::Range;

use super::member::Member;
use super::splice::Splice;
use crate::yaml::emit;
use crate::yaml::layout::Layout;
use crate::yaml::lines::{self, column};
use crate::yaml::tree::{Chomp, Entry, Node};
use crate::yaml::value::Value;

/// Whole lines at the start of a line, or behind the last one.
pub(super) fn insertion(
    source: &str,
    at: usize,
    column: usize,
    text: &str,
    layout: &Layout,
) -> Splice {
    Splice { range: at..at, text: lines::added(source, at, column, text, layout.newline) }
}

/// An entry in front of the one at `index`, or behind the last.
pub(super) fn add_entry(
    source: &str,
    entries: &[Entry<'_>],
    index: usize,
    key: &str,
    value: &Value,
    layout: &Layout,
) -> Splice {
    let column = column(source, entries[0].key.span.start);
    let text = emit::entry(key, value, column, layout);
    let before = index.checked_sub(1).map(|before| &entries[before].value);
    let after = before.map(|node| lines::after(source, node));
    // Behind a block scalar that the end of input cuts off nothing can be written.
    let cut = |at: usize| {
        let last = entries.last().is_some_and(|e| lines::ends_cut_off(source, &e.value));
        last && at == source.len()
    };
    if let Some(at) = after.filter(|at| !cut(*at)) {
        return insertion(source, at, column, &text, layout);
    }
    let next = if after.is_some() { entries.len() - 1 } else { index };
    let start = entries[next].key.span.start;
    if lines::is_first(source, start) {
        let line = above_comments(source, lines::start(source, start));
        insertion(source, line, column, &text, layout)
    } else {
        let indent = " ".repeat(column);
        Splice { range: start..start, text: format!("{text}{}{indent}", layout.newline) }
    }
}

/// An element behind the last one of a sequence that has some.
pub(super) fn add_item(source: &str, node: &Node<'_>, value: &Value, layout: &Layout) -> Splice {
    let column = column(source, node.span.start);
    let scalar = value.text().is_some();
    let nested = Layout { key_quote: None, always_quote: false, ..*layout };
    let text = emit::block(value, column + 2, if scalar { layout } else { &nested });
    let at = lines::after(source, node);
    insertion(source, at, column, &format!("- {text}"), layout)
}

/// Removes the lines of members. `removed` is in order, and not all of them unless others are
/// added.
pub(super) fn remove(source: &str, members: &[Member<'_, '_>], removed: &[usize]) -> Vec<Splice> {
    let mut splices = Vec::new();
    for run in removed.chunk_by(|one, next| one + 1 == *next) {
        let (first, last) = (run[0], run[run.len() - 1]);
        let start = members[first].start;
        if !lines::is_first(source, start) {
            // Behind a dash: what follows moves up to it.
            let next = members.get(last + 1).map(|next| next.start);
            splices.push(removal(start..next.unwrap_or(members[last].node.span.end)));
            continue;
        }
        let before = first.checked_sub(1).map(|before| members[before].node);
        let chomp = before.and_then(|node| lines::last_leaf(node).chomp());
        if lines::is_open_ended(source)
            && lines::end(source, members[last].node) == source.len()
            && chomp.is_none_or(|chomp| chomp == Chomp::Strip)
        {
            // With the last line goes the line break in front of it.
            let line = lines::start(source, start);
            let broken = source[..line].trim_end_matches(['\r', '\n']).len();
            splices.push(removal(broken..line));
        }
        // Blank lines behind what is removed would join the scalar in front of it, if that keeps
        // its own.
        let mut joined =
            before.filter(|_| chomp == Some(Chomp::Keep)).map(|n| lines::end(source, n));
        for &index in run {
            let line = lines::start(source, members[index].start);
            let end = lines::end(source, members[index].node);
            splices.push(removal(line..end));
            if joined == Some(line) {
                let blank = lines::past_blank(source, end);
                splices.push(removal(end..blank));
                joined = Some(blank);
            }
        }
    }
    splices.retain(|splice| !splice.range.is_empty());
    splices
}

fn removal(range: Range<usize>) -> Splice {
    Splice { range, text: String::new() }
}

/// The start of the first of the comment lines that stand right above `line`.
fn above_comments(source: &str, mut line: usize) -> usize {
    while let Some(text) = source[..line].strip_suffix('\n') {
        let above = lines::start(source, text.trim_end_matches('\r').len());
        if !source[above..line].trim_start_matches(' ').starts_with('#') {
            break;
        }
        line = above;
    }
    line
}
