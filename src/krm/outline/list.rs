//! The outline of a ResourceList: its keys and its items.
//!
//! In a block-style list, which is what kustomize and kpt write, an item starts where a dash stands
//! at the items' column, outside of any scalar. Once it is known which object an item is, only its
//! end is looked for (`item_end.rs`). What is malformed behind that may pass; if the item is
//! touched, a parser reads it.

use std::ops::Range;

use super::Outline;
use super::head::HeadReader;
use super::item_end::next_item;
use super::line::is_rest_blank;
use super::printable::is_printable;
use super::reader::{Content, Found, Reader};
use super::scalar::Known;
use super::split::is_empty;

/// The places of a list's parts.
#[derive(Debug, Default)]
pub(in crate::krm) struct ListOutline<'a> {
    /// The items.
    pub(in crate::krm) items: Vec<Outline<'a>>,
    /// The keys of the list, each with its lines.
    pub(in crate::krm) keys: Vec<(&'a str, Range<usize>)>,
    /// The column of the items' dashes.
    pub(in crate::krm) dash: usize,
}

/// What the lines of a list tell; `None` if it takes a parser to find its items.
pub(in crate::krm) fn outline(source: &str) -> Option<ListOutline<'_>> {
    if source.starts_with('\u{FEFF}') || !is_printable(source) {
        return None;
    }
    let mut list = ListReader {
        source,
        reader: Reader::new(source),
        list: ListOutline::default(),
        content_end: 0,
        in_items: false,
        item: None,
        marked: false,
    };
    let mut at = 0;
    while at < source.len() {
        at = list.line(at)?;
    }
    list.finish()
}

#[derive(Debug)]
struct ListReader<'a> {
    source: &'a str,
    reader: Reader<'a>,
    list: ListOutline<'a>,
    /// The start of the line behind the last one with content.
    content_end: usize,
    /// Whether the key before is that of the items.
    in_items: bool,
    item: Option<Item<'a>>,
    /// Whether the marker of the document was seen.
    marked: bool,
}

/// The item that is being read.
#[derive(Debug)]
struct Item<'a> {
    start: usize,
    object: HeadReader<'a>,
    /// Whether its end was looked for.
    skimmed: bool,
}

impl<'a> ListReader<'a> {
    /// Takes in the line at `start`; returns where the next one to take in starts.
    fn line(&mut self, start: usize) -> Option<usize> {
        let (found, next) = self.reader.line(start)?;
        match found {
            Found::Nothing => return Some(next),
            Found::Marker(line) => return self.marker(line, start, next),
            Found::Continued => {
                if let Some(item) = &mut self.item {
                    item.object.go_on();
                }
            }
            Found::Content(content) if content.indent == 0 && content.dashes == 0 => {
                self.key(&content)?;
            }
            Found::Content(content) if self.in_items => {
                if let Some(next) = self.end_of_item(&content) {
                    return Some(next);
                }
                self.item_line(content)?;
            }
            // It belongs to the value of another key.
            Found::Content(_) if !self.list.keys.is_empty() => {}
            Found::Content(_) => return None,
        }
        self.content_end = next;
        Some(next)
    }

    /// One marker may open the document, and nothing may follow one behind it.
    fn marker(&mut self, line: &str, start: usize, next: usize) -> Option<usize> {
        if self.list.keys.is_empty() {
            let opens =
                line.starts_with("---") && is_rest_blank(line.as_bytes(), 3) && !self.marked;
            self.marked = true;
            return opens.then_some(next);
        }
        is_empty(&self.source[start..]).then_some(self.source.len())
    }

    /// A key of the list itself.
    fn key(&mut self, content: &Content<'a>) -> Option<()> {
        self.end_entry()?;
        let key = content.key.as_ref()?;
        let name = key.name.filter(|name| name.bytes().all(|b| b.is_ascii_alphabetic()))?;
        if self.list.keys.iter().any(|(known, _)| *known == name) {
            return None;
        }
        self.list.keys.push((name, content.start..content.start));
        self.in_items = name == "items";
        let empty = Known::behind(key.value) == Known::Absent;
        (!self.in_items || empty).then_some(())
    }

    /// The start of the next item, if it is known which object the current one is and nothing in
    /// it hides where it ends.
    fn end_of_item(&mut self, content: &Content<'a>) -> Option<usize> {
        let usual = self.list.dash == 0 && content.indent >= 2;
        let item = self.item.as_mut().filter(|item| {
            usual
                && !item.skimmed
                && item.object.keys() == Some(2)
                && item.object.head.is_complete()
        })?;
        item.skimmed = true;
        next_item(self.source.as_bytes(), content.start)
    }

    /// A line among the items.
    fn item_line(&mut self, content: Content<'a>) -> Option<()> {
        let first = self.item.is_none();
        if content.dashes == 0 || !first && content.indent != self.list.dash {
            return self.item.as_mut()?.object.take(&content);
        }
        self.end_item(content.start)?;
        self.list.dash = content.indent;
        self.reader.outside = content.indent;
        let mut object = HeadReader::new(content.indent + 1);
        let start = content.start;
        // The keys stand behind the dash, or on a later line.
        if let Some(behind) = content.behind_dash() {
            object.take(&behind)?;
        }
        self.item = Some(Item { start, object, skimmed: false });
        Some(())
    }

    /// Ends the entry of the list that came before.
    fn end_entry(&mut self) -> Option<()> {
        self.reader.outside = 0;
        if let Some((_, range)) = self.list.keys.last_mut() {
            range.end = self.content_end;
        }
        self.end_item(self.content_end)
    }

    /// Ends the item that came before `end`, which must have had a key.
    fn end_item(&mut self, end: usize) -> Option<()> {
        if let Some(Item { start, object, .. }) = self.item.take() {
            object.keys()?;
            let (source, range, head) = (self.source, start..end, object.head);
            self.list.items.push(Outline { source, range, head });
        }
        Some(())
    }

    fn finish(mut self) -> Option<ListOutline<'a>> {
        // A block scalar that the end of input cuts off: nothing can be written behind it.
        let cut = !self.source.ends_with('\n') && self.reader.is_in_block();
        self.end_entry()?;
        (!cut && !self.list.items.is_empty()).then_some(self.list)
    }
}

#[cfg(test)]
mod tests;
