//! The label of AAD Pod Identity.

use crate::cloud::AAD_POD_IDENTITY;
use crate::diagnostic::{Diagnostic, code};
use crate::patch::field;

use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::POD_IDENTITY_RETIRED, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let [_, on_pods] = field::labels(AAD_POD_IDENTITY);
    let deployments = cluster.running.iter().flat_map(|running| &running.deployments);
    let labelled = deployments.filter(|d| on_pods.find(cluster.objects[**d].node).is_some());
    let finding = |deployment: &usize| {
        let message = "the pods ask AAD Pod Identity for an identity, which is retired";
        let help = "give the ServiceAccount a client ID for Azure workload identity instead";
        let diagnostic = Diagnostic::new(RULE.code, message).help(help);
        diagnostic.at(cluster.at(*deployment, &on_pods)).into()
    };
    labelled.map(finding).collect()
}
