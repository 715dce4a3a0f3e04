//! A provider that can't log in to the registry beside it.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::Consumer;
use crate::yaml::Path;

use super::super::consumption::{registry, registry_choice};
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::PROVIDER_OF_OTHER_REGISTRY, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for one in &cluster.consumptions {
        let object = &cluster.objects[one.object];
        let Some(consumer) = Consumer::of(object.api_version(), object.kind()) else { continue };
        let Some(registry) = registry(object, consumer) else { continue };
        // What it asks a remote cluster for has nothing to do with the registry.
        let is_of_registry = one.path == Path::keys(consumer.provider.iter().copied());
        if !is_of_registry || registry.provider == one.provider {
            continue;
        }
        let Some(meant) = registry_choice(object, consumer, registry.provider) else { continue };
        let said = object.text(consumer.provider).unwrap_or_default();
        let field = consumer.provider.last().copied().unwrap_or_default();
        let message =
            format!("a registry of {} can't be read with {field} {said}", registry.provider);
        let address = Path::keys(consumer.address.iter().copied());
        let diagnostic = Diagnostic::new(RULE.code, message)
            .help(format!("set {field}: {}", meant.name))
            .at(cluster.at(one.object, &one.path))
            .related("the registry", cluster.at(one.object, &address));
        found.push(diagnostic.into());
    }
    found
}
