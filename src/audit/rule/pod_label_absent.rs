//! A ServiceAccount with a client ID, and pods without the label that makes the webhook act.

use crate::cloud;
use crate::diagnostic::{Diagnostic, Severity, code};
use crate::flux::Provider;
use crate::patch::field;
use crate::yaml::Node;

use super::super::cluster::Asked;
use super::super::running::{is_opaque, variable};
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::POD_LABEL_ABSENT, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let Some(label) = cloud::names(Provider::Azure).label else { return Vec::new() };
    let [_, on_pods] = field::labels(label);
    let mut found = Vec::new();
    for running in &cluster.running {
        let Some(identity) = running.annotated(Provider::Azure) else { continue };
        for &deployment in &running.deployments {
            let object = &cluster.objects[deployment];
            // With a token of its own it needs no webhook.
            let value = on_pods.find(object.node).and_then(Node::text);
            let is_set = value.is_some_and(|value| value == "true" || is_opaque(value));
            if is_set || variable(object, "AZURE_FEDERATED_TOKEN_FILE").is_some() {
                continue;
            }
            let message = format!(
                "the pods have no label {label}: \"true\", so they get no token of the client ID \
                 that their ServiceAccount names"
            );
            let severity = match cluster.asks(running.controller, Provider::Azure) {
                Asked::No => Severity::Info,
                Asked::Yes | Asked::Unknown => Severity::Error,
            };
            let mut diagnostic = Diagnostic::new(RULE.code, message)
                .severity(severity)
                .help(
                    "set the label under spec.template.metadata.labels; the webhook reads no other",
                )
                .at(cluster.at(deployment, &on_pods));
            if let Some((account, path)) = running.account.zip(identity.evidence.first()) {
                diagnostic = diagnostic.related("the client ID", cluster.at(account, path));
            }
            found.push(diagnostic.into());
        }
    }
    found
}
