//! Who uses which identity in a cluster: each object that asks for a cloud, the ServiceAccount that
//! it goes by, the identity which that has, and what the cloud must permit.

use crate::audit::{Cluster, key_service};
use crate::cloud::{Cloud, Manifests, Observed, Wiring, observe};
use crate::diagnostic::ResourceRef;
use crate::flux::{Caller, Controller, Provider, Service, Version};
use crate::plan::Plan;
use crate::trust::permissions;

/// The map of a cluster.
#[derive(Debug)]
pub(crate) struct ClusterMap {
    /// How messages call the cluster.
    pub(crate) name: String,
    /// The version of Flux, if the manifests tell it.
    pub(crate) version: Option<Version>,
    /// Who uses what, by ServiceAccount: the controllers first.
    pub(crate) users: Vec<User>,
}

/// A ServiceAccount with an identity of a cloud, or that is asked for one.
#[derive(Debug)]
pub(crate) struct User {
    pub(crate) account: Account,
    pub(crate) provider: Provider,
    /// The identity, if it is seen.
    pub(crate) identity: Option<Identity>,
    /// What asks for it.
    pub(crate) uses: Vec<Use>,
}

/// A ServiceAccount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) namespace: String,
    pub(crate) name: String,
    /// The controller whose own it is; none of a tenant's.
    pub(crate) controller: Option<Caller>,
}

/// An identity in its cloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    /// How its cloud names it, or how the access is given where it has no name here.
    pub(crate) name: String,
    /// How the token is got; none of a tenant's, for whom Flux itself asks.
    pub(crate) wiring: Option<Wiring>,
}

/// An object that asks for a service.
#[derive(Debug)]
pub(crate) struct Use {
    pub(crate) object: ResourceRef,
    pub(crate) service: Service,
    /// What the cloud must permit, by its own names.
    pub(crate) permissions: Vec<&'static str>,
}

impl ClusterMap {
    /// The map of a cluster. With a plan the identities are those that it gives, in place of what the
    /// manifests show: some leave no trace there.
    pub(crate) fn of(name: &str, cluster: &Cluster<'_>, plan: Option<&Plan>) -> ClusterMap {
        let mut map =
            ClusterMap { name: name.to_owned(), version: cluster.version, users: Vec::new() };
        for controller in Controller::ALL.map(Caller::Flux).into_iter().chain([Caller::Operator]) {
            let account = own_account(controller, cluster, plan);
            for (provider, identity) in of_controller(controller, cluster, plan) {
                map.user(&account, provider).identity.get_or_insert(identity);
            }
        }
        for one in &cluster.consumptions {
            let object = &cluster.objects[one.object];
            let account = match &one.account {
                Some(tenant) => Account {
                    namespace: tenant.namespace.to_owned(),
                    name: tenant.name.clone(),
                    controller: None,
                },
                None => own_account(one.controller, cluster, plan),
            };
            map.add(&account, one.provider, object.resource_ref(), one.service);
        }
        for &(object, provider) in &cluster.encrypted {
            let controller = Caller::Flux(Controller::KustomizeController);
            let account = own_account(controller, cluster, plan);
            let object = cluster.objects[object].resource_ref();
            map.add(&account, provider, object, key_service(provider));
        }
        for user in map.users.iter_mut().filter(|user| user.account.controller.is_none()) {
            user.identity = of_tenant(&user.account, user.provider, cluster, plan);
        }
        map.users.sort_by_key(|user| {
            let controller = user.account.controller;
            (controller.is_none(), controller, user.provider)
        });
        map
    }

    fn add(
        &mut self,
        account: &Account,
        provider: Provider,
        object: ResourceRef,
        service: Service,
    ) {
        let permissions = permissions(provider, service);
        self.user(account, provider).uses.push(Use { object, service, permissions });
    }

    /// A ServiceAccount as a user of a cloud.
    fn user(&mut self, account: &Account, provider: Provider) -> &mut User {
        let is_it = |user: &User| user.account == *account && user.provider == provider;
        let index = self.users.iter().position(is_it).unwrap_or_else(|| {
            let (account, uses) = (account.clone(), Vec::new());
            self.users.push(User { account, provider, identity: None, uses });
            self.users.len() - 1
        });
        &mut self.users[index]
    }
}

/// The ServiceAccount of a controller.
fn own_account(controller: Caller, cluster: &Cluster<'_>, plan: Option<&Plan>) -> Account {
    let planned = plan.zip(controller.of_flux());
    let name = planned.map_or(controller.name(), |(plan, flux)| plan.accounts.of(flux));
    Account {
        namespace: cluster.namespace.to_owned(),
        name: name.to_owned(),
        controller: Some(controller),
    }
}

/// The identities of a controller, one of a provider.
fn of_controller(
    controller: Caller,
    cluster: &Cluster<'_>,
    plan: Option<&Plan>,
) -> Vec<(Provider, Identity)> {
    if let Some((plan, controller)) = plan.zip(controller.of_flux()) {
        let mut accounts = plan.service_accounts.iter().filter(|a| a.controller == controller);
        let identities = accounts.next().map(|account| account.identities.as_slice());
        let named = identities.unwrap_or_default().iter().map(|identity| {
            let (cloud, wiring) = (&identity.cloud, identity.wiring);
            (cloud.provider(), Identity { name: name_of(cloud), wiring: Some(wiring) })
        });
        return named.collect();
    }
    let running = cluster.caller(controller);
    let observed = running.map(|running| running.identities.as_slice()).unwrap_or_default();
    let mut seen: Vec<(Provider, Identity)> =
        observed.iter().map(|one| (one.provider, seen(one, Some(one.wiring)))).collect();
    // The environment of the pods wins over what a webhook adds.
    seen.sort_by_key(|(_, identity)| identity.wiring != Some(Wiring::Projected));
    seen
}

/// The identity of a tenant's ServiceAccount.
fn of_tenant(
    account: &Account,
    provider: Provider,
    cluster: &Cluster<'_>,
    plan: Option<&Plan>,
) -> Option<Identity> {
    let mut planned = plan.iter().flat_map(|plan| &plan.tenants);
    let is_it = |tenant: &&crate::config::Tenant| {
        (&tenant.namespace, &tenant.name, tenant.cloud.provider())
            == (&account.namespace, &account.name, provider)
    };
    if let Some(tenant) = planned.find(is_it) {
        return Some(Identity { name: name_of(&tenant.cloud), wiring: None });
    }
    let object = cluster.service_account(&account.namespace, &account.name)?;
    let manifests = Manifests { service_account: Some(object.node), ..Manifests::default() };
    let observed = observe(manifests).into_iter().find(|one| one.provider == provider)?;
    Some(seen(&observed, None))
}

fn seen(observed: &Observed, wiring: Option<Wiring>) -> Identity {
    let name = observed.fields.first().map(|(_, value)| value.clone()).unwrap_or_default();
    Identity { name, wiring }
}

/// How its cloud names an identity, or how the cloud gives the access without a name here.
fn name_of(cloud: &Cloud) -> String {
    const NAMES: [&str; 4] =
        ["roleArn", "clientId", "serviceAccountEmail", "workloadIdentityProvider"];
    let named = cloud.fields().into_iter().find(|(field, _)| NAMES.contains(field));
    let nameless = || match cloud {
        Cloud::Aws(_) => "EKS Pod Identity".to_owned(),
        Cloud::Azure(_) | Cloud::Gcp(_) => "direct access".to_owned(),
    };
    named.map_or_else(nameless, |(_, value)| value)
}
