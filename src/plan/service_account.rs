//! A controller's ServiceAccount and the identities that it gets.

use crate::cloud::{Needs, needs};
use crate::config::{Config, Identity};
use crate::flux::{Controller, Provider, Service};

use super::hash::hash;

/// A controller and all it gets.
#[derive(Clone, Debug)]
pub struct ServiceAccount {
    /// The controller.
    pub controller: Controller,
    /// Whether the config names it, rather than a service that implies it.
    pub named: bool,
    /// The services it is to reach, each of a provider.
    pub services: Vec<(Provider, Service)>,
    /// Its identities in the order of providers, those that leave no trace in manifests too. A
    /// config may ask for the same one several times.
    pub identities: Vec<Identity>,
    /// What its identities need, once for each provider.
    pub needs: Vec<Needs>,
    /// The hash of its identities, if pods shall restart when they change.
    pub hash: Option<String>,
}

impl ServiceAccount {
    /// What a config without conflicts asks for a controller; `None` if that is nothing.
    pub(super) fn of(config: &Config, controller: Controller) -> Option<ServiceAccount> {
        let identities: Vec<Identity> = reaching(config, controller).into_iter().cloned().collect();
        if identities.is_empty() {
            return None;
        }
        let mut named = false;
        let mut services = Vec::new();
        for identity in &identities {
            for entry in identity.controllers.iter().filter(|c| c.controller == controller) {
                named |= entry.named;
                services.extend(entry.services.iter().map(|s| (identity.cloud.provider(), *s)));
            }
        }
        let needs = needs_of(&identities, controller, &config.namespace);
        let hash = config.restart_on_change.then(|| hash(&needs, &identities));
        Some(ServiceAccount { controller, named, services, identities, needs, hash })
    }
}

/// The identities that reach a controller, by provider.
pub(super) fn reaching(config: &Config, controller: Controller) -> Vec<&Identity> {
    let mut found: Vec<&Identity> = config
        .identities
        .iter()
        .filter(|i| i.controllers.iter().any(|c| c.controller == controller))
        .collect();
    found.sort_by_key(|i| i.cloud.provider());
    found
}

/// What identities need, once for each provider: those of one provider need the same.
fn needs_of(identities: &[Identity], controller: Controller, namespace: &str) -> Vec<Needs> {
    let mut found: Vec<Needs> = Vec::new();
    for Identity { cloud, wiring, .. } in identities {
        if found.last().is_none_or(|last| last.provider != cloud.provider()) {
            let shared = found.iter().any(|need| need.token.is_some());
            found.push(needs(cloud, *wiring, controller, namespace, shared));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::flux::Controller;
    use crate::plan::Plan;
    use crate::yaml::parse;

    #[test]
    fn identities_without_a_trace_are_kept() {
        let config = "
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
spec:
  cluster: eks
  identities:
  - provider: gcp
    controllers: [source-controller]
    workloadIdentityProvider: projects/7/locations/global/workloadIdentityPools/p/providers/q
  - provider: aws
    name: images
    services: [ecr]
    podIdentity: true
    roleArn: arn:aws:iam::490185926743:role/flux
";
        let node = parse(config, 0..config.len()).unwrap();
        let (_, plan) = Plan::read(node.as_ref()).0.unwrap();
        let [source, reflector] = plan.service_accounts.as_slice() else { panic!("{plan:#?}") };
        assert_eq!(reflector.controller, Controller::ImageReflectorController);
        let told = |account: &super::ServiceAccount| -> Vec<_> {
            let identities = account.identities.iter();
            identities.map(|i| (i.label(), i.cloud.fields()[0].clone())).collect()
        };
        let role = ("roleArn", "arn:aws:iam::490185926743:role/flux".to_owned());
        let pod_identity = ("spec.identities[1] (images)".to_owned(), role);
        assert_eq!(told(reflector), std::slice::from_ref(&pod_identity));
        assert_eq!(told(source)[0], pod_identity);
        assert_eq!(told(source)[1].0, "spec.identities[0]");
        assert_eq!(source.needs.len(), 2);
        // The one is named, the other implied by a service.
        assert!(source.named && !reflector.named);
    }
}
