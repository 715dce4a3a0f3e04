//! The tree of a document, every node with the bytes it was read from.

use std::borrow::Cow;
use std::ops::Range;

/// A node and its bytes.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    /// The bytes of the content in the source, without an anchor, a tag, a trailing comment or
    /// trailing blanks. An absent value has an empty span behind its `:` or `-`.
    pub span: Range<usize>,
    /// What it is.
    pub kind: Kind<'a>,
    /// The anchor's name, if it has one.
    pub anchor: Option<&'a str>,
    /// Whether it has a tag.
    pub tagged: bool,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Kind<'a> {
    /// A scalar with its value after unquoting.
    Scalar {
        /// The value; `~` for an absent one.
        value: Cow<'a, str>,
        /// How it is written.
        style: Style,
    },
    /// A mapping.
    Mapping {
        /// Keys and values in order, duplicates included.
        entries: Vec<Entry<'a>>,
        /// Whether it is written with braces.
        flow: bool,
    },
    /// A sequence.
    Sequence {
        /// The elements in order.
        items: Vec<Node<'a>>,
        /// Whether it is written with brackets.
        flow: bool,
    },
    /// A reference to an anchor. Never expanded.
    Alias {
        /// The anchor's name.
        name: &'a str,
    },
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// The key.
    pub key: Node<'a>,
    /// The value.
    pub value: Node<'a>,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In single quotes.
    Single,
    /// In double quotes.
    Double,
    /// As a literal or folded block.
    Block {
        /// Where the next line of the document begins, past the block's trailing blank lines.
        end: usize,
        /// What becomes of its trailing line breaks.
        chomp: Chomp,
    },
}

/// What becomes of the line breaks at the end of a block scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chomp {
    /// None is part of the value (`|-`).
    Strip,
    /// The first is (`|`).
    Clip,
    /// All are, those of blank lines too (`|+`).
    Keep,
}

impl<'a> Node<'a> {
    /// The scalar's text, whatever its style.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { value, .. } => Some(value),
            _ => None,
        }
    }

    /// The scalar's text if a YAML reader takes it for a string.
    pub fn string(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { value, style: Style::Plain } => {
                super::quote::reads_as_string(value).then_some(&**value)
            }
            Kind::Scalar { value, .. } => Some(value),
            _ => None,
        }
    }

    /// What becomes of the trailing line breaks, if it is a block scalar.
    pub(super) fn chomp(&self) -> Option<Chomp> {
        match self.kind {
            Kind::Scalar { style: Style::Block { chomp, .. }, .. } => Some(chomp),
            _ => None,
        }
    }

    /// Whether this is a scalar with that text.
    pub fn is(&self, text: &str) -> bool {
        self.text() == Some(text)
    }

    /// Whether there is no value: nothing written, `~` or `null`.
    pub fn is_null(&self) -> bool {
        match &self.kind {
            Kind::Scalar { value, style: Style::Plain } => {
                matches!(&**value, "" | "~" | "null" | "Null" | "NULL")
            }
            _ => false,
        }
    }

    /// Whether a YAML 1.1 reader, which Kubernetes has, takes it for `true`.
    pub(crate) fn is_true(&self) -> bool {
        let word = self.text().filter(|_| self.string().is_none());
        word.is_some_and(|word| {
            ["true", "yes", "on", "y"].contains(&word.to_ascii_lowercase().as_str())
        })
    }

    /// Keys and values, none for anything but a mapping.
    pub fn entries(&self) -> &[Entry<'a>] {
        match &self.kind {
            Kind::Mapping { entries, .. } => entries,
            _ => &[],
        }
    }

    /// The elements, none for anything but a sequence.
    pub fn items(&self) -> &[Node<'a>] {
        match &self.kind {
            Kind::Sequence { items, .. } => items,
            _ => &[],
        }
    }

    /// The value of the first entry with that key.
    pub fn get(&self, key: &str) -> Option<&Node<'a>> {
        self.entries().iter().find(|e| e.key.is(key)).map(|e| &e.value)
    }

    /// The value down a way of keys.
    pub fn at(&self, keys: &[&str]) -> Option<&Node<'a>> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// Whether it is written with braces or brackets.
    pub fn is_flow(&self) -> bool {
        matches!(self.kind, Kind::Mapping { flow: true, .. } | Kind::Sequence { flow: true, .. })
    }

    /// Whether it is a collection written as a block.
    pub fn is_block(&self) -> bool {
        matches!(self.kind, Kind::Mapping { flow: false, .. } | Kind::Sequence { flow: false, .. })
    }

    /// The kind's name for messages.
    pub fn kind_name(&self) -> &'static str {
        match &self.kind {
            _ if self.is_null() => "nothing",
            Kind::Scalar { .. } => "a scalar",
            Kind::Mapping { .. } => "a mapping",
            Kind::Sequence { .. } => "a sequence",
            Kind::Alias { .. } => "an alias",
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::yaml::parse;

    #[test]
    fn kinds_have_names() {
        let text = "a:\nb: ~\nc: 1\nd: &d {}\ne: []\nf: *d\n";
        let root = parse(text, 0..text.len()).unwrap().unwrap();
        let names: Vec<_> = root.entries().iter().map(|entry| entry.value.kind_name()).collect();
        let expected = ["nothing", "nothing", "a scalar", "a mapping", "a sequence", "an alias"];
        assert_eq!(names, expected);
    }
}
