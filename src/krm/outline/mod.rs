//! Objects by their lines: where each stands and which it is, without a parser.
//!
//! Nine tenths of an input are CRDs that nobody edits. An [`Outline`] tells enough of an object to
//! leave it as it is. One reader follows the lines (`reader.rs`), and one learns from them which
//! object it is (`head.rs`), for the items of a ResourceList (`list.rs`) and for documents
//! (`document.rs`) alike. JSON has brackets in place of lines (`json.rs`). What takes a parser is
//! unknown, never guessed.

mod document;
mod head;
mod item_end;
mod json;
mod line;
mod list;
mod printable;
mod reader;
mod scalar;
mod split;

use std::ops::Range;

use memchr::memmem;

use head::Head;

pub(super) use document::outline as of_document;
pub(super) use json::{JsonOutline, outline as of_json};
pub(super) use list::{ListOutline, outline as of_list};
pub(super) use split::{documents, only};

/// An object as lines of the input, or as what stands between two brackets.
#[derive(Clone, Debug)]
pub struct Outline<'a> {
    source: &'a str,
    range: Range<usize>,
    head: Head<'a>,
}

impl<'a> Outline<'a> {
    /// Its bytes: whole lines, of an item of a list from that of its dash on; or those from bracket
    /// to bracket.
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// Its text.
    pub fn text(&self) -> &'a str {
        &self.source[self.range()]
    }

    /// `apiVersion` and `kind`; `None` if it takes a parser to know them.
    pub fn kind(&self) -> Option<(&'a str, &'a str)> {
        Some((self.head.api_version.text()?, self.head.kind.text()?))
    }

    /// `metadata.name`; `None` if it takes a parser to know it.
    pub fn name(&self) -> Option<&'a str> {
        self.head.name.text()
    }

    /// `metadata.namespace` of a ServiceAccount, empty if it has none; `None` if it takes a parser
    /// to know it.
    pub fn namespace(&self) -> Option<&'a str> {
        self.head.namespace.text().filter(|text| !text.eq_ignore_ascii_case("null"))
    }

    /// Whether the text occurs in it, as it is or perhaps in escapes.
    pub fn may_contain(&self, text: &str) -> bool {
        let bytes = self.text().as_bytes();
        memmem::find(bytes, text.as_bytes()).is_some() || may_spell(bytes)
    }

    /// The scalars under a key, at any depth; `None` if it takes a parser to know one of them.
    pub fn scalars(&self, key: &str) -> Option<Vec<&'a str>> {
        let text = self.text();
        if may_spell(text.as_bytes()) {
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
/// Whether there may be an escape that spells a letter, or one that joins two lines. The patterns of
/// CustomResourceDefinitions are full of other backslashes.
fn may_spell(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'\\', bytes)
        .any(|at| matches!(bytes.get(at + 1), None | Some(b'x' | b'u' | b'U' | b'\n' | b'\r')))
}
