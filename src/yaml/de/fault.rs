//! What can be wrong in a tree that is read into types, as data.

use std::ops::Range;

use crate::yaml::path::Path;
use crate::yaml::tree::Node;

/// What is wrong at a place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Fault {
    /// What it is.
    pub(crate) kind: FaultKind,
    /// The bytes of the key or the value at fault.
    pub(crate) span: Range<usize>,
    /// The path of the value at fault, with indices.
    pub(crate) path: Path,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum FaultKind {
    /// A key that the struct `of` has no field for; its fields are `known`.
    UnknownField { key: String, of: &'static str, known: &'static [&'static str] },
    /// A key that precedes itself in its mapping.
    RepeatedKey { key: String },
    /// A merge key (`<<`): it is not followed.
    MergeKey,
    /// An alias of an anchor that the tree does not have.
    AliasOutside { name: String },
    /// A value of another type.
    WrongType { expected: Type, found: Found },
    /// A word that is none of the known ones.
    UnknownValue { value: String, known: &'static [&'static str] },
}

/// What a type takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Type {
    String,
    Boolean,
    Integer,
    List,
    /// A list as one text, its elements separated by commas.
    Commas,
    /// A mapping of the fields of a struct.
    Fields,
    /// One of some words.
    Word(&'static [&'static str]),
    /// A type that this reader does not know.
    Unknown,
}

/// What stands where another type is expected.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Found {
    /// A scalar that is a string to every reader.
    String(String),
    /// Another scalar, as it is written.
    Scalar(String),
    /// Something else, by the name of its kind.
    Kind(&'static str),
}

impl Found {
    pub(super) fn of(node: &Node<'_>) -> Found {
        match (node.string(), node.text()) {
            (Some(text), _) => Found::String(text.to_owned()),
            (None, Some(text)) => Found::Scalar(text.to_owned()),
            (None, None) => Found::Kind(node.kind_name()),
        }
    }
}
