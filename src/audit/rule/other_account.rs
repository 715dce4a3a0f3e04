//! A controller's Deployment that runs under another ServiceAccount than the one with the identity.

use crate::cloud::{Manifests, observe};
use crate::diagnostic::{Diagnostic, code};
use crate::patch::field;

use super::super::running::is_opaque;
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::OTHER_ACCOUNT, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for running in &cluster.running {
        let name = running.controller.name();
        let named = cluster.index.find("apps/v1", "Deployment", cluster.namespace, name);
        let Some(account) = running.account else { continue };
        let service_account = Some(cluster.objects[account].node);
        let identities = observe(Manifests { service_account, ..Manifests::default() });
        let Some(identity) = identities.first() else { continue };
        // Shards may run under the account while this one does not.
        for deployment in named.into_iter().filter(|d| !running.deployments.contains(d)) {
            let object = &cluster.objects[deployment];
            let path = field::service_account_name();
            let other = object.text(&["spec", "template", "spec", "serviceAccountName"]);
            let other = other.unwrap_or("default");
            let accounts = cluster.service_account(cluster.namespace, other);
            let service_account = accounts.map(|account| account.node);
            let its_own = observe(Manifests { service_account, ..Manifests::default() });
            if is_opaque(other) || its_own.iter().any(|o| o.provider == identity.provider) {
                continue;
            }
            let message = format!(
                "{name} runs under the ServiceAccount {other}, and the identity is {name}'s"
            );
            let mut diagnostic = Diagnostic::new(RULE.code, message)
                .help(format!("set serviceAccountName: {name}, or annotate {other}"))
                .at(cluster.at(deployment, &path));
            if let Some(path) = identity.evidence.first() {
                diagnostic = diagnostic.related("the identity", cluster.at(account, path));
            }
            found.push(diagnostic.into());
        }
    }
    found
}
