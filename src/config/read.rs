//! Reads a config into its types, and says what is wrong in it and what to write instead.

use std::ops::Range;

use serde::de::DeserializeOwned;

use crate::diagnostic::{Code, code};
use crate::yaml::de::{self, FaultKind, Form, Found, Type};
use crate::yaml::{Node, Path};

use super::nearest::{nearest, suggest};
use super::spec::IDENTITY_FIELDS;

/// A value at fault.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) code: Code,
    pub(super) path: Path,
    pub(super) span: Range<usize>,
    pub(super) message: String,
    pub(super) help: String,
    /// The field that a misspelt one was probably meant to be.
    pub(super) meant: Option<Path>,
}

/// Reads `node`, whose path is `at`. With `flat` every scalar may be quoted, and a list is one
/// string separated by commas: the values of a ConfigMap.
pub(super) fn read<T: DeserializeOwned + Default>(
    node: &Node<'_>,
    at: Path,
    flat: bool,
) -> (T, Vec<Fault>) {
    let (value, faults) = de::read(node, &at, if flat { Form::Text } else { Form::Typed });
    let told = |de::Fault { kind, span, path }: de::Fault| {
        let (message, help) = said(&kind, flat);
        Fault { code: code_of(&kind), meant: meant(&kind, &path), path, span, message, help }
    };
    (value, faults.into_iter().map(told).collect())
}

fn code_of(kind: &FaultKind) -> Code {
    match kind {
        FaultKind::UnknownField { .. } => code::UNKNOWN_FIELD,
        FaultKind::RepeatedKey { .. } => code::REPEATED_KEY,
        FaultKind::UnknownValue { .. } => code::UNKNOWN_VALUE,
        FaultKind::MergeKey | FaultKind::AliasOutside { .. } | FaultKind::WrongType { .. } => {
            code::WRONG_TYPE
        }
    }
}

/// The path of the field that an unknown one is near to.
fn meant(kind: &FaultKind, path: &Path) -> Option<Path> {
    let FaultKind::UnknownField { key, known, .. } = kind else { return None };
    let (_, parent) = path.0.split_last()?;
    Some(Path(parent.to_vec()).key(nearest(last_of(key), known)?))
}

/// What a key names that was written with the way to it, as in `spec.provider`.
fn last_of(key: &str) -> &str {
    let key = key.strip_suffix(".enabled").unwrap_or(key);
    key.rsplit('.').next().unwrap_or(key)
}

/// The message about a fault, and the help.
fn said(kind: &FaultKind, flat: bool) -> (String, String) {
    match kind {
        FaultKind::UnknownField { key, of: "Spec", .. }
            if IDENTITY_FIELDS.contains(&key.as_str()) =>
        {
            (format!("unknown field {key:?}"), format!("{key} belongs in an entry of identities"))
        }
        FaultKind::UnknownField { key, .. } if flat && key == "identities" => (
            format!("unknown field {key:?}"),
            "there is one identity here: write its fields, such as services and roleArn".to_owned(),
        ),
        FaultKind::UnknownField { key, known, .. } => {
            (format!("unknown field {key:?}"), suggest(last_of(key), known))
        }
        FaultKind::RepeatedKey { key } => {
            (format!("duplicate key {key:?}"), "keep one of the two".to_owned())
        }
        FaultKind::MergeKey => {
            ("merge keys are not read in a config".to_owned(), "write the fields out".to_owned())
        }
        FaultKind::AliasOutside { name } => (
            format!("the alias *{name} refers to an anchor outside of the config"),
            "write the value out".to_owned(),
        ),
        FaultKind::UnknownValue { value, known } => {
            (format!("unknown value {value:?}"), suggest(value, known))
        }
        FaultKind::WrongType {
            expected: Type::List,
            found: Found::String(value) | Found::Scalar(value),
        } => (format!("{value:?} where a list is expected"), format!("write [{value}]")),
        FaultKind::WrongType { expected: Type::Commas, found } => (
            format!("{} where comma-separated text is expected", shown(found)),
            "write one string, such as ecr,s3".to_owned(),
        ),
        FaultKind::WrongType { expected, found } => {
            let expected = named(*expected);
            let found = match found {
                // All of them are strings there.
                Found::String(text) if flat => format!("{text:?}"),
                found => shown(found),
            };
            (format!("{found} where {expected} is expected"), format!("write {expected}"))
        }
    }
}

fn named(expected: Type) -> String {
    match expected {
        Type::String => "a string in quotes".to_owned(),
        Type::Boolean => "true or false".to_owned(),
        Type::Integer => "a whole number".to_owned(),
        Type::List => "a list".to_owned(),
        Type::Commas => "comma-separated text".to_owned(),
        Type::Fields => "a mapping of fields".to_owned(),
        Type::Word(words) => format!("one of {}", words.join(", ")),
        Type::Unknown => "something else".to_owned(),
    }
}

fn shown(found: &Found) -> String {
    match found {
        Found::String(text) => format!("the string {text:?}"),
        Found::Scalar(text) => text.clone(),
        Found::Kind(name) => (*name).to_owned(),
    }
}
