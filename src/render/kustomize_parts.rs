//! What kustomize is to add to Flux's manifests: patches, and the objects that patches can't make.

use crate::cloud::Credentials;
use crate::config::Tenant;
use crate::flux::Controller;
use crate::krm::Object;
use crate::patch::tenant::{tenant_account, tenant_patch};
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
}

impl KustomizeParts {
    /// Of a plan alone, for those of its controllers that are `present`. What the manifests hold
    /// is assumed: a patch that finds nothing does nothing.
    pub fn of_plan(
        plan: &Plan,
        scope: Scope,
        present: impl Fn(Controller) -> bool,
    ) -> KustomizeParts {
        let mut patches = from_plan(plan, scope, &present);
        let (added, known): (Vec<&Tenant>, Vec<&Tenant>) =
            plan.tenants.iter().partition(|tenant| tenant.create);
        if scope == Scope::Kustomization {
            patches.extend(known.into_iter().filter_map(tenant_patch));
        }
        let accounts = plan.service_accounts.iter().filter(|a| present(a.controller));
        let needs = accounts.flat_map(|account| &account.needs);
        KustomizeParts {
            patches: entries(&patches, scope, plan),
            credentials: needs.filter_map(|need| need.credentials.clone()).collect(),
            accounts: added.into_iter().map(tenant_account).collect(),
        }
    }

    /// Of a plan resolved against manifests: exactly the changes of them.
    pub fn of_manifests(
        plan: &Plan,
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
            patches: entries(&from_edits(objects, &resolution.changes), Scope::Kustomization, plan),
            credentials: credentials
                .filter(|c| is_added("ConfigMap", &plan.namespace, &c.config_map))
                .collect(),
            accounts: accounts
                .filter(|tenant| is_added("ServiceAccount", &tenant.namespace, &tenant.name))
                .map(tenant_account)
                .collect(),
        }
    }

    /// How many parts there are.
    pub fn count(&self) -> usize {
        self.patches.len() + self.credentials.len() + self.accounts.len()
    }

    /// The objects that no patch makes.
    pub(super) fn objects(&self, namespace: &str) -> impl Iterator<Item = Value> {
        let maps = self.credentials.iter().map(|c| c.object(namespace));
        maps.chain(self.accounts.iter().cloned())
    }
}

fn entries(patches: &[Patch], scope: Scope, plan: &Plan) -> Vec<Value> {
    patches.iter().map(|patch| patch.entry(scope, &plan.namespace)).collect()
}
