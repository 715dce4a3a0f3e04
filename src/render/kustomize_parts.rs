//! What kustomize is to add to Flux's manifests: patches, and the objects that patches can't make.

use crate::cloud::Credentials;
use crate::config::Tenant;
use crate::flux::{Controller, Version};
use crate::krm::Object;
use crate::patch::tenant::{tenant_account, tenant_patch};
use crate::patch::token_creation;
use crate::patch::{Patch, Scope, from_edits, from_plan};
use crate::plan::Plan;
use crate::resolve::Resolution;
use crate::yaml::Value;

/// The parts that a Plan comes to without functions.
#[derive(Clone, Debug, Default)]
pub struct KustomizeParts {
    /// The patches, as entries of `patches`.
    pub patches: Vec<Value>,
    /// GCP's credential configurations.
    pub credentials: Vec<Credentials>,
    /// Tenants' ServiceAccounts to add.
    pub accounts: Vec<Value>,
    /// The ClusterRole and the ClusterRoleBinding to add, which let the controllers create tokens.
    pub permission: Vec<Value>,
}

impl KustomizeParts {
    /// Of a plan alone, for those of its controllers that are `present`. What the manifests hold
    /// is assumed: a patch that finds nothing does nothing.
    pub fn of_plan(
        plan: &Plan,
        scope: Scope,
        version: Option<Version>,
        present: impl Fn(Controller) -> bool,
    ) -> KustomizeParts {
        let mut patches = from_plan(plan, scope, version, &present);
        let (added, known): (Vec<&Tenant>, Vec<&Tenant>) =
            plan.tenants.iter().partition(|tenant| tenant.create);
        if scope.is_kustomization() {
            patches.extend(known.into_iter().filter_map(tenant_patch));
        }
        let accounts = plan.service_accounts.iter().filter(|a| present(a.controller));
        let needs = accounts.flat_map(|account| &account.needs);
        KustomizeParts {
            patches: entries(&patches, scope, plan),
            credentials: needs.filter_map(|need| need.credentials.clone()).collect(),
            accounts: added.into_iter().map(tenant_account).collect(),
            permission: permission_of(plan, version, present),
        }
    }

    /// Of a plan resolved against manifests: exactly the changes of them.
    pub fn of_manifests(
        plan: &Plan,
        scope: Scope,
        objects: &[Object<'_, '_>],
        resolution: &Resolution,
    ) -> KustomizeParts {
        let is_added = |kind: &str, namespace: &str, name: &str| {
            let wanted = [
                (["kind"].as_slice(), kind),
                (&["metadata", "namespace"], namespace),
                (&["metadata", "name"], name),
            ];
            resolution.added.iter().any(|added| {
                wanted.iter().all(|(keys, text)| {
                    let found = keys.iter().try_fold(&added.object, |value, key| value.get(key));
                    found.and_then(Value::text).as_deref() == Some(text)
                })
            })
        };
        let needs = plan.service_accounts.iter().flat_map(|account| &account.needs);
        let credentials = needs.filter_map(|need| need.credentials.clone());
        let accounts = plan.tenants.iter();
        KustomizeParts {
            patches: entries(&from_edits(objects, &resolution.changes), scope, plan),
            credentials: credentials
                .filter(|c| is_added("ConfigMap", &plan.namespace, &c.config_map))
                .collect(),
            accounts: accounts
                .filter(|tenant| is_added("ServiceAccount", &tenant.namespace, &tenant.name))
                .map(tenant_account)
                .collect(),
            permission: permission_added(resolution),
        }
    }

    /// How many parts there are.
    pub fn count(&self) -> usize {
        self.patches.len() + self.credentials.len() + self.accounts.len() + self.permission.len()
    }

    /// ConfigMaps and ServiceAccounts, which no patch makes.
    pub(super) fn objects(&self, namespace: &str) -> impl Iterator<Item = Value> {
        let maps = self.credentials.iter().map(|c| c.object(namespace));
        maps.chain(self.accounts.iter().cloned())
    }

    /// All objects that go beside what holds the patches.
    pub(super) fn beside(&self, plan: &Plan) -> impl Iterator<Item = Value> {
        self.objects(&plan.namespace).chain(self.permission.iter().cloned())
    }
}

/// The permission that a plan asks for, if nothing is there yet.
fn permission_of(
    plan: &Plan,
    version: Option<Version>,
    present: impl Fn(Controller) -> bool,
) -> Vec<Value> {
    use token_creation::{NAME, binding, role, subject};
    let wanted = plan.object_identity.iter().filter(|wanted| wanted.grants(version));
    let reached = wanted.flat_map(|wanted| wanted.controllers_reached()).filter(|c| present(*c));
    let subjects: Vec<Value> =
        reached.map(|controller| subject(&plan.namespace, plan.accounts.of(controller))).collect();
    if subjects.is_empty() { Vec::new() } else { vec![role(NAME), binding(NAME, subjects)] }
}

/// The permission that is added to manifests, without the notes of an orchestrator.
pub(crate) fn permission_added(resolution: &Resolution) -> Vec<Value> {
    let is_permission = |object: &Value| {
        let kind = object.get("kind").and_then(Value::text);
        kind.is_some_and(|kind| token_creation::KINDS.contains(&kind.as_str()))
    };
    let added = resolution.added.iter().map(|added| &added.object);
    added.filter(|object| is_permission(object)).map(without_notes).collect()
}

fn without_notes(object: &Value) -> Value {
    let without = |key: &str, value: &Value| match (key, value) {
        ("metadata", Value::Map(fields)) => {
            Value::Map(fields.iter().filter(|(key, _)| key != "annotations").cloned().collect())
        }
        _ => value.clone(),
    };
    match object {
        Value::Map(fields) => {
            Value::map(fields.iter().map(|(key, value)| (key.as_str(), without(key, value))))
        }
        _ => object.clone(),
    }
}

fn entries(patches: &[Patch], scope: Scope, plan: &Plan) -> Vec<Value> {
    patches.iter().map(|patch| patch.entry(scope, plan)).collect()
}
