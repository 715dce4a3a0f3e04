//! A variable of a projected identity without the others that it takes.

use crate::diagnostic::{Diagnostic, Severity, code};
use crate::flux::Provider;

use super::super::running::{is_from_elsewhere, variable};
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::HALF_IDENTITY, check };

/// A variable and one without which it does nothing, or worse.
struct Pair {
    provider: Provider,
    has: &'static str,
    needs: &'static str,
    severity: Severity,
    outcome: &'static str,
}

/// Source: aws-sdk-go-v2 `config/resolve_credentials.go` (a token without a role is an error, a role
/// without a token is not looked at); Azure's azidentity, `NewWorkloadIdentityCredential`. An
/// AZURE_CLIENT_ID alone is no half: it names an identity of the node.
const PAIRS: [Pair; 4] = [
    Pair {
        provider: Provider::Aws,
        has: "AWS_WEB_IDENTITY_TOKEN_FILE",
        needs: "AWS_ROLE_ARN",
        severity: Severity::Error,
        outcome: "the SDK stops there",
    },
    Pair {
        provider: Provider::Aws,
        has: "AWS_ROLE_ARN",
        needs: "AWS_WEB_IDENTITY_TOKEN_FILE",
        severity: Severity::Warning,
        outcome: "the SDK passes the role over",
    },
    Pair {
        provider: Provider::Azure,
        has: "AZURE_FEDERATED_TOKEN_FILE",
        needs: "AZURE_CLIENT_ID",
        severity: Severity::Error,
        outcome: "the token is not used",
    },
    Pair {
        provider: Provider::Azure,
        has: "AZURE_FEDERATED_TOKEN_FILE",
        needs: "AZURE_TENANT_ID",
        severity: Severity::Error,
        outcome: "the token is not used",
    },
];

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for running in &cluster.running {
        for &deployment in &running.deployments {
            let object = &cluster.objects[deployment];
            if is_from_elsewhere(object) {
                continue;
            }
            for Pair { provider, has, needs, severity, outcome } in PAIRS {
                // Beside an annotation a webhook adds what is not there, or the rules of it tell.
                if running.annotated(provider).is_some() || variable(object, needs).is_some() {
                    continue;
                }
                let Some(variable) = variable(object, has) else { continue };
                let diagnostic =
                    Diagnostic::new(RULE.code, format!("{has} is set without {needs}: {outcome}"))
                        .severity(severity)
                        .help(format!("set {needs} too, or remove {has}"))
                        .at(cluster.at(deployment, &variable.path));
                found.push(diagnostic.into());
            }
        }
    }
    found
}
