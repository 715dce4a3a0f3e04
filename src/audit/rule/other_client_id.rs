//! A client ID in the environment that is another than the ServiceAccount's.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::Provider;

use super::super::running::{is_opaque, variable};
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::OTHER_CLIENT_ID, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for running in &cluster.running {
        let Some(identity) = running.annotated(Provider::Azure) else { continue };
        let client = identity.fields.iter().find(|(field, _)| *field == "clientId");
        let Some((_, annotated)) = client else { continue };
        for &deployment in &running.deployments {
            let Some(variable) = variable(&cluster.objects[deployment], "AZURE_CLIENT_ID") else {
                continue;
            };
            let Some(value) = variable.value.filter(|value| *value != annotated) else { continue };
            if is_opaque(value) || is_opaque(annotated) {
                continue;
            }
            let message = format!(
                "AZURE_CLIENT_ID is {value}, and the ServiceAccount names {annotated}: the variable \
                 wins"
            );
            let mut diagnostic = Diagnostic::new(RULE.code, message)
                .help("remove the variable, which the webhook sets itself")
                .at(cluster.at(deployment, &variable.path));
            if let Some((account, path)) = running.account.zip(identity.evidence.first()) {
                diagnostic = diagnostic.related("the client ID", cluster.at(account, path));
            }
            found.push(diagnostic.into());
        }
    }
    found
}
