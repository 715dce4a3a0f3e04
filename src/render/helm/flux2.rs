//! Values of the chart flux2.

use crate::cloud::{AUTHORITY_HOST, Needs, variable};
use crate::flux::Controller;
use crate::patch::Scope;
use crate::patch::token_creation::{binding, role, subject};
use crate::plan::{HASH, Plan, ServiceAccount};
use crate::render::KustomizeParts;
use crate::yaml::Value;

use super::Installation;
use super::chart::{EXTRA_OBJECTS, controller_key};

/// The name of what grants the creation of tokens. It is not that of Flux's documentation, which a
/// later chart may bring.
pub(super) const PERMISSION: &str = "flux-object-level-workload-identity";

/// The values, for the controllers that are installed.
pub(super) fn values(plan: &Plan, installation: &Installation) -> Value {
    let mut values = Vec::new();
    for controller in &installation.present {
        let account = plan.service_accounts.iter().find(|a| a.controller == *controller);
        let fields = fields(plan, *controller, account, installation);
        if !fields.is_empty() {
            values.push((controller_key(*controller), Value::map(fields)));
        }
    }
    let Installation { version, present, .. } = installation;
    let scope = Scope::FluxInstance { sharded: false };
    let parts = KustomizeParts::of_plan(plan, scope, *version, |c| present.contains(&c));
    let mut objects: Vec<Value> = parts.objects(&plan.namespace).collect();
    objects.extend(permission(plan, present).into_iter().flatten());
    if !objects.is_empty() {
        values.push((EXTRA_OBJECTS, Value::List(objects)));
    }
    Value::map(values)
}

/// The values of one controller.
fn fields(
    plan: &Plan,
    controller: Controller,
    account: Option<&ServiceAccount>,
    installation: &Installation,
) -> Vec<(&'static str, Value)> {
    let needs: &[Needs] = account.map_or(&[], |account| &account.needs);
    let map = |pairs: Vec<(&'static str, &str)>| {
        Value::map(pairs.into_iter().map(|(key, value)| (key, Value::from(value))))
    };
    let mut fields = Vec::new();
    // Of the pods.
    if let Some(hash) = account.and_then(|account| account.hash.as_deref()) {
        fields.push(("annotations", map(vec![(HASH, hash)])));
    }
    // Of the Deployment and of its pods.
    let labels: Vec<_> = needs.iter().filter_map(|need| need.label).collect();
    if !labels.is_empty() {
        fields.push(("labels", map(labels)));
    }
    let annotations = needs.iter().flat_map(|need| &need.annotations);
    let annotations: Vec<_> = annotations.map(|(key, value)| (*key, value.as_str())).collect();
    if !annotations.is_empty() {
        fields.push(("serviceAccount", Value::map([("annotations", map(annotations))])));
    }
    let wanted = plan.object_identity.as_ref();
    let arguments =
        wanted.map(|wanted| wanted.arguments(controller, installation.version)).unwrap_or_default();
    if !arguments.is_empty() {
        let arguments = Value::List(arguments.into_iter().map(Value::from).collect());
        fields.push(("container", Value::map([("additionalArgs", arguments)])));
    }
    let host = wanted.and_then(|wanted| wanted.authority_host(controller, installation.version));
    let host = host.map(|host| (AUTHORITY_HOST, host));
    let env = needs.iter().flat_map(|need| need.env.iter().map(|(k, v)| (*k, v.as_str())));
    let mut env: Vec<(&str, &str)> = env.collect();
    env.extend(host.filter(|(name, _)| !env.iter().any(|(known, _)| known == name)));
    let lists = [
        (
            "extraEnv",
            env.into_iter().map(|(name, value)| variable(name, value)).collect::<Vec<Value>>(),
        ),
        ("volumes", needs.iter().flat_map(Needs::volumes).collect()),
        ("volumeMounts", needs.iter().flat_map(Needs::mounts).map(|m| m.value()).collect()),
    ];
    let lists = lists.into_iter().filter(|(_, list)| !list.is_empty());
    fields.extend(lists.map(|(key, list)| (key, Value::List(list))));
    fields
}

/// What object identity needs and the chart does not grant in any version: the creation of tokens.
fn permission(plan: &Plan, present: &[Controller]) -> Option<[Value; 2]> {
    let wanted = plan.object_identity.as_ref()?;
    let subject = |controller: Controller| subject(&plan.namespace, controller.name());
    let reached = wanted.controllers_reached().filter(|c| present.contains(c));
    let subjects: Vec<Value> = reached.map(subject).collect();
    let is_granted = wanted.rbac.unwrap_or(wanted.is_enabled()) && !subjects.is_empty();
    is_granted.then(|| [role(PERMISSION), binding(PERMISSION, subjects)])
}
