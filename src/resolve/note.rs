//! How the effect of an edit is told.

use crate::flux::Provider;
use crate::krm::Severity;
use crate::yaml::{Change, Edit, Step};

/// What an edit is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
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

impl Note {
    /// How much the change matters, and what is said of it.
    pub fn tell(self, edit: &Edit, change: &Change) -> (Severity, String) {
        let subject = match self {
            Note::Identity(provider) | Note::Leftover(provider) => format!("{provider} identity"),
            Note::Hash => "identity hash".to_owned(),
            Note::Patch => "patch".to_owned(),
            Note::ObjectLevel | Note::FeatureGates => "object-level identity".to_owned(),
        };
        let what = field(edit, change);
        let expected = matches!(self, Note::Hash | Note::FeatureGates | Note::Patch);
        match (&change.before, &change.after) {
            (Some(old), Some(new)) => {
                let severity = if expected { Severity::Info } else { Severity::Warning };
                let same = old == new;
                let (old, new) = (shown(old), shown(new));
                let message = if same {
                    format!("{subject}: made {what} the string {new}, which it was not")
                } else {
                    format!("{subject}: replaced {what} {old} with {new}")
                };
                (severity, message)
            }
            (None, new) => {
                let new = new.as_deref().map_or("nothing".to_owned(), shown);
                (Severity::Info, format!("{subject}: set {what} to {new}"))
            }
            (Some(_), None) if self == Note::Patch => {
                (Severity::Info, "patch: removed one that this program wrote".to_owned())
            }
            (Some(_), None) => {
                let message = format!("{subject}: removed {what}, a part of the other wiring");
                (Severity::Warning, message)
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
