//! What one cluster gets, as far as its manifests tell.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::cloud::Variables;
use crate::diagnostic::Location;
use crate::flux::{Accounts, Caller, Controller, Provider, Service, Version};
use crate::krm::{Object, ObjectIndex};
use crate::patch::field;
use crate::resolve::{Controllers, installed};
use crate::yaml::Path;

use super::consumption::{self, Consumption};
use super::running::Running;

/// How much of a cluster the objects are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All that Flux applies there: what is missing is missing.
    Whole,
    /// What Flux applies there, and more that is not known.
    Applied,
    /// Some manifests, of which more may be elsewhere.
    Part,
}

/// Whether a cloud is asked for through a controller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// An object asks for it.
    Yes,
    /// No object of the whole cluster does.
    No,
    /// None of these manifests does.
    Unknown,
}

/// The objects of a cluster, and what they say of Flux.
#[derive(Debug)]
pub(crate) struct Cluster<'c> {
    pub(crate) objects: &'c [Object<'c, 'c>],
    pub(crate) index: ObjectIndex<'c, 'c, 'c>,
    pub(crate) extent: Extent,
    /// The namespace of the controllers.
    pub(crate) namespace: &'c str,
    /// The version of Flux, if the manifests tell it.
    pub(crate) version: Option<Version>,
    /// The controllers that are there once, Flux's and the flux-operator.
    pub(crate) running: Vec<Running>,
    /// Objects that stand for one and the same controller: of which one is meant is not known.
    pub(crate) repeated: Vec<[usize; 2]>,
    /// The objects that ask for a cloud.
    pub(crate) consumptions: Vec<Consumption<'c>>,
    /// The objects that SOPS has encrypted with the key of a cloud and no other, and which cloud's.
    pub(crate) encrypted: Vec<(usize, Provider)>,
    /// The texts that are applied by what does not decrypt them, as [`Location::source`] counts.
    pub(crate) undecrypted: Vec<usize>,
    /// The variables that Flux fills in, of each text of which it is known that there are no others.
    pub(crate) variables: HashMap<usize, Arc<Variables>>,
    /// The texts that the flux-operator or a chart makes.
    pub(crate) made: HashSet<usize>,
}

const DEFAULT_NAMESPACE: &str = "flux-system";

impl<'c> Cluster<'c> {
    /// Reads what the objects say of Flux. The namespace of the controllers is found out if it is
    /// not said; their ServiceAccounts are `accounts`.
    pub(crate) fn read(
        objects: &'c [Object<'c, 'c>],
        extent: Extent,
        said: Option<&'c str>,
        accounts: &Accounts,
    ) -> Cluster<'c> {
        let index = ObjectIndex::of(objects);
        let namespace = said.unwrap_or_else(|| namespace(objects));
        let controllers = Controllers::find(namespace, accounts, objects, &index);
        let mut running = Vec::new();
        let mut repeated = Vec::new();
        for controller in Controller::ALL {
            let members = controllers.of(controller);
            let (accounts, deployments) = (&members.service_accounts, &members.deployments);
            let twice = twice(objects, accounts).or_else(|| twice(objects, deployments));
            if let Some(pair) = twice {
                repeated.push(pair);
            } else if !(accounts.is_empty() && deployments.is_empty()) {
                let account = accounts.first().copied();
                let (caller, deployments) = (Caller::Flux(controller), deployments.clone());
                running.push(Running::read(caller, account, deployments, objects));
            }
        }
        running.extend(operator(namespace, objects, &index));
        let consumptions = consumption::find(objects, &index, &running);
        let version = installed(objects, &controllers);
        let encrypted = (0..objects.len()).filter_map(|o| Some((o, cloud_key(&objects[o])?)));
        let encrypted = encrypted.collect();
        Cluster {
            objects,
            index,
            extent,
            namespace,
            version,
            running,
            repeated,
            consumptions,
            encrypted,
            undecrypted: Vec::new(),
            variables: HashMap::new(),
            made: HashSet::new(),
        }
    }

    /// With the texts that are applied by what does not decrypt them.
    pub(crate) fn undecrypted(self, undecrypted: Vec<usize>) -> Cluster<'c> {
        Cluster { undecrypted, ..self }
    }

    /// With the variables that are known of texts, and the texts that are made.
    pub(crate) fn with_texts(
        self,
        variables: HashMap<usize, Arc<Variables>>,
        made: HashSet<usize>,
    ) -> Cluster<'c> {
        Cluster { variables, made, ..self }
    }

    /// A controller of Flux.
    pub(crate) fn running(&self, controller: Controller) -> Option<&Running> {
        self.caller(Caller::Flux(controller))
    }

    /// A controller, Flux's or the flux-operator.
    pub(crate) fn caller(&self, caller: Caller) -> Option<&Running> {
        self.running.iter().find(|running| running.controller == caller)
    }

    /// The controllers of Flux.
    pub(crate) fn controllers(&self) -> impl Iterator<Item = (Controller, &Running)> {
        self.running.iter().filter_map(|running| Some((running.controller.of_flux()?, running)))
    }

    /// Whether a cloud is asked for by the identity of a controller itself.
    pub(crate) fn asks(&self, controller: Caller, provider: Provider) -> Asked {
        let by_object = self.consumptions.iter().any(|one| {
            (one.controller, one.provider) == (controller, provider) && one.account.is_none()
        });
        let by_key = controller == Caller::Flux(Controller::KustomizeController)
            && self.encrypted.iter().any(|(_, key)| *key == provider);
        match self.extent {
            _ if by_object || by_key => Asked::Yes,
            Extent::Whole => Asked::No,
            Extent::Applied | Extent::Part => Asked::Unknown,
        }
    }

    /// The ServiceAccount of a name in a namespace.
    pub(crate) fn service_account(&self, namespace: &str, name: &str) -> Option<&Object<'c, 'c>> {
        let found = self.index.find("v1", "ServiceAccount", namespace, name);
        found.first().map(|index| &self.objects[*index])
    }

    /// The location of a field of an object.
    pub(crate) fn at(&self, object: usize, path: &Path) -> Location {
        self.objects[object].field_location(path)
    }
}

/// The namespace in which Flux's own labels are found.
fn namespace<'c>(objects: &'c [Object<'c, 'c>]) -> &'c str {
    let is_controller = |object: &&Object<'_, '_>| {
        matches!(object.kind(), "ServiceAccount" | "Deployment")
            && object.label("app.kubernetes.io/part-of") == Some("flux")
            && Controller::named(object.name()).is_some()
    };
    let found = objects.iter().filter(is_controller).find_map(Object::namespace);
    found.unwrap_or(DEFAULT_NAMESPACE)
}

/// The flux-operator, which runs in the namespace of the Flux that it installs.
fn operator(
    namespace: &str,
    objects: &[Object<'_, '_>],
    index: &ObjectIndex<'_, '_, '_>,
) -> Option<Running> {
    let name = Caller::Operator.name();
    let account = index.find("v1", "ServiceAccount", namespace, name).first().copied();
    let mut deployments = index.find("apps/v1", "Deployment", namespace, name);
    let runs_under = field::service_account_name();
    deployments.retain(|d| runs_under.find(objects[*d].node).is_some_and(|node| node.is(name)));
    (account.is_some() || !deployments.is_empty())
        .then(|| Running::read(Caller::Operator, account, deployments, objects))
}

/// Two of the objects that have one name.
fn twice(objects: &[Object<'_, '_>], members: &[usize]) -> Option<[usize; 2]> {
    members.iter().enumerate().find_map(|(place, one)| {
        let name = objects[*one].name();
        let other = members[..place].iter().find(|other| objects[**other].name() == name)?;
        Some([*other, *one])
    })
}

/// The service that keeps the keys of SOPS.
pub(crate) fn key_service(provider: Provider) -> Service {
    match provider {
        Provider::Aws | Provider::Gcp => Service::Kms,
        Provider::Azure => Service::Keyvault,
    }
}

/// The cloud whose key alone decrypts an object. A key of PGP or age beside it decrypts too.
/// Source: <https://getsops.io/docs/>, the keys of the metadata.
fn cloud_key(object: &Object<'_, '_>) -> Option<Provider> {
    let sops = object.node.get("sops")?;
    let has = |key: &str| sops.get(key).is_some_and(|keys| !keys.items().is_empty());
    if ["pgp", "age", "hc_vault", "key_groups"].into_iter().any(has) {
        return None;
    }
    let keys = [("kms", Provider::Aws), ("azure_kv", Provider::Azure), ("gcp_kms", Provider::Gcp)];
    let mut found = keys.into_iter().filter(|(key, _)| has(key));
    let (_, only) = found.next()?;
    found.next().is_none().then_some(only)
}
