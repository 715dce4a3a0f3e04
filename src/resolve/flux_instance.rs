//! FluxInstances of the flux-operator: the Plan goes into their patches and their cluster fields.
//!
//! Source: <https://fluxoperator.dev/docs/crd/fluxinstance/>.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::{Controller, Lockdown, TOKEN_RULE, Version, VersionRange};
use crate::krm::Object;
use crate::patch::flux_instance::{account_field, cluster_fields};
use crate::patch::{Mark, Scope, from_plan, update};
use crate::plan::{ObjectIdentity, Reason};
use crate::yaml::{Node, Path, Value};

use super::{Context, Resolution};

/// The components of an instance that names none.
const DEFAULT_COMPONENTS: [Controller; 4] = [
    Controller::SourceController,
    Controller::KustomizeController,
    Controller::HelmController,
    Controller::NotificationController,
];

/// The indices of the FluxInstances in a namespace.
pub(crate) fn instances(objects: &[Object<'_, '_>], namespace: &str) -> Vec<usize> {
    let here = |o: &usize| {
        objects[*o].is("fluxcd.controlplane.io/v1", "FluxInstance")
            && objects[*o].namespace().is_none_or(|n| n == namespace)
    };
    (0..objects.len()).filter(here).collect()
}

/// The FluxInstances in a namespace that install a controller.
pub(super) fn installing(
    controller: Controller,
    namespace: &str,
    objects: &[Object<'_, '_>],
) -> Vec<usize> {
    let instances = instances(objects, namespace);
    instances.into_iter().filter(|o| components(&objects[*o]).contains(&controller)).collect()
}

fn components(instance: &Object<'_, '_>) -> Vec<Controller> {
    match instance.node.at(&["spec", "components"]) {
        Some(list) if !list.items().is_empty() => {
            list.items().iter().filter_map(|n| Controller::named(n.text()?)).collect()
        }
        _ => DEFAULT_COMPONENTS.to_vec(),
    }
}

/// Whether a FluxInstance has shards.
pub(crate) fn is_sharded(instance: &Object<'_, '_>) -> bool {
    instance.node.at(&["spec", "sharding", "shards"]).is_some_and(|n| !n.items().is_empty())
}

/// Edits the FluxInstances in the namespace of the Plan.
pub(super) fn resolve(context: &Context<'_, '_, '_>, out: &mut Resolution) {
    for instance in instances(context.objects, &context.plan.namespace) {
        kustomize_patches(context, instance, out);
    }
}

/// The versions of Flux that a FluxInstance allows, if it tells.
fn versions(instance: &Object<'_, '_>) -> Option<VersionRange> {
    let text = instance.text(&["spec", "distribution", "version"])?;
    VersionRange::of_constraint(text)
}

/// The version that decides what a FluxInstance needs: one without a feature gate where it allows
/// any, or else the oldest that it allows. `None` if it does not tell, and the config neither.
pub(crate) fn decisive_version(
    instance: &Object<'_, '_>,
    said: Option<Version>,
) -> Option<Version> {
    let Some(range) = versions(instance) else { return said };
    let newer = TOKEN_RULE.end().filter(|_| range.reaches_beyond(TOKEN_RULE));
    newer.or(Some(range.first()))
}

/// The [`decisive_version`] of the FluxInstance of this index.
pub(super) fn newest(context: &Context<'_, '_, '_>, instance: usize) -> Option<Version> {
    decisive_version(&context.objects[instance], context.plan.flux_version)
}

/// Brings the managed entries of the patches up to date.
fn kustomize_patches(context: &Context<'_, '_, '_>, instance: usize, out: &mut Resolution) {
    let Context { plan, purpose, objects, .. } = context;
    let object = &objects[instance];
    let components = components(object);
    let scope = Scope::FluxInstance { sharded: is_sharded(object) };
    let version = newest(context, instance);
    let patches = from_plan(plan, scope, version, |c| components.contains(&c));
    let wanted: Vec<Value> = patches.iter().map(|patch| patch.entry(scope, plan)).collect();
    let path = Path::keys(["spec", "kustomize", "patches"]);
    for edit in update(object.node, &path, Mark::is_on, &wanted, *purpose) {
        out.change(instance, edit, Reason::Patch);
    }
}

/// Sets the fields of object identity in the FluxInstances. The operator has no other way to give
/// a controller the flags, whatever the version is.
pub(super) fn object_identity(
    context: &Context<'_, '_, '_>,
    wanted: &ObjectIdentity,
    out: &mut Resolution,
) {
    for instance in instances(context.objects, &context.plan.namespace) {
        let oldest = match versions(&context.objects[instance]) {
            Some(range) => Some(range.first()),
            None => context.plan.flux_version,
        };
        let errors = wanted.flags_without_gate(oldest);
        if !errors.is_empty() {
            errors.into_iter().for_each(|error| out.say(error));
        } else if wanted.is_enabled() || !wanted.lockdown.is_empty() {
            cluster(context, instance, wanted, out);
        }
    }
}

/// Sets the fields of one FluxInstance.
fn cluster(
    context: &Context<'_, '_, '_>,
    instance: usize,
    wanted: &ObjectIdentity,
    out: &mut Resolution,
) {
    let object = &context.objects[instance];
    let version = Path::keys(["spec", "distribution", "version"]);
    let text = version.find(object.node).and_then(Node::text).unwrap_or_default();
    // A range without a minor version is the newest.
    let installed = Version::parse(text);
    let required = match wanted.lockdown.as_slice() {
        [] => TOKEN_RULE.first(),
        _ => Lockdown::VERSIONS.first(),
    };
    if installed.is_some_and(|installed| installed < required) {
        let message = format!("the configured object identity requires Flux {required}");
        let help = format!("set the version to {required}.x or later");
        let old = Diagnostic::new(code::TOO_OLD, message).help(help);
        out.say(old.at(object.field_location(&version)));
    }
    let fields = match cluster_fields(wanted) {
        Ok(fields) => fields,
        Err(errors) => return errors.into_iter().for_each(|error| out.say(error)),
    };
    let is_multitenant =
        object.node.at(&["spec", "cluster", "multitenant"]).is_some_and(|n| n.is("true"));
    for (name, value) in fields {
        let path = Path::keys(["spec", "cluster", name]);
        let known = path.find(object.node).and_then(Node::text).unwrap_or("default");
        let wanted = value.text().unwrap_or_default();
        if name == account_field(Lockdown::Objects) && is_multitenant && known != wanted {
            let message = format!(
                "with multitenant: true the kustomize-controller and the helm-controller \
                 impersonate this ServiceAccount too: {known:?} is not replaced with {wanted:?}"
            );
            let help = format!("set defaultServiceAccount: {known}, or change it here by hand");
            let kept = Diagnostic::new(code::IMPERSONATED_ACCOUNT, message).help(help);
            out.say(kept.at(object.field_location(&path)));
            continue;
        }
        out.set(instance, path, value, Reason::ObjectIdentity);
    }
}
