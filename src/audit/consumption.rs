//! What the objects of a cluster ask Flux's controllers, and the flux-operator, to reach.

use crate::flux::{
    Caller, Choice, Consumer, Controller, LEFT_ALONE, Lockdown, Provider, Reads, Registry, Service,
    Version, group,
};
use crate::krm::{Object, ObjectIndex};
use crate::yaml::{Node, Path};

use super::running::Running;

/// One object that asks for a cloud.
#[derive(Debug)]
pub(crate) struct Consumption<'c> {
    /// Its index.
    pub(crate) object: usize,
    /// The cloud.
    pub(crate) provider: Provider,
    /// The service of the cloud.
    pub(crate) service: Service,
    /// The controller that reaches it.
    pub(crate) controller: Caller,
    /// The field that names the cloud.
    pub(crate) path: Path,
    /// The first version of Flux that knows what the field says.
    pub(crate) since: Option<Version>,
    /// The ServiceAccount whose identity is used, in place of the controller's.
    pub(crate) account: Option<Account<'c>>,
}

/// A ServiceAccount that an object is given the identity of.
#[derive(Debug)]
pub(crate) struct Account<'c> {
    pub(crate) namespace: &'c str,
    pub(crate) name: String,
    /// The object and the field that name it; none if a flag of the controller does.
    pub(crate) place: Option<(usize, Path)>,
    /// The first version of Flux with the field, if Flux's version tells it.
    pub(crate) since: Option<Version>,
}

/// The kinds that may name a remote cluster.
const REMOTE: [(&str, &str, Controller); 2] = [
    (group::KUSTOMIZE, "Kustomization", Controller::KustomizeController),
    (group::HELM, "HelmRelease", Controller::HelmController),
];

/// The first version of Flux that takes remote clusters from a ConfigMap.
/// Source: the release notes of Flux 2.7.
const REMOTE_SINCE: Version = Version::new(2, 7);

/// The flag of the flux-operator that names the ServiceAccount of objects which name none.
/// Source: controlplaneio-fluxcd/flux-operator, `cmd/operator/main.go`.
const OPERATOR_ACCOUNT: &str = "--default-workload-identity-service-account";

/// Finds the objects that ask for a cloud. What is suspended asks for nothing.
pub(super) fn find<'c>(
    objects: &'c [Object<'c, 'c>],
    index: &ObjectIndex<'c, 'c, 'c>,
    running: &[Running],
) -> Vec<Consumption<'c>> {
    let mut found = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        if is_suspended(object) {
            continue;
        }
        let consumer = Consumer::of(object.api_version(), object.kind());
        let direct = consumer.and_then(|consumer| direct(number, object, consumer));
        // A HelmRelease may ask for both.
        for mut one in direct.into_iter().chain(remote(number, object, objects, index)) {
            if one.account.is_none() {
                one.account = by_default(&one, object, objects, running);
            }
            found.push(one);
        }
    }
    found
}

/// The cloud that an object names itself, and asks for without a Secret.
pub(crate) fn asked(object: &Object<'_, '_>) -> Option<Provider> {
    let consumer = Consumer::of(object.api_version(), object.kind())?;
    let has_secret = object.text(consumer.secret).is_some();
    let choice = choice(object, consumer).filter(|_| !has_secret && !is_suspended(object));
    choice.map(|choice| choice.provider)
}

/// Whether Flux leaves an object alone for now.
pub(super) fn is_suspended(object: &Object<'_, '_>) -> bool {
    object.node.at(&["spec", "suspend"]).is_some_and(Node::is_true)
        || object.annotation(LEFT_ALONE.0).is_some_and(|v| v.eq_ignore_ascii_case(LEFT_ALONE.1))
}

/// The registry of a cloud that an object reads.
pub(super) fn registry(object: &Object<'_, '_>, consumer: &Consumer) -> Option<Registry> {
    Registry::at(object.text(consumer.address)?).filter(|_| reads_registry(object, consumer))
}

/// Whether an object reads a registry, of a cloud or another.
pub(super) fn reads_registry(object: &Object<'_, '_>, consumer: &Consumer) -> bool {
    match consumer.reads {
        Reads::Registry => true,
        Reads::RegistryByScheme => {
            object.text(consumer.address).is_some_and(|address| address.starts_with("oci://"))
        }
        Reads::Other => false,
    }
}

/// What an object's provider means.
pub(super) fn choice(
    object: &Object<'_, '_>,
    consumer: &'static Consumer,
) -> Option<&'static Choice> {
    source(object, consumer)?.choice(object.text(consumer.provider)?)
}

/// The value of an object's provider that logs in to the registries of a cloud.
pub(super) fn registry_choice(
    object: &Object<'_, '_>,
    consumer: &'static Consumer,
    provider: Provider,
) -> Option<&'static Choice> {
    source(object, consumer)?.choices.iter().find(|choice| choice.provider == provider)
}

/// The kind of source that is made of an object, or its own kind.
fn source(object: &Object<'_, '_>, consumer: &'static Consumer) -> Option<&'static Consumer> {
    match consumer.source {
        Some(keys) => Consumer::of_source(object.text(keys)?),
        None => Some(consumer),
    }
}

/// An object that names the cloud itself, and no Secret: the controllers take that first.
fn direct<'c>(
    number: usize,
    object: &'c Object<'c, 'c>,
    consumer: &'static Consumer,
) -> Option<Consumption<'c>> {
    let choice = choice(object, consumer)?;
    if object.text(consumer.secret).is_some() {
        return None;
    }
    let account = consumer.account.and_then(|(keys, since)| {
        let place = Some((number, Path::keys(keys.iter().copied())));
        account(object.text(keys)?, object.namespace(), place, since)
    });
    Some(Consumption {
        object: number,
        provider: choice.provider,
        service: choice.service,
        controller: consumer.controller,
        path: Path::keys(consumer.provider.iter().copied()),
        since: choice.since,
        account,
    })
}

/// An object for a remote cluster that a ConfigMap tells the cloud of.
fn remote<'c>(
    number: usize,
    object: &'c Object<'c, 'c>,
    objects: &'c [Object<'c, 'c>],
    index: &ObjectIndex<'c, 'c, 'c>,
) -> Option<Consumption<'c>> {
    let is_of = |(group, kind, _): &&(&str, &str, Controller)| object.is_of(group, kind);
    let (.., controller) = REMOTE.iter().find(is_of)?;
    let name = object.text(&["spec", "kubeConfig", "configMapRef", "name"])?;
    let namespace = object.namespace().unwrap_or_default();
    let map = index.find("v1", "ConfigMap", namespace, name).into_iter().next()?;
    let provider = objects[map].text(&["data", "provider"])?;
    let provider = Provider::ALL.into_iter().find(|known| known.name() == provider)?;
    let service = match provider {
        Provider::Aws => Service::Eks,
        Provider::Azure => Service::Aks,
        Provider::Gcp => Service::Gke,
    };
    let place = Some((map, Path::keys(["data", "serviceAccountName"])));
    let named = objects[map].text(&["data", "serviceAccountName"]);
    Some(Consumption {
        object: number,
        provider,
        service,
        controller: Caller::Flux(*controller),
        path: Path::keys(["spec", "kubeConfig", "configMapRef", "name"]),
        since: Some(REMOTE_SINCE),
        account: named
            .and_then(|name| account(name, object.namespace(), place, Some(REMOTE_SINCE))),
    })
}

/// The account that a flag of the controller gives it.
fn by_default<'c>(
    one: &Consumption<'_>,
    object: &'c Object<'c, 'c>,
    objects: &[Object<'_, '_>],
    running: &[Running],
) -> Option<Account<'c>> {
    // Kinds without the field get no default account either.
    let consumer = Consumer::of(object.api_version(), object.kind());
    let source = consumer.and_then(|consumer| source(object, consumer));
    if source.is_some_and(|source| source.account.is_none()) {
        return None;
    }
    let (flag, since) = match one.controller {
        Caller::Operator => (OPERATOR_ACCOUNT, None),
        Caller::Flux(Controller::KustomizeController | Controller::HelmController) => {
            (Lockdown::KubeConfig.flag(), Some(Lockdown::VERSIONS.first()))
        }
        Caller::Flux(_) => (Lockdown::Objects.flag(), Some(Lockdown::VERSIONS.first())),
    };
    let controller = running.iter().find(|r| r.controller == one.controller)?;
    let name = controller.default_account(flag, objects)?;
    account(&name, object.namespace(), None, since)
}

fn account<'c>(
    name: &str,
    namespace: Option<&'c str>,
    place: Option<(usize, Path)>,
    since: Option<Version>,
) -> Option<Account<'c>> {
    Some(Account { namespace: namespace.unwrap_or_default(), name: name.to_owned(), place, since })
}
