//! What a line tells of the scalar behind a key.

/// What is known of a scalar without a parser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Known<'a> {
    /// There is none.
    #[default]
    Absent,
    /// This is its text.
    Text(&'a str),
    /// It takes a parser to know.
    Unknown,
}

impl<'a> Known<'a> {
    /// What the rest of a line behind a key's `:` tells: the text of a plain word is known.
    pub(super) fn behind(rest: &'a str) -> Known<'a> {
        let rest = rest.trim_matches([' ', '\t']);
        let word = rest.split([' ', '\t']).next().unwrap_or_default();
        let behind = rest[word.len()..].trim_start_matches([' ', '\t']);
        match word.bytes().next() {
            None | Some(b'#') => Known::Absent,
            Some(b)
                if b.is_ascii_alphanumeric() && (behind.is_empty() || behind.starts_with('#')) =>
            {
                Known::Text(word)
            }
            Some(_) => Known::Unknown,
        }
    }

    /// The text, empty if there is none; `None` if it takes a parser to know.
    pub(super) fn text(self) -> Option<&'a str> {
        match self {
            Known::Absent => Some(""),
            Known::Text(text) => Some(text),
            Known::Unknown => None,
        }
    }
}
