//! How the effect of an edit is told.

use crate::diagnostic::{Code, code};
use crate::flux::Provider;
use crate::yaml::{Change, Edit, Step};

/// What an edit is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A field of a provider's wiring.
    Identity(Provider),
    /// A field of a provider's other wiring, which goes.
    Leftover(Provider),
    /// The hash that rolls pods.
    Hash,
    /// The gate of object-level identity, and what goes with it.
    ObjectLevel,
    /// An entry of a FluxInstance's patches, which this program wrote or writes.
    Patch,
    /// An existing list of feature gates, extended.
    FeatureGates,
}

impl Reason {
    /// The code of a change, and what is said of it.
    pub fn tell(self, edit: &Edit, change: &Change) -> (Code, String) {
        let subject = match self {
            Reason::Identity(provider) | Reason::Leftover(provider) => {
                format!("{provider} identity")
            }
            Reason::Hash => "identity hash".to_owned(),
            Reason::Patch => "patch".to_owned(),
            Reason::ObjectLevel | Reason::FeatureGates => "object-level identity".to_owned(),
        };
        let what = field(edit, change);
        let expected = matches!(self, Reason::Hash | Reason::FeatureGates | Reason::Patch);
        match (&change.before, &change.after) {
            (Some(old), Some(new)) => {
                let code = if expected { code::SET } else { code::REPLACED };
                let same = old == new;
                let (old, new) = (shown(old), shown(new));
                let message = if same {
                    format!("{subject}: made {what} the string {new}, which it was not")
                } else {
                    format!("{subject}: replaced {what} {old} with {new}")
                };
                (code, message)
            }
            (None, new) => {
                let new = new.as_deref().map_or("nothing".to_owned(), shown);
                (code::SET, format!("{subject}: set {what} to {new}"))
            }
            (Some(_), None) if self == Reason::Patch => {
                (code::SET, "patch: removed one that this program wrote".to_owned())
            }
            (Some(_), None) => {
                let message = format!("{subject}: removed {what}, a part of the other wiring");
                (code::REMOVED, message)
            }
        }
    }
}

/// What a person calls the leaf: `AWS_REGION`, `aws-token audience`.
fn field(edit: &Edit, change: &Change) -> String {
    let named = edit.path.0.iter().rev().find_map(|step| match step {
        Step::Element { value, .. } if value != "manager" => Some(value.as_str()),
        _ => None,
    });
    let key = change.path.0.iter().rev().find_map(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        _ => None,
    });
    match (named, key.unwrap_or_default()) {
        (Some(name), "env" | "volumes" | "volumeMounts" | "value") => name.to_owned(),
        (Some(name), key) => format!("{name} {key}"),
        (None, "args") => "an argument".to_owned(),
        (None, key) => key.to_owned(),
    }
}

/// A value in quotes; of a long one how long it is.
fn shown(value: &str) -> String {
    match value.lines().count() {
        0 | 1 => format!("{value:?}"),
        lines => format!("{lines} lines"),
    }
}
