//! What a change is for, and how its effect is told.

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
    /// Object identity: its gate, flags and permission.
    ObjectIdentity,
    /// An entry of a FluxInstance's patches that this program wrote or writes.
    Patch,
    /// An existing list of feature gates, extended.
    FeatureGates,
    /// A value of a Helm chart.
    Values,
    /// What a config that is kept in a file asks for no more.
    Dropped,
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
            Reason::ObjectIdentity | Reason::FeatureGates => "object identity".to_owned(),
            Reason::Values | Reason::Dropped => "Helm values".to_owned(),
        };
        let field = field(edit, change);
        let is_expected =
            matches!(self, Reason::Hash | Reason::FeatureGates | Reason::Patch | Reason::Dropped);
        let replaced = if is_expected { code::SET } else { code::REPLACED };
        let (code, what) = match (&change.before, &change.after) {
            // A number, say, that has to be a string.
            (Some(old), Some(new)) if old == new => {
                (replaced, format!("changed {field} to the string {}", shown(new)))
            }
            (Some(old), Some(new)) => {
                (replaced, format!("replaced {field} {} with {}", shown(old), shown(new)))
            }
            (None, Some(new)) => (code::SET, format!("set {field} to {}", shown(new))),
            (None, None) => (code::SET, format!("set {field} to nothing")),
            (Some(_), None) if self == Reason::Patch => {
                (code::SET, "removed one that was written by this program".to_owned())
            }
            (Some(_), None) if matches!(self, Reason::Values | Reason::Dropped) => {
                (code::SET, format!("removed {field}, which the config does not ask for"))
            }
            (Some(_), None) => {
                (code::REMOVED, format!("removed {field}, which belongs to the other wiring"))
            }
        };
        (code, format!("{subject}: {what}"))
    }
}

/// What a person calls the field: `AWS_REGION`, `aws-token audience`, `an argument`.
fn field(edit: &Edit, change: &Change) -> String {
    // The innermost list decides: its element has a name (a variable), or an index (an argument).
    let element = edit.path.0.iter().rfind(|step| !matches!(step, Step::Key(_)));
    let key = change.path.0.iter().rev().find_map(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        _ => None,
    });
    match (element, key.unwrap_or_default()) {
        (
            Some(Step::Element { value, .. }),
            "env" | "extraEnv" | "volumes" | "volumeMounts" | "value",
        ) => value.clone(),
        (Some(Step::Element { value, .. }), key) => format!("{value} {key}"),
        (_, "args" | "additionalArgs") => "an argument".to_owned(),
        (_, key) => key.to_owned(),
    }
}

/// A value in quotes; of one with several lines their number.
fn shown(value: &str) -> String {
    match value.lines().count() {
        0 | 1 => format!("{value:?}"),
        lines => format!("{lines} lines"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::Path;

    #[test]
    fn an_argument_is_not_called_by_its_container() {
        let containers = Path::keys(["spec", "containers"]);
        let path = containers.element("name", "ctrl").key("args").index(1);
        let edit = Edit::set(path, "--a=b");
        let path = containers.index(0).key("args").index(1);
        let change = Change { path, before: None, after: Some("--a=b".to_owned()) };
        let (_, message) = Reason::ObjectIdentity.tell(&edit, &change);
        assert_eq!(message, "object identity: set an argument to \"--a=b\"");
    }

    #[test]
    fn what_is_removed_is_told_with_its_reason() {
        let edit = Edit::remove(Path::keys(["roleArn"]));
        let change = Change { path: edit.path.clone(), before: Some("a".to_owned()), after: None };
        let unasked = "Helm values: removed roleArn, which the config does not ask for";
        for (reason, code, message) in [
            (Reason::Values, code::SET, unasked),
            (Reason::Dropped, code::SET, unasked),
            (Reason::Patch, code::SET, "patch: removed one that was written by this program"),
            (
                Reason::Leftover(Provider::Aws),
                code::REMOVED,
                "aws identity: removed roleArn, which belongs to the other wiring",
            ),
        ] {
            assert_eq!(reason.tell(&edit, &change), (code, message.to_owned()), "{reason:?}");
        }
    }
}
