//! Why an edit is not made.

use thiserror::Error;

use super::path::Path;

/// Why an edit was not made. Nothing is changed then.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{kind}")]
pub struct Refusal {
    /// The reason.
    pub kind: RefusalKind,
    /// The place in the tree that [`edit`](super::edit()) was given.
    pub path: Path,
    /// The byte in the source.
    pub offset: usize,
}

/// What an edit can't pass through.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum RefusalKind {
    #[error("the value to edit is an alias")]
    Alias,
    #[error("the value to edit has an anchor; an edit here would change every alias of it")]
    Anchor,
    #[error("what is to be removed has an anchor, which an alias may refer to")]
    AnchorInside,
    #[error("the value to edit has a tag")]
    Tag,
    #[error("the mapping to edit has a merge key (<<)")]
    MergeKey,
    #[error("duplicate key {0:?} in the mapping to edit")]
    DuplicateKey(String),
    #[error("two elements have {0}")]
    DuplicateElement(String),
    #[error("a key in the mapping to edit is written with ? or indented with tabs")]
    ExplicitKey,
    #[error("{expected} is expected here, found {found}")]
    Unexpected { expected: &'static str, found: &'static str },
    #[error("a line break that YAML 1.1 and 1.2 read differently (U+0085, U+2028 or U+2029)")]
    ForeignBreak,
    #[error(
        "an empty line or a comment is indented with a tab, which YAML 1.1 does not allow next to \
         the edit"
    )]
    Tab,
    #[error("nothing can follow an object in brackets")]
    NoDocument,
    #[error("the text ends in a block scalar without a line break, to which nothing can be added")]
    CutOff,
    #[error("two edits of one run disagree about this place")]
    Conflict,
    #[error("the edited text would not read as the intended value")]
    Unsure,
}

impl RefusalKind {
    /// What the user can do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            RefusalKind::Alias
            | RefusalKind::Anchor
            | RefusalKind::AnchorInside
            | RefusalKind::MergeKey => "write the value out where it is used",
            RefusalKind::Tag => "remove the tag",
            RefusalKind::DuplicateKey(_) | RefusalKind::DuplicateElement(_) => {
                "keep one of the two"
            }
            RefusalKind::ExplicitKey => "write it as `key: value`, indented with blanks",
            RefusalKind::Unexpected { .. } => "correct the manifest",
            RefusalKind::ForeignBreak => "write the character as an escape in double quotes",
            RefusalKind::Tab => "indent the line with blanks",
            RefusalKind::CutOff => "end the file with a line break",
            RefusalKind::NoDocument => "put the objects into a List, or write them as blocks",
            RefusalKind::Conflict | RefusalKind::Unsure => {
                "this is a limit of the program: please report it with the input"
            }
        }
    }
}
