//! A controller's object with an identity that Flux keeps as the cluster has it.

use crate::cloud::Wiring;
use crate::diagnostic::{Diagnostic, code};

use super::super::kept_out::kept_out;
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::NOT_APPLIED, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for running in &cluster.running {
        let is_by = |wiring| running.identities.iter().any(|identity| identity.wiring == wiring);
        let account = running.account.filter(|_| is_by(Wiring::Annotation));
        let deployments = running.deployments.iter().filter(|_| is_by(Wiring::Projected));
        for object in account.into_iter().chain(deployments.copied()) {
            let Some(((key, value), path)) = kept_out(&cluster.objects[object]) else { continue };
            let message = format!(
                "{key}: {value} keeps Flux from changing this object in the cluster, where its \
                 identity may be another one"
            );
            let help = "take it away, so that the identity reaches the cluster";
            let diagnostic = Diagnostic::new(RULE.code, message).help(help);
            found.push(diagnostic.at(cluster.at(object, &path)).into());
        }
    }
    found
}
