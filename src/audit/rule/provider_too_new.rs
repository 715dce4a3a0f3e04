//! A provider that the installed Flux does not know.

use crate::diagnostic::{Diagnostic, code};

use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::PROVIDER_TOO_NEW, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let Some(installed) = cluster.version else { return Vec::new() };
    let mut found = Vec::new();
    for one in &cluster.consumptions {
        let Some(since) = one.since.filter(|since| installed < *since) else { continue };
        let message = format!("Flux {installed} does not know this value, Flux {since} does");
        let diagnostic = Diagnostic::new(RULE.code, message)
            .help(format!("upgrade Flux to {since} or later"))
            .at(cluster.at(one.object, &one.path));
        found.push(diagnostic.into());
    }
    found
}
