//! What a Plan comes to without functions: patches, and the objects that patches can't make.

use crate::cloud::{Credentials, names};
use crate::config::Tenant;
use crate::flux::{Controller, GATE, Provider};
use crate::krm::Object;
use crate::patch::tenant::{tenant_account, tenant_patch};
use crate::patch::{Scope, from_edits, from_plan};
use crate::plan::Plan;
use crate::resolve::Resolution;
use crate::yaml::{Node, Value};

/// A Plan in native forms.
#[derive(Clone, Debug, Default)]
pub struct Native {
    /// The patches, as entries of `patches`.
    pub patches: Vec<Value>,
    /// GCP's credential configurations.
    pub credentials: Vec<Credentials>,
    /// Tenants' ServiceAccounts to make.
    pub accounts: Vec<Value>,
}

impl Native {
    /// Of a plan alone, for all of its controllers that are `present`. What the manifests hold is
    /// assumed: a patch that finds nothing does nothing.
    pub fn of_plan(plan: &Plan, scope: Scope, present: impl Fn(Controller) -> bool) -> Native {
        let mut found = from_plan(plan, scope, &present);
        let mut accounts = Vec::new();
        for tenant in &plan.tenants {
            if tenant.create {
                accounts.push(tenant_account(tenant));
            } else if scope == Scope::Kustomization {
                found.extend(tenant_patch(tenant));
            }
        }
        let accounts_present = plan.service_accounts.iter().filter(|a| present(a.controller));
        let needs = accounts_present.flat_map(|account| &account.needs);
        Native {
            patches: found.iter().map(|patch| patch.entry(scope, &plan.namespace)).collect(),
            credentials: needs.filter_map(|need| need.credentials.clone()).collect(),
            accounts,
        }
    }

    /// Of a plan resolved against manifests: exactly the edits of them.
    pub fn of_manifests(
        plan: &Plan,
        objects: &[Object<'_, '_>],
        resolution: &Resolution,
    ) -> Native {
        let found = from_edits(objects, &resolution.changes);
        let is_added = |kind: &str, namespace: &str, name: &str| {
            let text = |object: &Value, keys: [&str; 2]| {
                object.get(keys[0]).and_then(|value| value.get(keys[1])).and_then(Value::text)
            };
            resolution.added.iter().map(|added| &added.object).any(|object| {
                object.get("kind").and_then(Value::text).as_deref() == Some(kind)
                    && text(object, ["metadata", "namespace"]).as_deref() == Some(namespace)
                    && text(object, ["metadata", "name"]).as_deref() == Some(name)
            })
        };
        let needs = plan.service_accounts.iter().flat_map(|account| &account.needs);
        let credentials = needs.filter_map(|need| need.credentials.clone());
        let accounts =
            plan.tenants.iter().filter(|t| is_added("ServiceAccount", &t.namespace, &t.name));
        Native {
            patches: found
                .iter()
                .map(|patch| patch.entry(Scope::Kustomization, &plan.namespace))
                .collect(),
            credentials: credentials
                .filter(|c| is_added("ConfigMap", &plan.namespace, &c.config_map))
                .collect(),
            accounts: accounts.map(tenant_account).collect(),
        }
    }
}

impl Native {
    /// How many parts it has.
    pub fn parts(&self) -> usize {
        self.patches.len() + self.credentials.len() + self.accounts.len()
    }

    /// The objects that no patch makes.
    pub(super) fn objects(&self, namespace: &str) -> impl Iterator<Item = Value> {
        let maps = self.credentials.iter().map(|c| c.object(namespace));
        maps.chain(self.accounts.iter().cloned())
    }
}

/// An object that has what needs no patch then: a gate, a credential configuration, a tenant's
/// ServiceAccount. It may have it because it is patched already.
pub fn patched<'o, 't, 'a>(
    plan: &Plan,
    objects: &'o [Object<'t, 'a>],
) -> Option<&'o Object<'t, 'a>> {
    let needs = plan.service_accounts.iter().flat_map(|account| &account.needs);
    let maps: Vec<&str> = needs
        .filter_map(|need| need.credentials.as_ref())
        .map(|credentials| credentials.config_map.as_str())
        .collect();
    let is_made = |tenant: &Tenant, object: &Object<'_, '_>| {
        tenant.create
            && (tenant.name.as_str(), Some(tenant.namespace.as_str()))
                == (object.name(), object.namespace())
    };
    objects.iter().find(|object| match object.kind() {
        "ConfigMap" => maps.contains(&object.name()),
        "ServiceAccount" => plan.tenants.iter().any(|tenant| is_made(tenant, object)),
        "Deployment" => plan.gate.is_some() && is_gated(object),
        _ => false,
    })
}

fn is_gated(object: &Object<'_, '_>) -> bool {
    let containers = object.node.at(&["spec", "template", "spec", "containers"]);
    let containers = containers.map(Node::items).unwrap_or_default();
    let arguments = containers.iter().filter_map(|c| c.get("args")).flat_map(Node::items);
    arguments.filter_map(Node::text).any(|text| text.contains(&format!("{GATE}=true")))
}

/// The names of everything that the providers of a plan may write, by which a patch that does the
/// same by hand is recognised.
pub(super) fn known_names(plan: &Plan) -> Vec<&'static str> {
    let accounts = plan.service_accounts.iter().flat_map(|a| &a.needs).map(|need| need.provider);
    let tenants = plan.tenants.iter().map(|tenant| tenant.cloud.provider());
    let mut providers: Vec<Provider> = accounts.chain(tenants).collect();
    providers.sort_unstable();
    providers.dedup();
    let mut known: Vec<&'static str> = Vec::new();
    for provider in providers {
        let names = names(provider);
        known.extend(names.annotations);
        known.extend(names.label);
        known.extend(names.env);
    }
    if let Some(gate) = &plan.gate {
        known.push(GATE);
        known.extend(gate.lockdown.iter().map(|(flag, _)| flag.flag()));
    }
    known
}
