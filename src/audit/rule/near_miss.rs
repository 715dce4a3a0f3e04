//! A key that is almost the one that a cloud's webhook reads.

use crate::cloud::misspelt;
use crate::diagnostic::{Diagnostic, Severity, code};
use crate::yaml::Path;

use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::NEAR_MISS, check };

/// Where such keys stand.
const PLACES: [&[&str]; 4] = [
    &["metadata", "annotations"],
    &["metadata", "labels"],
    &["spec", "template", "metadata", "annotations"],
    &["spec", "template", "metadata", "labels"],
];

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let objects = cluster.running.iter().flat_map(|r| r.account.iter().chain(&r.deployments));
    for &index in objects {
        for place in PLACES {
            let Some(keys) = cluster.objects[index].node.at(place) else { continue };
            for key in keys.entries().iter().filter_map(|entry| entry.key.text()) {
                let Some(meant) = misspelt(key) else { continue };
                // With the right one beside it nothing is missing.
                let is_there = keys.get(meant).is_some();
                let severity = if is_there { Severity::Warning } else { Severity::Error };
                let path = Path::keys(place.iter().copied()).key(key);
                let message = format!("nothing reads {key:?}");
                let diagnostic = Diagnostic::new(RULE.code, message)
                    .severity(severity)
                    .help(format!("did you mean {meant:?}?"))
                    .at(cluster.at(index, &path));
                found.push(diagnostic.into());
            }
        }
    }
    found
}
