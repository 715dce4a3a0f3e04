//! A registry with both a provider and a Secret: the Secret is used.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::{Consumer, Reads};
use crate::yaml::Path;

use super::super::consumption::is_suspended;
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::SECRET_BESIDE_PROVIDER, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, object) in cluster.objects.iter().enumerate() {
        let Some(consumer) = Consumer::of(object.api_version(), object.kind()) else { continue };
        let choice = object.text(consumer.provider).and_then(|name| consumer.choice(name));
        let Some(choice) = choice.filter(|_| consumer.reads != Reads::Other) else { continue };
        if object.text(consumer.secret).is_none() || is_suspended(object) {
            continue;
        }
        let message = format!("the Secret is used, and the identity of {} is not", choice.provider);
        let (secret, provider) = (consumer.secret.iter(), consumer.provider.iter());
        let diagnostic = Diagnostic::new(RULE.code, message)
            .help("remove one of the two")
            .at(cluster.at(index, &Path::keys(secret.copied())))
            .related("the provider", cluster.at(index, &Path::keys(provider.copied())));
        found.push(diagnostic.into());
    }
    found
}
