//! A label that is no string: the API server refuses the object.

use crate::diagnostic::{Diagnostic, code};
use crate::yaml::{Node, Path};

use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::NO_STRING, check };

/// Where kustomize leaves such a value as it is; in the annotations of an object it quotes it.
const PLACES: [&[&str]; 3] = [
    &["metadata", "labels"],
    &["spec", "template", "metadata", "labels"],
    &["spec", "template", "metadata", "annotations"],
];

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let objects = cluster.running.iter().flat_map(|r| r.account.iter().chain(&r.deployments));
    for &index in objects {
        for place in PLACES {
            let Some(values) = cluster.objects[index].node.at(place) else { continue };
            for entry in values.entries().iter().filter(|entry| is_no_string(&entry.value)) {
                let (Some(key), Some(value)) = (entry.key.text(), entry.value.text()) else {
                    continue;
                };
                let path = Path::keys(place.iter().copied()).key(key);
                let message =
                    format!("{key} is {value}, which is no string: Kubernetes refuses it");
                let diagnostic = Diagnostic::new(RULE.code, message)
                    .help(format!("write \"{value}\""))
                    .at(cluster.at(index, &path));
                found.push(diagnostic.into());
            }
        }
    }
    found
}

/// Whether a scalar is a boolean or a number.
fn is_no_string(node: &Node<'_>) -> bool {
    node.text().is_some() && node.string().is_none() && !node.is_null()
}
