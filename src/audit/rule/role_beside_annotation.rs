//! `AWS_ROLE_ARN` left in a Deployment whose ServiceAccount is annotated with a role.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::Provider;

use super::super::running::{has_file, is_opaque, variable};
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::ROLE_BESIDE_ANNOTATION, check };

/// Where one of these is set, the webhook adds nothing to the container.
/// Source: aws/amazon-eks-pod-identity-webhook, `pkg/handler/handler.go`.
const NAMES: [&str; 2] = ["AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE"];

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for running in &cluster.running {
        let Some(identity) = running.annotated(Provider::Aws) else { continue };
        for &deployment in &running.deployments {
            let object = &cluster.objects[deployment];
            let file = variable(object, "AWS_WEB_IDENTITY_TOKEN_FILE");
            let has_token = file.is_some_and(|file| {
                file.value.is_none_or(|file| is_opaque(file) || has_file(object, file))
            });
            let mut set = NAMES.iter().filter_map(|name| Some((name, variable(object, name)?)));
            let Some((name, variable)) = set.next().filter(|_| !has_token) else { continue };
            let message = format!(
                "{name} is set and no token is mounted: the webhook leaves these pods without the \
                 role of their ServiceAccount"
            );
            let mut diagnostic = Diagnostic::new(RULE.code, message)
                .help(format!("remove {name}, which the webhook sets itself"))
                .at(cluster.at(deployment, &variable.path));
            if let Some((account, path)) = running.account.zip(identity.evidence.first()) {
                diagnostic = diagnostic.related("the role", cluster.at(account, path));
            }
            found.push(diagnostic.into());
        }
    }
    found
}
