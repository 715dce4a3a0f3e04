//! A variable that names the file of a token or of credentials, and nothing that puts it there.

use crate::cloud::{external_account, inside};
use crate::diagnostic::{Diagnostic, Location, code};
use crate::flux::Provider;

use super::super::running::{is_opaque, variable};
use super::super::{Held, held};
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::TOKEN_FILE_ABSENT, check };

/// The variables that name a file.
pub(super) const FILES: [(&str, Provider); 3] = [
    ("AWS_WEB_IDENTITY_TOKEN_FILE", Provider::Aws),
    ("AZURE_FEDERATED_TOKEN_FILE", Provider::Azure),
    ("GOOGLE_APPLICATION_CREDENTIALS", Provider::Gcp),
];

/// Below it Kubernetes and the webhooks mount their own, which no Deployment tells of.
const MOUNTED_BY_OTHERS: &str = "/var/run/secrets";

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for running in &cluster.running {
        for &deployment in &running.deployments {
            let mut judge = |name: &str, file: &str, at: Location| {
                if inside(MOUNTED_BY_OTHERS, file).is_some() || is_opaque(file) {
                    return;
                }
                let Held::Nothing(reason) = held(cluster, deployment, file) else { return };
                let diagnostic = Diagnostic::new(
                    RULE.code,
                    format!("{name} names {file}, and {reason}"),
                )
                .help(
                    "mount a volume that holds the file in this container, or remove what names it",
                )
                .at(at);
                found.push(diagnostic.into());
            };
            for (name, provider) in FILES {
                // Beside a role's annotation the variable itself is the fault.
                if provider == Provider::Aws && running.annotated(provider).is_some() {
                    continue;
                }
                let Some(variable) = variable(&cluster.objects[deployment], name) else { continue };
                let Some(file) = variable.value else { continue };
                judge(name, file, cluster.at(deployment, &variable.path));
                // Google's credentials name the file of the token in turn.
                if provider == Provider::Gcp
                    && let Held::ConfigMap(map, path, text) = held(cluster, deployment, file)
                    && let Some(file) = external_account(text).and_then(|read| read.file)
                {
                    judge("credential_source", &file, cluster.at(map, &path));
                }
            }
        }
    }
    found
}
