//! The controllers that the managed entries of a kustomization.yaml or a Component reach.
//!
//! Entries are made for the controllers of one version of Flux. Those of the next may be more: to
//! compare what entries reach tells which ones would get no identity.

use std::collections::BTreeSet;
use std::fmt;

use crate::flux::Controller;
use crate::yaml::{self, Node};

use super::Mark;

/// Managed entries and whom they reach.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reached {
    /// How many entries there are.
    pub(crate) entries: usize,
    /// The controllers that their targets name.
    pub(crate) controllers: BTreeSet<Controller>,
}

impl Reached {
    /// Those of a text; none of what is no YAML.
    pub(crate) fn of(text: &str) -> Reached {
        let root = yaml::parse(text, 0..text.len()).ok().flatten();
        let patches = root.as_ref().and_then(|root| root.get("patches"));
        let entries = patches.map(Node::items).unwrap_or_default();
        let mut reached = Reached::default();
        for entry in entries.iter().filter(|entry| Mark::of(entry).is_some()) {
            reached.entries += 1;
            let target = entry.get("target").map(Node::entries).unwrap_or_default();
            let named = |c: &Controller| {
                let mut values = target.iter().filter_map(|field| field.value.text());
                values.any(|value| value.contains(c.name()))
            };
            reached.controllers.extend(Controller::ALL.iter().filter(|c| named(c)));
        }
        reached
    }
}

/// `2 entries, for source-controller`
impl fmt::Display for Reached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Reached { entries, controllers } = self;
        let noun = if *entries == 1 { "entry" } else { "entries" };
        let names: Vec<&str> = controllers.iter().copied().map(Controller::name).collect();
        write!(f, "{entries} {noun}, for {}", names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::Reached;
    use crate::flux::Controller::{HelmController, SourceController};

    #[test]
    fn entries_of_others_do_not_count() {
        let reached = Reached::of(
            "patches:
- {target: {name: kustomize-controller}, patch: by hand}
- {target: {name: (source-controller|helm-controller)}, patch: '# flux-workload-identity/a: b'}
- {target: {labelSelector: app=source-controller}, patch: '# flux-workload-identity/a: c'}
",
        );
        assert_eq!(reached.entries, 2);
        assert_eq!(Vec::from_iter(reached.controllers), [SourceController, HelmController]);
        assert_eq!(Reached::of("a: ["), Reached::default());
    }
}
