//! A registry with both a provider and a Secret: the Secret is used, or the object is refused.

use crate::diagnostic::{Diagnostic, Severity, code};
use crate::flux::{Beside, Consumer};
use crate::yaml::Path;

use super::super::consumption::{choice, is_suspended, reads_registry};
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::SECRET_BESIDE_PROVIDER, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, object) in cluster.objects.iter().enumerate() {
        let Some(consumer) = Consumer::of(object.api_version(), object.kind()) else { continue };
        let choice = choice(object, consumer).filter(|_| reads_registry(object, consumer));
        let Some(choice) = choice else { continue };
        if object.text(consumer.secret).is_none() || is_suspended(object) {
            continue;
        }
        let (severity, message, help) = match consumer.beside {
            Beside::Used => {
                let message =
                    format!("the Secret is used, and the identity of {} is not", choice.provider);
                (Severity::Warning, message, "remove one of the two")
            }
            Beside::Refused => {
                let message = format!(
                    "Kubernetes refuses a Secret beside {}: its identity is used",
                    choice.name
                );
                (Severity::Error, message, "remove the Secret")
            }
        };
        let (secret, provider) = (consumer.secret.iter(), consumer.provider.iter());
        let diagnostic = Diagnostic::new(RULE.code, message)
            .severity(severity)
            .help(help)
            .at(cluster.at(index, &Path::keys(secret.copied())))
            .related("the provider", cluster.at(index, &Path::keys(provider.copied())));
        found.push(diagnostic.into());
    }
    found
}
