//! Which Flux is installed, and which services are newer.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::{Controller, Version};
use crate::krm::Object;
use crate::yaml::Path;

use super::controllers::Controllers;
use super::{Context, Resolution};

/// The oldest version that the controllers' objects tell.
pub(crate) fn installed(objects: &[Object<'_, '_>], controllers: &Controllers) -> Option<Version> {
    let found: Vec<&Object<'_, '_>> = controllers.objects().map(|o| &objects[o]).collect();
    let label = |o: &&Object<'_, '_>| o.label("app.kubernetes.io/version").and_then(Version::parse);
    let labels = found.iter().filter_map(label).filter(|v| *v >= Version::new(2, 0)).min();
    labels.or_else(|| found.iter().filter_map(|o| of_images(o)).min())
}

/// The version that a Deployment is of: its own, or else that of the others, or of the config.
pub(super) fn of(context: &Context<'_, '_, '_>, object: usize) -> Option<Version> {
    let object = &context.objects[object];
    let of_label = object.label("app.kubernetes.io/version").and_then(Version::parse);
    let of_label = of_label.filter(|version| *version >= Version::new(2, 0));
    let own = of_label.or_else(|| of_images(object));
    own.or(context.installed).or(context.plan.flux_version)
}

/// What the image tags of a Deployment tell.
fn of_images(object: &Object<'_, '_>) -> Option<Version> {
    let account = object.text(&["spec", "template", "spec", "serviceAccountName"])?;
    Controller::of_deployment(object.name())
        .or_else(|| Controller::named(account))
        .filter(|c| c.tag_follows_flux())?;
    let containers = object.node.at(&["spec", "template", "spec", "containers"])?;
    containers.items().iter().filter_map(|c| Version::of_image(c.get("image")?.text()?)).min()
}

/// Warns of another version than the config says, and of services that the installed Flux does not know.
pub(super) fn check(context: &Context<'_, '_, '_>, out: &mut Resolution) {
    let Some(installed) = context.installed else { return };
    if let Some(said) = context.plan.flux_version.filter(|said| *said != installed) {
        let message = format!(
            "the manifests are for Flux {installed}, not {said} as fluxVersion says; the \
             manifests count"
        );
        let other = Diagnostic::new(code::OTHER_VERSION, message);
        let help = format!("set fluxVersion: \"{installed}\", or remove it");
        out.say(other.help(help).path(Path::keys(["spec", "fluxVersion"])));
    }
    let accounts = context.plan.service_accounts.iter();
    for account in accounts.filter(|a| context.controllers.is_present(a.controller)) {
        for (provider, service) in &account.services {
            let since = service.reach(*provider).and_then(|r| r.since);
            if let Some(since) = since.filter(|since| installed < *since) {
                let message = format!(
                    "service {service} requires Flux {since}, but the manifests are for Flux \
                     {installed}; configured anyway"
                );
                let help = format!("upgrade Flux to {since} or later");
                out.say(Diagnostic::new(code::SERVICE_TOO_NEW, message).help(help));
            }
        }
    }
}
