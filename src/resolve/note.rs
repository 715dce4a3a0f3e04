//! How the effect of an edit is told.

use crate::flux::Provider;
use crate::krm::Severity;
use crate::yaml::Change;

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
    pub fn tell(self, change: &Change) -> (Severity, String) {
        let subject = match self {
            Note::Identity(provider) | Note::Leftover(provider) => format!("{provider} identity"),
            Note::Hash => "identity hash".to_owned(),
            Note::Patch => "patch".to_owned(),
            Note::ObjectLevel | Note::FeatureGates => "object-level identity".to_owned(),
        };
        let expected = matches!(self, Note::Hash | Note::FeatureGates | Note::Patch);
        match (&change.current, &change.proposed) {
            (None, Some(new)) => (Severity::Info, format!("{subject}: set to {new:?}")),
            (Some(old), Some(new)) => {
                let severity = if expected { Severity::Info } else { Severity::Warning };
                (severity, format!("{subject}: replaced {old:?} with {new:?}"))
            }
            (Some(_), None) if self == Note::Patch => {
                (Severity::Info, "patch: removed one that this program wrote".to_owned())
            }
            (Some(old), None) => {
                let message =
                    format!("{subject}: removed {old:?}, which belongs to the other wiring");
                (Severity::Warning, message)
            }
            (None, None) => (Severity::Info, format!("{subject}: set")),
        }
    }
}
