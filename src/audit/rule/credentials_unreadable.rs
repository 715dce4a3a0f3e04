//! A credential configuration that Google's libraries cannot read.

use serde_json::Value;

use crate::diagnostic::{Diagnostic, code};

use super::super::running::{is_opaque, variable};
use super::super::{Held, held};
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::CREDENTIALS_UNREADABLE, check };

const VARIABLE: &str = "GOOGLE_APPLICATION_CREDENTIALS";

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for &deployment in cluster.running.iter().flat_map(|running| &running.deployments) {
        let file = variable(&cluster.objects[deployment], VARIABLE).and_then(|v| v.value);
        let Some(Held::ConfigMap(map, path, text)) = file.map(|f| held(cluster, deployment, f))
        else {
            continue;
        };
        let Some(reason) = fault(text).filter(|_| !is_opaque(text)) else { continue };
        let message = format!("{VARIABLE} leads to a credential configuration that {reason}");
        let diagnostic = Diagnostic::new(RULE.code, message)
            .help("write what `gcloud iam workload-identity-pools create-cred-config` writes")
            .at(cluster.at(map, &path));
        found.push(diagnostic.into());
    }
    found
}

/// What keeps Google's libraries from reading it.
/// Source: golang.org/x/oauth2, `google/google.go`.
fn fault(text: &str) -> Option<String> {
    match serde_json::from_str::<Value>(text) {
        Err(error) => Some(format!("is no JSON: {error}")),
        Ok(document) => match document.get("type").and_then(Value::as_str) {
            None | Some("") => Some("names no type".to_owned()),
            Some(_) => None,
        },
    }
}
