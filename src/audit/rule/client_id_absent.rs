//! Pods with the label of Azure's webhook, and a ServiceAccount without a client ID.

use crate::cloud;
use crate::diagnostic::{Diagnostic, Severity, code};
use crate::flux::Provider;
use crate::patch::field;

use super::super::cluster::Asked;
use super::super::running::variable;
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::CLIENT_ID_ABSENT, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let Some(label) = cloud::names(Provider::Azure).label else { return Vec::new() };
    let [_, on_pods] = field::labels(label);
    let mut found = Vec::new();
    for running in &cluster.running {
        let Some(account) = running.account else { continue };
        if running.annotated(Provider::Azure).is_some() {
            continue;
        }
        let severity = match cluster.asks(running.controller, Provider::Azure) {
            Asked::Yes => Severity::Error,
            Asked::No => Severity::Info,
            Asked::Unknown => Severity::Warning,
        };
        for &deployment in &running.deployments {
            let object = &cluster.objects[deployment];
            let is_labelled = on_pods.find(object.node).is_some_and(|value| value.is("true"));
            if !is_labelled || variable(object, "AZURE_CLIENT_ID").is_some() {
                continue;
            }
            let message = "the pods ask for a token of Azure, and their ServiceAccount names no \
                           client ID: they get an empty one";
            let diagnostic = Diagnostic::new(RULE.code, message)
                .severity(severity)
                .help("annotate the ServiceAccount with azure.workload.identity/client-id")
                .at(cluster.at(deployment, &on_pods))
                .related("the ServiceAccount", cluster.objects[account].location());
            found.push(diagnostic.into());
        }
    }
    found
}
