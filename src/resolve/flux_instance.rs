//! FluxInstances of the flux-operator: the Plan goes into their patches and their cluster fields.
//!
//! Source: <https://fluxoperator.dev/docs/crd/fluxinstance/>.

use crate::diagnostic::{Diagnostic, Location, code};
use crate::flux::{
    Controller, FLUX_INSTANCE, Lockdown, Provider, TOKEN_RULE, Version, VersionRange,
};
use crate::krm::Object;
use crate::patch::flux_instance::{account_field, cluster_fields};
use crate::patch::{Repeats, Scope, from_plan, keep};
use crate::plan::{ObjectIdentity, Plan, Reason};
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
        objects[*o].is(FLUX_INSTANCE.0, FLUX_INSTANCE.1)
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
    let installs = |o: &usize| components(spec(&objects[*o])).contains(&controller);
    instances.into_iter().filter(installs).collect()
}

fn spec<'t, 'a>(instance: &Object<'t, 'a>) -> Option<&'t Node<'a>> {
    instance.node.get("spec")
}

/// The controllers that a spec of a FluxInstance installs.
pub(crate) fn components(spec: Option<&Node<'_>>) -> Vec<Controller> {
    match spec.and_then(|spec| spec.get("components")) {
        Some(list) if !list.items().is_empty() => {
            list.items().iter().filter_map(|n| Controller::named(n.text()?)).collect()
        }
        _ => DEFAULT_COMPONENTS.to_vec(),
    }
}

/// Whether a spec of a FluxInstance has shards.
pub(crate) fn is_sharded(spec: Option<&Node<'_>>) -> bool {
    let shards = spec.and_then(|spec| spec.at(&["sharding", "shards"]));
    shards.is_some_and(|shards| !shards.items().is_empty())
}

/// Edits the FluxInstances in the namespace of the Plan.
pub(super) fn resolve(context: &Context<'_, '_, '_>, out: &mut Resolution) {
    for instance in instances(context.objects, &context.plan.namespace) {
        kustomize_patches(context, instance, out);
    }
}

/// The versions of Flux that a spec of a FluxInstance allows, if it tells.
fn versions(spec: Option<&Node<'_>>) -> Option<VersionRange> {
    let text = spec?.at(&["distribution", "version"]).filter(|node| !node.is_null())?.text()?;
    VersionRange::of_constraint(text)
}

/// The version that decides what a spec of a FluxInstance needs: one without a feature gate where it allows
/// any, or else the oldest that it allows. `None` if it does not tell, and the config neither.
pub(crate) fn decisive_version(spec: Option<&Node<'_>>, said: Option<Version>) -> Option<Version> {
    let Some(range) = versions(spec) else { return said };
    let newer = TOKEN_RULE.end().filter(|_| range.reaches_beyond(TOKEN_RULE));
    newer.or(Some(range.first()))
}

/// The [`decisive_version`] of the FluxInstance of this index.
pub(super) fn newest(context: &Context<'_, '_, '_>, instance: usize) -> Option<Version> {
    decisive_version(spec(&context.objects[instance]), context.plan.flux_version)
}

/// Brings the managed entries of the patches up to date.
fn kustomize_patches(context: &Context<'_, '_, '_>, instance: usize, out: &mut Resolution) {
    let Context { plan, purpose, objects, .. } = context;
    let object = &objects[instance];
    let components = components(spec(object));
    let scope = Scope::FluxInstance { sharded: is_sharded(spec(object)) };
    let version = newest(context, instance);
    let patches = from_plan(plan, scope, version, |c| components.contains(&c));
    let wanted: Vec<Value> = patches.iter().map(|patch| patch.entry(scope, plan)).collect();
    let cluster = Path::keys(["spec", "cluster", "type"]);
    if let Some(other) = cluster.find(object.node).and_then(|node| on_another_cloud(node, plan)) {
        out.say(other.at(object.field_location(&cluster)));
    }
    let path = Path::keys(["spec", "kustomize", "patches"]);
    let kept = keep(object.node, &path, &wanted, plan, Repeats::LeftOut, *purpose);
    for diagnostic in kept.diagnostics {
        let Location { path, span, .. } = diagnostic.location.clone();
        out.say(diagnostic.at(Location { path, span, ..object.location() }));
    }
    for edit in kept.edits {
        out.change(instance, edit, Reason::Patch);
    }
}

/// That a cluster is of one cloud, and annotations are for another's.
fn on_another_cloud(cluster: &Node<'_>, plan: &Plan) -> Option<Diagnostic> {
    let home = Provider::ALL.into_iter().find(|provider| cluster.is(provider.name()))?;
    let mut needs = plan.service_accounts.iter().flat_map(|account| &account.needs);
    let other = needs.find(|need| need.provider != home && !need.annotations.is_empty())?.provider;
    let message = format!(
        "the cluster is of the type {home}, and the config gives annotations that {other}'s \
         clusters read"
    );
    let help = "set cluster: in the config to where Flux runs, or correct the type";
    Some(Diagnostic::new(code::OTHER_CLUSTER, message).help(help))
}

/// Sets the fields of object identity in the FluxInstances. The operator has no other way to give
/// a controller the flags, whatever the version is.
pub(super) fn object_identity(
    context: &Context<'_, '_, '_>,
    wanted: &ObjectIdentity,
    out: &mut Resolution,
) {
    for instance in instances(context.objects, &context.plan.namespace) {
        let oldest = match versions(spec(&context.objects[instance])) {
            Some(range) => Some(range.first()),
            None => context.plan.flux_version,
        };
        let errors = wanted.flags_without_gate(oldest);
        if !errors.is_empty() {
            errors.into_iter().for_each(|error| out.say(error));
        } else if wanted.asks_fields() {
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
    let spec = spec(object);
    if let Some(old) = too_old(spec, wanted) {
        let version = Path::keys(["spec", "distribution", "version"]);
        out.say(old.at(object.field_location(&version)));
    }
    let fields = match cluster_fields(wanted) {
        Ok(fields) => fields,
        Err(errors) => return errors.into_iter().for_each(|error| out.say(error)),
    };
    for (name, value) in fields {
        let path = Path::keys(["spec", "cluster", name]);
        match kept_account(spec, name, &value) {
            Some(kept) => out.say(kept.at(object.field_location(&path))),
            None => out.set(instance, path, value, Reason::ObjectIdentity),
        }
    }
}

/// That a spec of a FluxInstance installs a version that knows no object identity.
pub(crate) fn too_old(spec: Option<&Node<'_>>, wanted: &ObjectIdentity) -> Option<Diagnostic> {
    let text = spec?.at(&["distribution", "version"])?.text()?;
    let required = match wanted.lockdown.as_slice() {
        [] => TOKEN_RULE.first(),
        _ => Lockdown::VERSIONS.first(),
    };
    // A range without a minor version is the newest.
    let is_old = Version::parse(text).is_some_and(|installed| installed < required);
    let message = format!("the configured object identity requires Flux {required}");
    let help = format!("set the version to {required}.x or later");
    is_old.then(|| Diagnostic::new(code::TOO_OLD, message).help(help))
}

/// That a field of `spec.cluster` stays as it is, since it names the account that two controllers
/// impersonate too.
pub(crate) fn kept_account(
    spec: Option<&Node<'_>>,
    field: &str,
    wanted: &Value,
) -> Option<Diagnostic> {
    let cluster = spec?.get("cluster")?;
    let is_multitenant = cluster.get("multitenant").is_some_and(|n| n.is("true"));
    let known = cluster.get(field).and_then(Node::text).unwrap_or("default");
    let wanted = wanted.text().unwrap_or_default();
    if field != account_field(Lockdown::Objects) || !is_multitenant || known == wanted {
        return None;
    }
    let message = format!(
        "with multitenant: true the kustomize-controller and the helm-controller impersonate this \
         ServiceAccount too: {known:?} is not replaced with {wanted:?}"
    );
    let help = format!("set defaultServiceAccount: {known}, or change it here by hand");
    Some(Diagnostic::new(code::IMPERSONATED_ACCOUNT, message).help(help))
}
