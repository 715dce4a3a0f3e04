//! Elements between braces and brackets.

use std::ops::Range;

use super::walk::Walk;
use crate::yaml::emit;
use crate::yaml::layout::Layout;
use crate::yaml::lines;
use crate::yaml::read::skip_trivia;
use crate::yaml::tree::{Entry, Node};
use crate::yaml::value::Value;

impl<'s> Walk<'s, '_, '_> {
    /// The indentation of a flow collection's lines, if it has one element a line.
    pub(super) fn flow_indent(&self, first: usize) -> Option<&'s str> {
        // A line may be all of the input: only the blanks in front are looked at.
        let before = &self.source()[..first];
        let rest = before.trim_end_matches([' ', '\t']);
        let own_line = rest.is_empty() || rest.ends_with(['\n', '\r', '\u{FEFF}']);
        own_line.then_some(&before[rest.len()..])
    }

    /// Adds elements to a flow collection that has some: each in front of the one at its place, or
    /// behind the last.
    pub(super) fn add_flow(
        &mut self,
        spans: &[Range<usize>],
        added: Vec<(usize, String)>,
        layout: &Layout,
    ) {
        let source = self.source();
        let first = spans[0].start;
        let own_line = self.flow_indent(first).is_some();
        let gap = if own_line {
            format!("{}{}", layout.newline, &source[lines::start(source, first)..first])
        } else if layout.tight || spans.len() > 1 && source[spans[0].end..spans[1].start] == *"," {
            String::new()
        } else {
            " ".to_owned()
        };
        let mut behind = Vec::new();
        for (place, text) in added {
            match spans.get(place) {
                Some(next) => self.splice(next.start..next.start, format!("{text},{gap}")),
                None => behind.push(text),
            }
        }
        if behind.is_empty() {
            return;
        }
        let end = spans[spans.len() - 1].end;
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
            // A comment on the last line stays with its element: the comma goes in front of it.
            self.splice(end..end, ",");
        }
        let text = behind.join(&format!(",{gap}"));
        self.splice(at..at, format!("{gap}{text}{}", if comma { "," } else { "" }));
    }

    /// Writes entries that are added in place of those that are removed, as far as there are both.
    pub(super) fn swap_entries(
        &mut self,
        entries: &[Entry<'_>],
        removed: &mut Vec<usize>,
        added: &mut Vec<(&str, Value)>,
        layout: &Layout,
    ) {
        let both = removed.len().min(added.len());
        for (place, (key, value)) in removed.drain(..both).zip(added.drain(..both)) {
            let entry = &entries[place];
            let indent = self.flow_indent(entry.key.span.start);
            let text = emit::flow_entry(key, &value, indent, layout);
            self.splice(entry.key.span.start..entry.value.span.end, text);
        }
    }

    /// Writes elements that are added in place of those that are removed, as far as there are both.
    pub(super) fn swap_items(
        &mut self,
        items: &[Node<'_>],
        removed: &mut Vec<usize>,
        added: &mut Vec<Value>,
        layout: &Layout,
    ) {
        let both = removed.len().min(added.len());
        for (place, value) in removed.drain(..both).zip(added.drain(..both)) {
            let span = items[place].span.clone();
            let text = emit::flow(&value, self.flow_indent(span.start), layout);
            self.splice(span, text);
        }
    }

    /// Removes elements of a flow collection, `removed` in order.
    pub(super) fn remove_flow(&mut self, spans: &[Range<usize>], removed: &[usize]) {
        let last = spans.len() - 1;
        // With the comma behind it; at the end with the one in front of it.
        let mut tail = spans.len();
        while tail > 0 && removed.contains(&(tail - 1)) {
            tail -= 1;
        }
        for &place in removed.iter().filter(|place| **place < tail) {
            self.splice(spans[place].start..spans[place + 1].start, "");
        }
        if tail <= last {
            let start = tail.checked_sub(1).map_or(spans[tail].start, |before| spans[before].end);
            self.splice(start..spans[last].end, "");
        }
    }
}
