//! Patches of a Plan alone. What the manifests hold is assumed: a patch whose target is not there
//! does nothing.

use crate::cloud::{self, Needs};
use crate::flux::{Controller, Version};
use crate::plan::{HASH, Plan, ServiceAccount};
use crate::yaml::Value;

use super::factor::factored;
use super::json6902::{self, Operation, pointer};
use super::strategic_merge::StrategicMerge;
use super::{OBJECT_IDENTITY, Patch, Scope, Target, add, field};

/// The container that Flux's controllers run in.
const CONTAINER: &str = "manager";

/// The patches of a plan for the controllers that are `present`, of a version of Flux. Equal ones
/// are one.
pub(crate) fn from_plan(
    plan: &Plan,
    scope: Scope,
    version: Option<Version>,
    present: impl Fn(Controller) -> bool,
) -> Vec<Patch> {
    let accounts = || plan.service_accounts.iter().filter(|a| present(a.controller));
    let mut patches = Vec::new();
    let namespace = Some(plan.namespace.as_str());
    let mut push = |kind, controller, purpose: String, body: Option<Value>| {
        let target = match kind {
            "ServiceAccount" => Target::named(plan.accounts.of(controller), namespace),
            _ => Target::Controllers(vec![controller]),
        };
        if let Some(body) = body {
            add(&mut patches, Patch { kind, target, purpose, body });
        }
    };
    // The operator makes the usual ServiceAccounts; a patch of another would find nothing.
    let is_made = |account: &&ServiceAccount| {
        scope.is_kustomization() || plan.accounts.is_usual(account.controller)
    };
    for account in accounts().filter(is_made) {
        let body = annotated(account.needs.iter().flat_map(|need| &need.annotations));
        push("ServiceAccount", account.controller, purpose(account), body);
    }
    for account in accounts() {
        push("Deployment", account.controller, purpose(account), deployment(account));
    }
    if let Some(wanted) = &plan.object_identity {
        for controller in wanted.controllers_reached().filter(|c| present(*c)) {
            let purpose = || OBJECT_IDENTITY.to_owned();
            let host = wanted.authority_host(controller, version).and_then(authority_host);
            push("Deployment", controller, purpose(), host);
            // A FluxInstance has fields for the gate and the flags.
            if scope.is_kustomization() {
                let arguments = arguments(wanted.arguments(controller, version));
                push("Deployment", controller, purpose(), arguments);
            }
        }
    }
    factored(patches)
}

fn purpose(account: &ServiceAccount) -> String {
    let providers: Vec<&str> = account.needs.iter().map(|n| n.provider.name()).collect();
    format!("{} identity", providers.join(" and "))
}

/// The annotations of a ServiceAccount.
pub(super) fn annotated<'v>(
    annotations: impl IntoIterator<Item = &'v (&'static str, String)>,
) -> Option<Value> {
    let mut merge = StrategicMerge::new("v1", "ServiceAccount");
    for (key, value) in annotations {
        merge.set(&field::annotation(key), value.as_str());
    }
    merge.into_body()
}

/// Labels, environment, volumes and mounts of a Deployment.
fn deployment(account: &ServiceAccount) -> Option<Value> {
    let needs = &account.needs;
    let mut merge = StrategicMerge::new("apps/v1", "Deployment");
    for (key, value) in needs.iter().filter_map(|need| need.label) {
        for path in field::labels(key) {
            merge.set(&path, value);
        }
    }
    if let Some(hash) = &account.hash {
        merge.set(&field::pod_annotation(HASH), hash.as_str());
    }
    let container = field::container(CONTAINER);
    for (name, value) in needs.iter().flat_map(|need| &need.env) {
        merge.set(&field::variable(&container, name), cloud::variable(name, value));
    }
    for mount in needs.iter().flat_map(Needs::mounts) {
        merge.set(&field::mount(&container, mount.volume), mount.value());
    }
    for volume in needs.iter().flat_map(Needs::volumes) {
        let name = volume.get("name").and_then(Value::text).unwrap_or_default();
        merge.set(&field::volume(&name), volume);
    }
    merge.into_body()
}

/// The variable of another Azure than the public one.
fn authority_host(host: &str) -> Option<Value> {
    let mut merge = StrategicMerge::new("apps/v1", "Deployment");
    let path = field::variable(&field::container(CONTAINER), cloud::AUTHORITY_HOST);
    merge.set(&path, cloud::variable(cloud::AUTHORITY_HOST, host));
    merge.into_body()
}

/// The feature gate and the flags. Operations reach a container by its index alone: another one in
/// front makes the build fail, rather than get the flags.
fn arguments(arguments: Vec<String>) -> Option<Value> {
    if arguments.is_empty() {
        return None;
    }
    let container = field::containers().index(0);
    let end = pointer(&container.key("args").key("-"));
    let test = Operation::Test(pointer(&container.key("name")), CONTAINER.into());
    let add = arguments.into_iter().map(|text| Operation::Add(end.clone(), text.into()));
    json6902::body([test].into_iter().chain(add).collect())
}
