//! The mark of what this program manages among what a user keeps: a comment in the first line, with
//! the name of the config that it was made for.
//!
//! It stands inside of a patch, where `kustomize edit` leaves it alone.

use crate::plan::Purpose;
use crate::yaml::{Node, Value};

/// The first words of each mark.
pub const MARKER: &str = "# flux-workload-identity";

/// Whose a managed entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark<'t> {
    /// Nobody's yet: earlier versions of this program wrote no name.
    Unnamed,
    /// The config's of this name.
    Of(&'t str),
}

impl<'t> Mark<'t> {
    /// The mark that a text begins with, and what the text is for, as the rest of the line says.
    pub(crate) fn read(text: &'t str) -> Option<(Mark<'t>, &'t str)> {
        let line = text.lines().next()?.strip_prefix(MARKER)?;
        let (name, purpose) = line.split_once(':')?;
        match name.strip_prefix('/') {
            Some(name) => Some((Mark::Of(name), purpose.trim())),
            None => name.is_empty().then_some((Mark::Unnamed, purpose.trim())),
        }
    }

    /// The mark of an entry of `patches`, if this program wrote it.
    pub(crate) fn of(entry: &'t Node<'_>) -> Option<Mark<'t>> {
        Mark::read(entry.get("patch")?.text()?).map(|(mark, _)| mark)
    }

    /// Whether this program wrote an entry of `patches`.
    pub(crate) fn is_on(entry: &Node<'_>) -> bool {
        Mark::of(entry).is_some()
    }

    /// Whether a config of this name may change what has the mark.
    pub(crate) fn is_free_for(self, config: &str, purpose: Purpose) -> bool {
        purpose == Purpose::Replace || self == Mark::Unnamed || self == Mark::Of(config)
    }
}

/// The line that marks what is kept of a config.
pub(crate) fn mark(config: &str, purpose: &str) -> String {
    format!("{MARKER}/{config}: {purpose}\n")
}

/// An entry of `patches` as earlier versions of this program wrote it, without a name in its mark.
pub(super) fn unnamed(entry: &Value) -> Value {
    let Value::Map(fields) = entry else { return entry.clone() };
    let old = |key: &str, value: &Value| match value {
        Value::String(text) if key == "patch" => match Mark::read(text) {
            Some((_, purpose)) => {
                let rest = text.split_once('\n').map_or("", |(_, rest)| rest);
                format!("{MARKER}: {purpose}\n{rest}").into()
            }
            None => value.clone(),
        },
        _ => value.clone(),
    };
    Value::map(fields.iter().map(|(key, value)| (key.as_str(), old(key, value))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_written() {
        let text = mark("a.b", "aws identity") + "kind: A\n";
        assert_eq!(Mark::read(&text), Some((Mark::Of("a.b"), "aws identity")));
        let old = "# flux-workload-identity: aws identity\nkind: A\n";
        assert_eq!(Mark::read(old), Some((Mark::Unnamed, "aws identity")));
        let entry = |text: &str| Value::map([("patch", Value::from(text))]);
        assert_eq!(unnamed(&entry(&text)), entry(old));
    }

    #[test]
    fn other_comments_are_no_marks() {
        for text in ["", "# flux", "# flux-workload-identity-2: a", "# flux-workload-identity\na:"]
        {
            assert_eq!(Mark::read(text), None, "{text}");
        }
    }
}
