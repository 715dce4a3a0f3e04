//! Which Flux is installed, and which services are newer.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::{Controller, Provider, Version};
use crate::krm::Object;
use crate::yaml::Path;

use super::controllers::Controllers;
use super::{Context, Resolution};

/// The oldest version that the controllers' objects tell.
pub(crate) fn installed(objects: &[Object<'_, '_>], controllers: &Controllers) -> Option<Version> {
    let found: Vec<&Object<'_, '_>> = controllers.objects().map(|o| &objects[o]).collect();
    let labels = || found.iter().filter_map(|o| of_label(o));
    let current = labels().filter(|version| *version >= FIRST).min();
    let images = || found.iter().filter_map(|o| of_images(o)).min();
    current.or_else(images).or_else(|| labels().min())
}

/// The label that tells the version of Flux.
const LABEL: &str = "app.kubernetes.io/version";

/// The first version of Flux 2 that is not one of 0.x. A label below it may also be a controller's
/// own version, so that an image tag tells more.
const FIRST: Version = Version::new(2, 0);

/// What the label of an object tells; 1.x is no version of Flux 2.
fn of_label(object: &Object<'_, '_>) -> Option<Version> {
    let version = object.label(LABEL).and_then(Version::parse)?;
    (version >= FIRST || version < Version::new(1, 0)).then_some(version)
}

/// The version that a Deployment is of: its own, or else that of the others, or of the config.
pub(super) fn of(context: &Context<'_, '_, '_>, object: usize) -> Option<Version> {
    let object = &context.objects[object];
    let of_label = of_label(object).filter(|version| *version >= FIRST);
    let own = of_label.or_else(|| of_images(object));
    own.or(context.installed).or(context.plan.flux_version)
}

/// That the controllers can't take an identity of a provider at all.
fn too_old(provider: Provider, since: Version, installed: Version) -> Diagnostic {
    let message = format!(
        "workload identity of {provider} requires Flux {since}, but the manifests are for Flux \
         {installed}"
    );
    Diagnostic::new(code::TOO_OLD, message).help(format!("upgrade Flux to {since} or later"))
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
        for provider in account.needs.iter().map(|need| need.provider) {
            let since = provider.since().filter(|since| installed < *since);
            if let Some(since) = since {
                let old = too_old(provider, since, installed);
                let members = context.controllers.of(account.controller);
                let mut objects = members.deployments.iter().chain(&members.service_accounts);
                let label = Path::keys(["metadata", "labels", LABEL]);
                out.say(match objects.next() {
                    Some(object) => old.at(context.objects[*object].field_location(&label)),
                    None => old,
                });
            }
        }
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
