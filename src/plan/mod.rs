//! The Plan: which identities each ServiceAccount of Flux gets, in Kubernetes terms, independent
//! of any manifest.

mod change;
mod conflict;
#[cfg(test)]
mod examples;
mod hash;
mod object_identity;
mod purpose;
mod reason;
mod service_account;

use crate::cloud::{Cloud, Needs};
use crate::config::{self, Config, Tenant};
use crate::diagnostic::Diagnostic;
use crate::flux::{Accounts, Controller, Version};
use crate::yaml::{Node, Path};

pub use change::PlannedChange;
pub(crate) use hash::HASH;
pub(crate) use object_identity::ObjectIdentity;
pub use purpose::Purpose;
pub(crate) use reason::Reason;
pub(crate) use service_account::ServiceAccount;

/// What a config asks for.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The name of the config, by which its entries in lists of users are known.
    pub name: String,
    /// The namespace of the controllers.
    pub namespace: String,
    /// The ServiceAccounts of the controllers.
    pub accounts: Accounts,
    /// The controllers that get an identity, in Flux's order.
    pub service_accounts: Vec<ServiceAccount>,
    /// The identities of the config, each with the controllers it reaches.
    pub identities: Vec<Reach>,
    /// Object identity, if the config says something of it.
    pub object_identity: Option<ObjectIdentity>,
    /// The version of Flux that the config says, where manifests tell none.
    pub flux_version: Option<Version>,
    /// Tenants' ServiceAccounts.
    pub tenants: Vec<Tenant>,
    /// Whether tenants' objects reach Azure from AKS.
    pub aks_to_azure: bool,
    /// Whether warnings are errors.
    pub strict: bool,
}

/// An identity of the config and the controllers that it reaches.
#[derive(Clone, Debug)]
pub struct Reach {
    /// How messages call it.
    pub label: String,
    /// Its field path in the config.
    pub path: Path,
    /// The controllers.
    pub controllers: Vec<Controller>,
}

impl Plan {
    /// The config and the Plan of a functionConfig, unless that has an error, and what there is to
    /// say about it.
    pub fn read(node: Option<&Node<'_>>) -> (Option<(Config, Plan)>, Vec<Diagnostic>) {
        let (config, mut diagnostics) = config::load(node);
        let Some(config) = config else { return (None, diagnostics) };
        match Plan::new(&config) {
            Ok(plan) => (Some((config, plan)), diagnostics),
            Err(mut conflicts) => {
                config::locate(node, &mut conflicts);
                diagnostics.append(&mut conflicts);
                (None, diagnostics)
            }
        }
    }

    /// The Plan of a config.
    ///
    /// # Errors
    /// Identities that want different values of the same field.
    pub fn new(config: &Config) -> Result<Plan, Vec<Diagnostic>> {
        let conflicts = conflict::all(config);
        if !conflicts.is_empty() {
            return Err(conflicts);
        }
        let object_level = &config.object_level;
        Ok(Plan {
            name: config.name.clone(),
            namespace: config.namespace.clone(),
            accounts: config.accounts.clone(),
            service_accounts: Controller::ALL
                .into_iter()
                .filter_map(|c| ServiceAccount::of(config, c))
                .collect(),
            identities: config
                .identities
                .iter()
                .map(|identity| Reach {
                    label: identity.label(),
                    path: identity.path.clone(),
                    controllers: identity.controllers.iter().map(|c| c.controller).collect(),
                })
                .collect(),
            object_identity: ObjectIdentity::of(config),
            flux_version: config.flux_version,
            tenants: object_level.tenants.clone(),
            aks_to_azure: object_level.aks_to_azure,
            strict: config.strict,
        })
    }
}

impl Plan {
    /// What there is to say of a version of Flux that no manifests tell.
    pub fn without_manifests(&self, version: Option<Version>) -> Vec<Diagnostic> {
        let Some(wanted) = &self.object_identity else { return Vec::new() };
        let unknown = wanted.version_unknown().filter(|_| version.is_none());
        let missing = wanted.tokens_not_created(version);
        let errors = wanted.flags_without_gate(version).into_iter();
        errors.chain(unknown).chain(missing).collect()
    }

    /// Whether something of it is known only when Flux has substituted it.
    pub fn is_substituted(&self) -> bool {
        let identities = self.service_accounts.iter().flat_map(|account| &account.identities);
        let clouds = identities.map(|identity| &identity.cloud);
        clouds.chain(self.tenants.iter().map(|tenant| &tenant.cloud)).any(Cloud::is_substituted)
    }

    /// Whether a Deployment has to be edited where no manifests tell the version of Flux.
    pub fn has_deployment_targets(&self) -> bool {
        let wired = |account: &ServiceAccount| {
            account.hash.is_some() || account.needs.iter().any(Needs::needs_deployment)
        };
        let wants_arguments = |wanted: &ObjectIdentity| {
            let mut controllers = wanted.controllers_reached();
            controllers.any(|c| !wanted.arguments(c, self.flux_version).is_empty())
        };
        self.object_identity.as_ref().is_some_and(wants_arguments)
            || self.service_accounts.iter().any(wired)
    }
}

#[cfg(test)]
mod tests {
    use super::Plan;
    use crate::yaml::parse;

    fn plan(spec: &str) -> Plan {
        let config = format!(
            "apiVersion: flux-workload-identity.dev/v1alpha1\nkind: FluxWorkloadIdentity\n\
             spec: {{provider: aws, {spec}}}\n"
        );
        let node = parse(&config, 0..config.len()).unwrap();
        Plan::read(node.as_ref()).0.unwrap().1
    }

    #[test]
    fn what_edits_a_deployment() {
        let identity = "identities: [{services: [ecr], \
                        roleArn: 'arn:aws:iam::490185926743:role/flux'}]";
        let edits = |spec: &str| plan(spec).has_deployment_targets();
        assert!(!edits(identity), "an annotation of the ServiceAccount");
        assert!(edits(&format!("{identity}, cluster: other, region: eu-west-1")), "a token");
        assert!(edits(&format!("{identity}, restartOnChange: true")), "the hash of the pods");
        assert!(edits("objectLevel: {enabled: true}"), "the feature gate");
        assert!(!edits("objectLevel: {enabled: true}, fluxVersion: '2.10'"), "no gate any more");
        let lockdown = "objectLevel: {enabled: true, defaultServiceAccount: tenant}";
        assert!(edits(&format!("{lockdown}, fluxVersion: '2.10'")), "a flag of some controllers");
    }
}
