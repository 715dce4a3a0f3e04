//! A variable that names a token's file, and nothing mounted where that is.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::Provider;

use super::super::running::{has_file, is_opaque, variable};
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::TOKEN_FILE_ABSENT, check };

const NAMES: [(&str, Provider); 3] = [
    ("AWS_WEB_IDENTITY_TOKEN_FILE", Provider::Aws),
    ("AZURE_FEDERATED_TOKEN_FILE", Provider::Azure),
    ("GOOGLE_APPLICATION_CREDENTIALS", Provider::Gcp),
];

/// Below it Kubernetes and the webhooks mount their own, which no Deployment tells of.
const MOUNTED_BY_OTHERS: &str = "/var/run/secrets/";

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for running in &cluster.running {
        for &deployment in &running.deployments {
            let object = &cluster.objects[deployment];
            for (name, provider) in NAMES {
                let Some(variable) = variable(object, name) else { continue };
                let Some(file) = variable.value else { continue };
                // Beside a role's annotation the variable itself is the fault.
                let is_told = provider == Provider::Aws && running.annotated(provider).is_some();
                let is_elsewhere = file.starts_with(MOUNTED_BY_OTHERS) || is_opaque(file);
                if is_told || is_elsewhere || has_file(object, file) {
                    continue;
                }
                let message = format!("{name} names {file}, and no volume is mounted there");
                let diagnostic = Diagnostic::new(RULE.code, message)
                    .help(
                        "mount the volume with the token in this container, or remove the variable",
                    )
                    .at(cluster.at(deployment, &variable.path));
                found.push(diagnostic.into());
            }
        }
    }
    found
}
