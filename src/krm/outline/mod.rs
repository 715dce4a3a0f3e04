//! An item that is not parsed: what its lines tell.

use std::ops::Range;

use memchr::memmem;

mod item_end;
mod line;
pub(super) mod list;
mod printable;
pub(super) mod scalar;

use scalar::{Fact, Item};

/// An item as lines of the input.
#[derive(Clone, Debug)]
pub struct Unread<'a> {
    pub(super) source: &'a str,
    pub(super) item: Item<'a>,
}

impl<'a> Unread<'a> {
    /// Its lines.
    pub fn range(&self) -> Range<usize> {
        self.item.range.clone()
    }

    /// Its text.
    pub fn text(&self) -> &'a str {
        &self.source[self.range()]
    }

    /// `apiVersion` and `kind`; `None` if it takes a parser to know them.
    pub fn kind(&self) -> Option<(&'a str, &'a str)> {
        Some((known(self.item.api_version)?, known(self.item.kind)?))
    }

    /// `metadata.name`; `None` if it takes a parser to know it.
    pub fn name(&self) -> Option<&'a str> {
        known(self.item.name)
    }

    /// Whether the text occurs in it, as it is or perhaps in escapes.
    pub fn may_contain(&self, text: &str) -> bool {
        let bytes = self.text().as_bytes();
        memmem::find(bytes, text.as_bytes()).is_some() || memchr::memchr(b'\\', bytes).is_some()
    }

    /// The scalars under a key, at any depth; `None` if it takes a parser to know one of them.
    pub fn scalars(&self, key: &str) -> Option<Vec<&'a str>> {
        let text = self.text();
        if memchr::memchr(b'\\', text.as_bytes()).is_some() {
            return None;
        }
        let mut found = Vec::new();
        for at in memmem::find_iter(text.as_bytes(), key.as_bytes()) {
            let behind = text[at + key.len()..].trim_start_matches(['"', '\'', ' ']);
            let Some(value) = behind.strip_prefix(':') else { continue };
            let value = value.trim_start_matches([' ', '"', '\'']);
            let word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
            let end = value.find(|c| !word(c)).unwrap_or(value.len());
            if end == 0 {
                return None;
            }
            found.push(&value[..end]);
        }
        Some(found)
    }
}

fn known<'a>(fact: Fact<'a>) -> Option<&'a str> {
    match fact {
        Fact::Absent => Some(""),
        Fact::Plain(text) => Some(text),
        Fact::Unknown => None,
    }
}
