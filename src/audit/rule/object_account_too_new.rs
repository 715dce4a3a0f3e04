//! An object that names a ServiceAccount before Flux could use it.

use crate::diagnostic::{Diagnostic, code};

use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::OBJECT_ACCOUNT_TOO_NEW, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let Some(installed) = cluster.version else { return Vec::new() };
    let mut found = Vec::new();
    for account in cluster.consumptions.iter().filter_map(|one| one.account.as_ref()) {
        let Some((object, path)) = &account.place else { continue };
        let Some(since) = account.since.filter(|since| installed < *since) else { continue };
        let message = format!(
            "Flux {installed} takes no identity from a ServiceAccount here, Flux {since} does"
        );
        let diagnostic = Diagnostic::new(RULE.code, message)
            .help(format!("upgrade Flux to {since} or later"))
            .at(cluster.at(*object, path));
        found.push(diagnostic.into());
    }
    found
}
