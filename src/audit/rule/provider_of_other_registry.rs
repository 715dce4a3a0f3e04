//! A provider that can't log in to the registry beside it.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::Consumer;
use crate::yaml::Path;

use super::super::consumption::registry;
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::PROVIDER_OF_OTHER_REGISTRY, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for one in &cluster.consumptions {
        let object = &cluster.objects[one.object];
        let Some(consumer) = Consumer::of(object.api_version(), object.kind()) else { continue };
        let Some(registry) = registry(object, consumer) else { continue };
        if registry.provider == one.provider {
            continue;
        }
        let message = format!(
            "a registry of {} can't be read with provider {}",
            registry.provider, one.provider
        );
        let address = Path::keys(consumer.address.iter().copied());
        let diagnostic = Diagnostic::new(RULE.code, message)
            .help(format!("set provider: {}", registry.provider))
            .at(cluster.at(one.object, &one.path))
            .related("the registry", cluster.at(one.object, &address));
        found.push(diagnostic.into());
    }
    found
}
