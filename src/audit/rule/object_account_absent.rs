//! An object that names a ServiceAccount which is nowhere in the cluster's manifests.

use crate::diagnostic::{Diagnostic, code};

use super::super::cluster::Extent;
use super::super::running::is_opaque;
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::OBJECT_ACCOUNT_ABSENT, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for one in cluster.consumptions.iter().filter(|_| cluster.extent == Extent::Whole) {
        let Some(account) = &one.account else { continue };
        let Some((object, path)) = &account.place else { continue };
        let (namespace, name) = (account.namespace, &account.name);
        // Kubernetes makes it in every namespace.
        let is_always_there = name == "default";
        let is_there = is_always_there || cluster.service_account(namespace, name).is_some();
        if is_opaque(name) || is_there {
            continue;
        }
        let message = format!("there is no ServiceAccount {name} in namespace {namespace:?}");
        let diagnostic = Diagnostic::new(RULE.code, message)
            .help("it has to come from elsewhere, or the object gets no identity")
            .at(cluster.at(*object, path));
        found.push(diagnostic.into());
    }
    found
}
