//! A private registry of a cloud that an object reads without credentials.

use crate::diagnostic::{Diagnostic, Severity, code};
use crate::flux::{Consumer, Controller, Registry};
use crate::krm::Object;
use crate::yaml::Path;

use super::super::consumption::{is_suspended, registry, registry_choice};
use super::super::running::arguments;
use super::autologin::flag;
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::REGISTRY_WITHOUT_PROVIDER, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, object) in cluster.objects.iter().enumerate() {
        let Some(consumer) = Consumer::of(object.api_version(), object.kind()) else { continue };
        let Some(registry) = registry(object, consumer) else { continue };
        if is_suspended(object) || has_credentials(object, consumer) || logs_in(cluster, consumer) {
            continue;
        }
        let Registry { provider, always_private } = registry;
        let is_wired = cluster.caller(consumer.controller).is_some_and(|r| r.has(provider));
        let severity = match (always_private, is_wired) {
            (true, _) => Severity::Error,
            (false, true) => Severity::Warning,
            (false, false) => Severity::Info,
        };
        let message = if always_private {
            format!("nothing can be read from this registry of {provider} without credentials")
        } else {
            format!("this registry of {provider} is read without credentials")
        };
        let Some(choice) = registry_choice(object, consumer, provider) else { continue };
        let field = consumer.provider.join(".");
        let diagnostic = Diagnostic::new(RULE.code, message)
            .severity(severity)
            .help(format!("set {field}: {}", choice.name))
            .at(cluster.at(index, &Path::keys(consumer.address.iter().copied())));
        found.push(diagnostic.into());
    }
    found
}

/// Whether it names a cloud, a Secret, or an account, which may have Secrets. What has a
/// substitution is known to Flux alone.
fn has_credentials(object: &Object<'_, '_>, consumer: &Consumer) -> bool {
    let account = consumer.account.map(|(keys, _)| keys);
    let provider = object.text(consumer.provider).is_some_and(|name| name != consumer.generic);
    provider
        || object.text(consumer.secret).is_some()
        || account.is_some_and(|keys| object.text(keys).is_some())
}

/// Whether the controller logs in by itself: the image-reflector-controller could, before Flux 2.7.
fn logs_in(cluster: &Cluster<'_>, consumer: &Consumer) -> bool {
    let reflector = cluster.running(Controller::ImageReflectorController);
    let reflector = reflector.filter(|reflector| reflector.controller == consumer.controller);
    reflector.is_some_and(|reflector| {
        let mut arguments =
            reflector.deployments.iter().filter_map(|d| arguments(&cluster.objects[*d]));
        arguments.any(|(arguments, _)| arguments.iter().any(|argument| flag(argument).is_some()))
    })
}
