//! Finds the items of a ResourceList without parsing them.
//!
//! Nine tenths of a list are CRDs that nobody edits. In a block-style list, which is what
//! kustomize and kpt write, an item starts where a dash stands at the items' column, outside of
//! any scalar. One pass over the lines follows just enough of YAML 1.2 to know what is a scalar:
//! block scalars and plain ones by indentation, quoted ones and brackets by their ends.
//!
//! Whatever it does not know for certain makes it give up, and the whole document is parsed
//! instead: several documents, anchors, aliases, tags, directives, explicit keys, tabs as
//! indentation, brackets over several lines, `|+`, a byte-order mark, a lone carriage return,
//! characters that YAML forbids.
//!
//! Once `apiVersion`, `kind` and `metadata.name` of an item are known, only its end is looked for
//! (`item_end.rs`). What is malformed behind them may pass; if the item is touched, a parser reads it.

use std::ops::Range;

use super::item_end::next_item;
use super::line::{Line, flow_end, is_dash, is_rest_blank, key_end, quote_end, skip_blanks};
use super::printable::is_printable;
use super::scalar::{Fact, Item};

/// The places of a list's parts.
#[derive(Debug, Default)]
pub(in crate::krm) struct Scan<'a> {
    /// The items.
    pub(in crate::krm) items: Vec<Item<'a>>,
    /// The keys of the list, each with its lines.
    pub(in crate::krm) keys: Vec<(&'a str, Range<usize>)>,
    /// The column of the items' dashes.
    pub(in crate::krm) dash: usize,
}

/// Scans a list; `None` if it takes a parser to find its items.
pub(in crate::krm) fn scan(source: &str) -> Option<Scan<'_>> {
    let bytes = source.as_bytes();
    if source.starts_with('\u{FEFF}') || !is_printable(source) {
        return None;
    }
    let mut scanner = Scanner {
        source,
        bytes,
        scan: Scan::default(),
        content_end: 0,
        skip: None,
        open: None,
        item_keys: None,
        metadata: None,
        in_items: false,
        marked: false,
        skimmed: false,
    };
    let mut at = 0;
    while at < bytes.len() {
        at = scanner.skim(at).map_or_else(|| scanner.line(at), Some)?;
    }
    scanner.finish()
}

/// A scalar that goes on in lines indented by more than `than`.
#[derive(Clone, Copy)]
struct Skip {
    than: usize,
    /// Whether it is a block scalar.
    block: bool,
    /// The indentation of a block scalar: that of its first line.
    content: Option<usize>,
}

impl Skip {
    /// Whether a line with this indentation, deeper than the parent's, belongs to the scalar.
    fn goes_on(&mut self, indent: usize, first: u8) -> Option<bool> {
        if !self.block {
            return Some(first != b'#');
        }
        let content = *self.content.get_or_insert(indent);
        match first {
            _ if indent >= content => Some(true),
            b'#' => Some(false),
            _ => None,
        }
    }
}

struct Scanner<'a> {
    source: &'a str,
    bytes: &'a [u8],
    scan: Scan<'a>,
    /// The start of the line behind the last one with content.
    content_end: usize,
    skip: Option<Skip>,
    /// The column of the key or the dash whose value is yet to come.
    open: Option<usize>,
    /// The column of the current item's keys.
    item_keys: Option<usize>,
    /// Inside of `metadata`: the column of its keys, once one was seen.
    metadata: Option<Option<usize>>,
    in_items: bool,
    /// Whether the marker of the document was seen.
    marked: bool,
    /// Whether the end of the current item was looked for.
    skimmed: bool,
}

impl<'a> Scanner<'a> {
    /// The start of the next item, if all that matters of the current one is known and nothing in
    /// it hides where it ends. A key that comes twice does not matter: readers take the first.
    fn skim(&mut self, start: usize) -> Option<usize> {
        let usual = self.in_items && self.scan.dash == 0 && self.item_keys == Some(2);
        if self.skimmed || !usual || !self.scan.items.last()?.is_known() {
            return None;
        }
        self.skimmed = true;
        next_item(self.bytes, start)
    }

    /// Takes in the line at `start`; returns where the next one to take in starts.
    fn line(&mut self, start: usize) -> Option<usize> {
        let line = Line::read(self.bytes, start);
        let text = line.text;
        let indent = text.iter().position(|b| *b != b' ').unwrap_or(text.len());
        let Some(first) = text.get(indent) else {
            // Blanks may be content of a block scalar.
            let content = !text.is_empty() && self.skip.is_some_and(|skip| skip.block);
            return (!content).then_some(line.next);
        };
        if let Some(skip) = &mut self.skip {
            if indent > skip.than && skip.goes_on(indent, *first)? {
                // Behind a tab there may be a comment, or nothing.
                let certain =
                    *first != b'\t' || skip.block && !text[indent..].trim_ascii().is_empty();
                self.content_end = line.next;
                return certain.then_some(line.next);
            }
            self.skip = None;
        }
        match first {
            b'#' => return Some(line.next),
            b'\t' => return None,
            _ => {}
        }
        if indent == 0 && (text.starts_with(b"---") || text.starts_with(b"...")) {
            // One marker may open the document.
            let opens = text == b"---" && self.scan.keys.is_empty() && !self.marked;
            self.marked = true;
            return opens.then_some(line.next);
        }
        let dash = is_dash(text, indent);
        if indent == 0 && !dash {
            return self.root_key(&line);
        }
        if self.in_items && self.scan.items.is_empty() {
            if !dash {
                return None;
            }
            self.scan.dash = indent;
        }
        if self.in_items && dash && indent == self.scan.dash {
            self.start_item(&line)?;
        } else {
            let least = self.item_keys.unwrap_or(self.scan.dash + 1);
            if self.scan.keys.is_empty() || self.in_items && indent < least {
                return None;
            }
        }
        self.content_end = line.next;
        self.tokens(&line, indent)
    }

    /// A key of the list itself.
    fn root_key(&mut self, line: &Line<'a>) -> Option<usize> {
        self.end_entry(line.start)?;
        let colon = key_end(line.text, 0)?;
        let name = &self.source[line.start..line.start + colon];
        let known = name.bytes().all(|b| b.is_ascii_alphabetic());
        if !known || name.is_empty() || self.scan.keys.iter().any(|(key, _)| *key == name) {
            return None;
        }
        self.scan.keys.push((name, line.start..line.next));
        self.in_items = name == "items";
        self.content_end = line.next;
        self.item_keys = None;
        if self.in_items && !is_rest_blank(line.text, colon + 1) {
            return None;
        }
        self.value(line, colon + 1, 0)
    }

    fn start_item(&mut self, line: &Line<'a>) -> Option<()> {
        self.end_item(line.start)?;
        // The keys stand behind the dash, or on a later line.
        let keys = skip_blanks(line.text, self.scan.dash + 1);
        let empty = matches!(line.text.get(keys), None | Some(b'#'));
        self.item_keys = (!empty).then_some(keys);
        self.metadata = None;
        self.skimmed = false;
        if !empty && (is_dash(line.text, keys) || key_end(line.text, keys).is_none()) {
            // No mapping, or one whose first key is quoted.
            return None;
        }
        self.scan.items.push(Item::new(line.start..line.next, Fact::Absent));
        Some(())
    }

    /// What stands on a line behind its indentation.
    fn tokens(&mut self, line: &Line<'a>, indent: usize) -> Option<usize> {
        let text = line.text;
        let mut at = indent;
        let mut dash = None;
        while is_dash(text, at) {
            dash = Some(at);
            at = skip_blanks(text, at + 1);
            if text.get(at - 1) == Some(&b'\t') {
                return None;
            }
        }
        if matches!(text.get(at), None | Some(b'#')) {
            self.open = dash;
            return Some(line.next);
        }
        let colon = key_end(text, at);
        if self.in_items && self.item_keys.is_none() {
            // The first thing of an item must be a key.
            colon?;
            self.item_keys = Some(at);
        }
        if let Some(colon) = colon {
            if self.in_items {
                let key = &self.source[line.start + at..line.start + colon];
                self.key(key.trim_end(), line, at, colon + 1);
            }
            return self.value(line, colon + 1, at);
        }
        if matches!(text[at], b'"' | b'\'') {
            return self.quoted(line, at, dash.or(self.open), true);
        }
        // A scalar that is no key: an element, or a value below its key.
        let parent = dash.or(self.open)?;
        self.scalar(line, at, parent)
    }

    /// The value behind a key at `column`.
    fn value(&mut self, line: &Line<'a>, from: usize, column: usize) -> Option<usize> {
        let at = skip_blanks(line.text, from);
        if matches!(line.text.get(at), None | Some(b'#')) {
            self.open = Some(column);
            return Some(line.next);
        }
        self.scalar(line, at, column)
    }

    /// A scalar or a flow collection whose parent stands at `parent`.
    fn scalar(&mut self, line: &Line<'a>, at: usize, parent: usize) -> Option<usize> {
        self.open = None;
        let text = line.text;
        match text[at] {
            b'"' | b'\'' => self.quoted(line, at, Some(parent), false),
            b'[' | b'{' => {
                let end = flow_end(text, at)?;
                is_rest_blank(text, end).then_some(line.next)
            }
            b'|' | b'>' => {
                let indicators =
                    text[at + 1..].iter().take_while(|b| b.is_ascii_digit() || **b == b'-');
                let end = at + 1 + indicators.count();
                let digit = text[at + 1..end].iter().find(|b| b.is_ascii_digit());
                let content = digit.map(|digit| parent + usize::from(digit - b'0'));
                self.skip = Some(Skip { than: parent, block: true, content });
                is_rest_blank(text, end).then_some(line.next)
            }
            b'&' | b'*' | b'!' | b'%' | b'@' | b'`' | b',' | b']' | b'}' | b'\t' => None,
            b'?' | b':' | b'-' if matches!(text.get(at + 1), None | Some(b' ' | b'\t')) => None,
            _ => {
                self.skip = Some(Skip { than: parent, block: false, content: None });
                Some(line.next)
            }
        }
    }

    /// A quoted scalar, perhaps a key if `may_be_key`; perhaps over several lines, which must not
    /// look like the start of something outside.
    fn quoted(
        &mut self,
        line: &Line<'a>,
        at: usize,
        parent: Option<usize>,
        may_be_key: bool,
    ) -> Option<usize> {
        let column = at;
        let mut line = Line { ..*line };
        let mut end = quote_end(line.text, at + 1, line.text[at]);
        let quote = line.text[at];
        let one_line = end.is_some();
        while end.is_none() {
            if line.next >= self.bytes.len() {
                return None;
            }
            line = Line::read(self.bytes, line.next);
            let indent = line.text.iter().position(|b| *b != b' ');
            let least = if self.in_items { self.scan.dash } else { 0 };
            if indent.is_some_and(|indent| indent <= least) {
                return None;
            }
            end = quote_end(line.text, 0, quote);
        }
        let end = end?;
        self.content_end = line.next;
        let colon = skip_blanks(line.text, end);
        if line.text.get(colon) == Some(&b':') {
            if !one_line
                || !may_be_key
                || !matches!(line.text.get(colon + 1), None | Some(b' ' | b'\t'))
            {
                return None;
            }
            self.quoted_key(column);
            return self.value(&line, colon + 1, column);
        }
        parent?;
        self.open = None;
        is_rest_blank(line.text, end).then_some(line.next)
    }

    /// Notes what a key at `column` tells of the current item.
    fn key(&mut self, key: &str, line: &Line<'a>, column: usize, from: usize) {
        if self.item_keys == Some(column) {
            self.item_key(key, line, from);
        } else if let Some(keys) = self.metadata {
            self.metadata = keys.or(Some(column)).map(Some);
            if self.metadata == Some(Some(column)) && key == "name" {
                let fact = self.fact(line, from);
                if let Some(item) = self.scan.items.last_mut() {
                    item.name.learn(fact);
                }
            }
        }
    }

    fn item_key(&mut self, key: &str, line: &Line<'a>, from: usize) {
        self.metadata = None;
        let fact = self.fact(line, from);
        let Some(item) = self.scan.items.last_mut() else { return };
        match key {
            "kind" => item.kind.learn(fact),
            "apiVersion" => item.api_version.learn(fact),
            "metadata" if fact == Fact::Absent => self.metadata = Some(None),
            "metadata" => item.name = Fact::Unknown,
            _ => {}
        }
    }

    /// What stands behind a key's `:`.
    fn fact(&self, line: &Line<'a>, from: usize) -> Fact<'a> {
        Fact::behind(&self.source[line.start + from..line.start + line.text.len()])
    }

    /// A quoted key may be any key.
    fn quoted_key(&mut self, column: usize) {
        let Some(item) = self.scan.items.last_mut().filter(|_| self.in_items) else { return };
        if self.item_keys == Some(column) {
            *item = Item::new(item.range.clone(), Fact::Unknown);
        } else if matches!(self.metadata, Some(keys) if keys.is_none_or(|keys| keys == column)) {
            item.name = Fact::Unknown;
        }
    }

    /// Ends the entry of the list that came before `start`.
    fn end_entry(&mut self, start: usize) -> Option<()> {
        let end = self.content_end.min(start);
        if let Some((_, range)) = self.scan.keys.last_mut() {
            range.end = end;
        }
        if self.in_items { self.end_item(end) } else { Some(()) }
    }

    /// Ends the item that came before `end`, which must have had a key.
    fn end_item(&mut self, end: usize) -> Option<()> {
        if let Some(item) = self.scan.items.last_mut() {
            item.range.end = end;
            self.item_keys?;
        }
        Some(())
    }

    fn finish(mut self) -> Option<Scan<'a>> {
        // A block scalar that the end of input cuts off: nothing can be written behind it.
        let cut = !self.source.ends_with('\n') && self.skip.is_some_and(|s| s.block);
        self.end_entry(self.bytes.len())?;
        let dashes = !self.scan.items.is_empty();
        (!cut && dashes).then_some(self.scan)
    }
}

#[cfg(test)]
mod tests;
