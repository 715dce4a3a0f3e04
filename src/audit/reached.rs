//! Who reaches which cloud by which identity, as far as the manifests tell.

use crate::cloud::{Manifests, Observed, observe};
use crate::diagnostic::ResourceRef;
use crate::flux::{Provider, Service};

use super::Cluster;
use super::consumption::Consumption;

/// An object that asks for a cloud, and the way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reached {
    /// The object.
    pub(crate) object: ResourceRef,
    /// The ServiceAccount whose identity is used: the controller's, or a tenant's.
    pub(crate) account: ResourceRef,
    pub(crate) provider: Provider,
    /// The service that is asked for, if it has a name.
    pub(crate) service: Option<Service>,
    /// The identity in the cloud, if the manifests show one.
    pub(crate) identity: Option<String>,
}

/// The fields that name an identity, the one that says most first.
const NAMING: [&str; 4] =
    ["roleArn", "clientId", "serviceAccountEmail", "workloadIdentityProvider"];

/// What the objects of a cluster reach, in their order.
pub(crate) fn reached(cluster: &Cluster<'_>) -> Vec<Reached> {
    cluster.consumptions.iter().map(|one| of_consumption(cluster, one)).collect()
}

fn of_consumption(cluster: &Cluster<'_>, one: &Consumption<'_>) -> Reached {
    let (namespace, name, identities) = match &one.account {
        Some(account) => {
            let known = cluster.service_account(account.namespace, &account.name);
            let service_account = known.map(|account| account.node);
            let found = observe(Manifests { service_account, ..Manifests::default() });
            (account.namespace, account.name.clone(), found)
        }
        None => {
            let running = cluster.running(one.controller);
            let found = running.map(|running| running.identities.clone()).unwrap_or_default();
            (cluster.namespace, one.controller.name().to_owned(), found)
        }
    };
    let account = ResourceRef {
        api_version: "v1".to_owned(),
        kind: "ServiceAccount".to_owned(),
        name,
        namespace: Some(namespace.to_owned()),
    };
    let mut of_provider = identities.iter().filter(|found| found.provider == one.provider);
    Reached {
        object: cluster.objects[one.object].resource_ref(),
        account,
        provider: one.provider,
        service: one.service,
        identity: of_provider.find_map(named),
    }
}

/// The field that names an identity.
fn named(observed: &Observed) -> Option<String> {
    let field = |name: &&str| observed.fields.iter().find(|(field, _)| field == name);
    NAMING.iter().find_map(field).map(|(_, value)| value.clone())
}
