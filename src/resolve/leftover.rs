//! What the other wiring of the same provider left behind.

use crate::cloud::{self, Needs, Wiring, is_config_map, is_literal, is_projected_token};
use crate::diagnostic::{Diagnostic, Severity, code};
use crate::flux::{Controller, Provider};
use crate::patch::field;
use crate::plan::Reason;
use crate::yaml::{Node, Path};

use super::{Context, Resolution, container, version};

/// Annotations on a ServiceAccount whose controller is wired without them.
pub(super) fn annotations(
    context: &Context<'_, '_, '_>,
    object: usize,
    need: &Needs,
    out: &mut Resolution,
) {
    let node = context.objects[object].node;
    let keys = cloud::names(need.provider).annotations.iter();
    let there = keys.map(|key| field::annotation(key)).filter_map(|path| {
        let value = path.find(node).filter(|value| !value.is_null())?;
        Some((path, value.text().unwrap_or_default()))
    });
    for (path, value) in there {
        match need.wiring {
            Wiring::Projected => out.remove(object, path, Reason::Leftover(need.provider)),
            // Pod Identity or direct access: the annotation is another way to an identity.
            Wiring::Annotation if need.annotations.is_empty() => {
                let stays = other_way(need.provider, value);
                out.say(stays.at(context.objects[object].field_location(&path)));
            }
            Wiring::Annotation => {}
        }
    }
}

/// That an annotation names another way to an identity.
pub(crate) fn other_way(provider: Provider, value: &str) -> Diagnostic {
    let (severity, message) = match provider {
        Provider::Gcp => (
            Severity::Warning,
            format!("the annotation takes precedence over direct access: {value:?} is used"),
        ),
        Provider::Aws | Provider::Azure => (
            Severity::Info,
            format!(
                "{value:?} stays as a fallback; Pod Identity takes precedence where it is set up"
            ),
        ),
    };
    Diagnostic::new(code::ANNOTATION_STAYS, message)
        .severity(severity)
        .help("remove it once it is no longer needed")
}

/// Labels of the webhook where the token is projected; projected tokens where it is not.
pub(super) fn in_deployment(
    context: &Context<'_, '_, '_>,
    object: usize,
    need: &Needs,
    controller: Controller,
    out: &mut Resolution,
) {
    match need.wiring {
        Wiring::Projected => {
            let labels = cloud::names(need.provider).label.into_iter().flat_map(field::labels);
            remove(context, object, labels, need.provider, out);
        }
        Wiring::Annotation => projection(context, object, need, controller, out),
    }
    static_credentials(context, object, need, out);
}

/// Static credentials, which win over the identity whatever its wiring is.
fn static_credentials(
    context: &Context<'_, '_, '_>,
    object: usize,
    need: &Needs,
    out: &mut Resolution,
) {
    let Some(container) = container::find(&context.objects[object]) else { return };
    for variable in cloud::names(need.provider).static_env {
        let path = field::variable(&container, variable);
        if path.find(context.objects[object].node).is_some() {
            out.say(wins(variable).at(context.objects[object].field_location(&path)));
        }
    }
}

/// That a variable wins over the identity.
pub(crate) fn wins(variable: &str) -> Diagnostic {
    let message = format!("{variable} is set by hand and takes precedence over the identity");
    Diagnostic::new(code::ENV_WINS, message).help("remove it, unless that is intended")
}

/// Environment, volumes and mounts of a projected token.
fn projection(
    context: &Context<'_, '_, '_>,
    object: usize,
    need: &Needs,
    controller: Controller,
    out: &mut Resolution,
) {
    let names = cloud::names(need.provider);
    let node = context.objects[object].node;
    let Some(container) = container::find(&context.objects[object]) else { return };
    let is_managed = field::volume(names.token).find(node).is_some_and(is_projected_token);
    // Object identity needs the host whatever the wiring is.
    let version = version::of(context, object);
    let wanted = context.plan.object_identity.as_ref();
    let has_host = wanted.is_some_and(|w| w.authority_host(controller, version).is_some());
    let is_needed = |variable: &str| variable == cloud::AUTHORITY_HOST && has_host;
    for variable in names.env.iter().filter(|variable| !is_needed(variable)) {
        let path = field::variable(&container, variable);
        let Some(found) = path.find(node) else { continue };
        if is_managed && is_literal(found) {
            out.remove(object, path, Reason::Leftover(need.provider));
        } else if names.winning_env.contains(variable) {
            out.say(wins(variable).at(context.objects[object].field_location(&path)));
        }
    }
    if is_managed {
        let is_config_map = |name: &&str| {
            let volume = field::volume(name).find(node);
            volume.is_some_and(is_config_map)
        };
        let volumes = [names.token].into_iter().chain(names.credentials.filter(is_config_map));
        let paths = volumes.flat_map(|name| [field::volume(name), field::mount(&container, name)]);
        remove(context, object, paths, need.provider, out);
    }
}

/// Removes those of the fields that are there.
fn remove(
    context: &Context<'_, '_, '_>,
    object: usize,
    paths: impl Iterator<Item = Path>,
    provider: Provider,
    out: &mut Resolution,
) {
    let node: &Node<'_> = context.objects[object].node;
    for path in paths.filter(|path| path.find(node).is_some()) {
        out.remove(object, path, Reason::Leftover(provider));
    }
}
