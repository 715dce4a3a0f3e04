//! What the lines of an object tell about it.

use std::ops::Range;

/// One object, unparsed.
#[derive(Clone, Debug)]
pub(in crate::krm) struct Item<'a> {
    /// Its lines: of an element of a list from that of its dash to that of the next one.
    pub(in crate::krm) range: Range<usize>,
    /// The scalar under `apiVersion`.
    pub(in crate::krm) api_version: Fact<'a>,
    /// The scalar under `kind`.
    pub(in crate::krm) kind: Fact<'a>,
    /// The scalar under `metadata.name`.
    pub(in crate::krm) name: Fact<'a>,
}

/// What is known of a scalar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::krm) enum Fact<'a> {
    /// There is none.
    #[default]
    Absent,
    /// This is its text.
    Plain(&'a str),
    /// It takes a parser to know.
    Unknown,
}

impl<'a> Item<'a> {
    /// An object of which nothing was told yet, or nothing can be.
    pub(in crate::krm) fn new(range: Range<usize>, fact: Fact<'a>) -> Item<'a> {
        Item { range, api_version: fact, kind: fact, name: fact }
    }

    /// Whether each of the facts stood somewhere.
    pub(in crate::krm) fn is_known(&self) -> bool {
        [self.api_version, self.kind, self.name].iter().all(|fact| *fact != Fact::Absent)
    }
}

impl<'a> Fact<'a> {
    /// What the rest of a line behind a key's `:` tells.
    pub(in crate::krm) fn behind(rest: &'a str) -> Fact<'a> {
        if !rest.is_empty() && !rest.starts_with([' ', '\t']) {
            return Fact::Unknown;
        }
        let rest = rest.trim_matches([' ', '\t', '\r']);
        let word = rest.split([' ', '\t']).next().unwrap_or_default();
        let behind = rest[word.len()..].trim_start_matches([' ', '\t']);
        match word.bytes().next() {
            None | Some(b'#') => Fact::Absent,
            Some(b)
                if b.is_ascii_alphanumeric() && (behind.is_empty() || behind.starts_with('#')) =>
            {
                Fact::Plain(word)
            }
            Some(_) => Fact::Unknown,
        }
    }

    /// Takes in what stands under the key: known if it stands there once, as a plain word.
    pub(in crate::krm) fn learn(&mut self, fact: Fact<'a>) {
        let first = *self == Fact::Absent && fact != Fact::Absent;
        *self = if first { fact } else { Fact::Unknown };
    }
}
