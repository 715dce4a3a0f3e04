//! Where entries and elements of a collection are added and removed.

use std::ops::Range;

use super::walk::{Walk, is_blank};
use crate::yaml::emit;
use crate::yaml::layout::Layout;
use crate::yaml::lines::{self, column};
use crate::yaml::tree::{Entry, Node};
use crate::yaml::value::Value;

impl Walk<'_, '_, '_> {
    /// Adds whole lines at the start of a line, or behind the last one.
    pub(super) fn add_lines(&mut self, at: usize, column: usize, text: &str, layout: &Layout) {
        let text = lines::added(self.source(), at, column, text, layout.newline);
        self.splice(at..at, text);
    }

    /// Adds entries to a mapping that has some: in order if its keys are in order, else behind
    /// the last.
    pub(super) fn add_entries(
        &mut self,
        node: &Node<'_>,
        entries: &[Entry<'_>],
        mut added: Vec<(&str, Value)>,
        layout: &Layout,
    ) {
        let lasting = |e: &Entry<'_>| e.key.text().is_some_and(|key| !self.is_transient(key));
        let names: Vec<Option<&str>> =
            entries.iter().map(|e| e.key.text().filter(|_| lasting(e))).collect();
        let sorted = names.iter().any(Option::is_some) && names.iter().flatten().is_sorted();
        if sorted {
            added.sort_by(|a, b| a.0.cmp(b.0));
        }
        let start = entries[0].key.span.start;
        let own_line = || is_blank(&self.source()[lines::start(self.source(), start)..start]);
        let inline = usize::from(!node.is_flow() && !own_line());
        // The entry in front of which the new one goes.
        let place = |key: &str| {
            if !sorted {
                return entries.len();
            }
            let before = names.iter().rposition(|n| n.is_some_and(|n| n < key));
            let first = names.iter().position(Option::is_some).unwrap_or(0);
            // Behind a dash the first key keeps its line.
            before.map_or(first.max(inline), |place| place + 1)
        };
        let added: Vec<(usize, &str, Value)> =
            added.into_iter().map(|(key, value)| (place(key), key, value)).collect();
        if node.is_flow() {
            let spans = entry_spans(entries);
            let indent = self.flow_indent(spans[0].start);
            let texts = added
                .iter()
                .map(|(place, key, value)| (*place, emit::flow_entry(key, value, indent, layout)));
            self.add_flow(&spans, texts.collect(), layout);
        } else {
            let column = column(self.source(), entries[0].key.span.start);
            for (place, key, value) in added {
                let text = emit::entry(key, &value, column, layout);
                self.add_block_entry(entries, place, column, &text, layout);
            }
        }
    }

    fn add_block_entry(
        &mut self,
        entries: &[Entry<'_>],
        place: usize,
        column: usize,
        text: &str,
        layout: &Layout,
    ) {
        let source = self.source();
        let after = place.checked_sub(1).map(|before| lines::after(source, &entries[before].value));
        // Behind a block scalar that the end of input cuts off nothing can be written.
        let cut = |at: usize| {
            let last = entries.last().is_some_and(|e| lines::ends_cut_off(source, &e.value));
            last && at == source.len()
        };
        match after {
            Some(at) if !cut(at) => self.add_lines(at, column, text, layout),
            _ => {
                let next = if after.is_some() { entries.len() - 1 } else { place };
                let start = entries[next].key.span.start;
                let line = lines::start(source, start);
                if is_blank(&source[line..start]) {
                    let line = above_comments(source, line);
                    self.add_lines(line, column, text, layout);
                } else {
                    let indent = " ".repeat(column);
                    self.splice(start..start, format!("{text}{}{indent}", layout.newline));
                }
            }
        }
    }

    /// Adds elements behind the last one of a sequence that has some.
    pub(super) fn add_items(
        &mut self,
        node: &Node<'_>,
        items: &[Node<'_>],
        added: Vec<Value>,
        layout: &Layout,
    ) {
        let wide = |item: &&Node<'_>| item.entries().len() > 1;
        let sorted = |item: &Node<'_>| item.entries().is_sorted_by_key(|e| e.key.text());
        let sort = items.iter().any(|i| wide(&i)) && items.iter().filter(wide).all(sorted);
        let values = added.into_iter().map(|value| if sort { value.sorted() } else { value });
        if node.is_flow() {
            let spans: Vec<_> = items.iter().map(|i| i.span.clone()).collect();
            let indent = self.flow_indent(spans[0].start);
            let texts = values.map(|value| (spans.len(), emit::flow(&value, indent, layout)));
            self.add_flow(&spans, texts.collect(), layout);
        } else {
            let column = column(self.source(), node.span.start);
            let nested = Layout { key_quote: None, always_quote: false, ..*layout };
            let at = lines::after(self.source(), &items[items.len() - 1]);
            for value in values {
                let scalar = value.text().is_some();
                let text = emit::block(&value, column + 2, if scalar { layout } else { &nested });
                self.add_lines(at, column, &format!("- {text}"), layout);
            }
        }
    }

    pub(super) fn remove_entries(
        &mut self,
        node: &Node<'_>,
        entries: &[Entry<'_>],
        removed: &[usize],
    ) {
        let spans = entry_spans(entries);
        if node.is_flow() {
            self.remove_flow(&spans, removed);
        } else {
            let ends = entries.iter().map(|e| lines::after(self.source(), &e.value));
            self.remove_block(&spans, &ends.collect::<Vec<_>>(), removed);
        }
    }

    pub(super) fn remove_items(
        &mut self,
        node: &Node<'_>,
        items: &[Node<'_>],
        dashes: &[usize],
        removed: &[usize],
    ) {
        if node.is_flow() {
            let spans: Vec<_> = items.iter().map(|item| item.span.clone()).collect();
            self.remove_flow(&spans, removed);
        } else {
            let spans = dashes.iter().zip(items).map(|(dash, item)| *dash..item.span.end);
            let ends = items.iter().map(|item| lines::after(self.source(), item));
            let ends: Vec<_> = ends.collect();
            self.remove_block(&spans.collect::<Vec<_>>(), &ends, removed);
        }
    }

    /// Removes the lines of entries or elements, `ends` being the starts of the lines behind them.
    /// `removed` is in order, and not all of them unless others are added.
    fn remove_block(&mut self, spans: &[Range<usize>], ends: &[usize], removed: &[usize]) {
        let source = self.source();
        let open = lines::is_open_ended(source) && ends.last() == Some(&source.len());
        // With the last line goes the line break in front of those that are removed with it.
        let tail = if open { trailing_run(spans.len(), removed) } else { spans.len() };
        let head = leading_run(removed).min(spans.len() - 1);
        for &place in removed {
            let start = spans[place].start;
            let line = lines::start(source, start);
            let range = if is_blank(&source[line..start]) {
                let broken = source[..line].trim_end_matches(['\r', '\n']).len();
                if place == tail { broken..ends[place] } else { line..ends[place] }
            } else {
                // Behind a dash: what follows moves up to it.
                start..spans[head].start.max(spans[place].end)
            };
            let inside = self.splices.last().is_some_and(|last| {
                last.text.is_empty()
                    && last.range.start <= range.start
                    && range.end <= last.range.end
            });
            if !inside {
                self.splice(range, "");
            }
        }
    }
}

fn entry_spans(entries: &[Entry<'_>]) -> Vec<Range<usize>> {
    entries.iter().map(|e| e.key.span.start..e.value.span.end).collect()
}

/// How many of the first ones are removed.
fn leading_run(removed: &[usize]) -> usize {
    removed.iter().enumerate().take_while(|(place, r)| place == *r).count()
}

/// The first of those that are removed up to the last of `count`.
fn trailing_run(count: usize, removed: &[usize]) -> usize {
    let run = removed.iter().rev().enumerate().take_while(|(place, r)| **r + place + 1 == count);
    count - run.count()
}

/// The start of the first of the comment lines that stand right above `line`.
fn above_comments(source: &str, mut line: usize) -> usize {
    while let Some(text) = source[..line].strip_suffix('\n') {
        let above = lines::start(source, text.trim_end_matches('\r').len());
        if !source[above..line].trim_start().starts_with('#') {
            break;
        }
        line = above;
    }
    line
}
