//! A controller of a cluster, Flux's or the flux-operator, and the identities that its manifests give it.

use crate::cloud::{
    Manifests, Observed, Wiring, in_effect, inside, is_literal, is_reference, observe,
};
use crate::flux::{Caller, FEATURE_GATES, GATE, Provider, Version};
use crate::krm::Object;
use crate::resolve::{container, gate, is_true, mentions};
use crate::yaml::{Node, Path};

/// A controller: its ServiceAccount and the Deployments that run under it, as indices of objects.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) controller: Caller,
    pub(crate) account: Option<usize>,
    /// Several if it is sharded.
    pub(crate) deployments: Vec<usize>,
    /// What each of its Deployments gets; of a ServiceAccount alone what that says.
    pub(crate) identities: Vec<Observed>,
}

impl Running {
    /// Reads the identities of a controller.
    pub(super) fn read(
        controller: Caller,
        account: Option<usize>,
        deployments: Vec<usize>,
        objects: &[Object<'_, '_>],
    ) -> Running {
        let service_account = account.map(|index| objects[index].node);
        let workloads: Vec<Option<usize>> = match deployments.as_slice() {
            [] => vec![None],
            some => some.iter().copied().map(Some).collect(),
        };
        let mut identities = Vec::new();
        for workload in workloads {
            let config_maps =
                workload.map(|index| config_maps(objects, objects[index].namespace()));
            let manifests = Manifests {
                service_account,
                workload: workload.map(|index| objects[index].node),
                config_maps: config_maps.as_deref().unwrap_or_default(),
            };
            for observed in observe(manifests) {
                if !identities.contains(&observed) {
                    identities.push(observed);
                }
            }
        }
        Running { controller, account, deployments, identities }
    }

    /// Whether it shows an identity of a provider, by whatever wiring.
    pub(crate) fn has(&self, provider: Provider) -> bool {
        self.identities.iter().any(|identity| identity.provider == provider)
    }

    /// The identity that a provider's annotations give.
    pub(crate) fn annotated(&self, provider: Provider) -> Option<&Observed> {
        let is_it = |o: &&Observed| o.provider == provider && o.wiring == Wiring::Annotation;
        self.identities.iter().find(is_it)
    }

    /// Whether both of its halves are there, so that what they do not say is not said.
    pub(crate) fn is_complete(&self) -> bool {
        self.account.is_some() && !self.deployments.is_empty()
    }

    /// Whether the gate of object identity is on in every Deployment, or always on.
    pub(crate) fn has_object_identity(&self, objects: &[Object<'_, '_>], version: Version) -> bool {
        let Some(known) = self.controller.gate() else { return false };
        known.has_ended(version)
            || known.contains(version) && self.deployments.iter().all(|d| is_gate_on(&objects[*d]))
    }

    /// The account that a flag gives to objects which name none.
    pub(crate) fn default_account(&self, flag: &str, objects: &[Object<'_, '_>]) -> Option<String> {
        let mut values = self.deployments.iter().filter_map(|d| last(&objects[*d], flag));
        values.next().map(|(value, _)| value)
    }
}

/// The last value of a flag of a controller, and its place.
pub(crate) fn last(deployment: &Object<'_, '_>, flag: &str) -> Option<(String, Path)> {
    let (arguments, path) = arguments(deployment)?;
    let mention = mentions(arguments, flag).pop()?;
    Some((mention.value, path.index(mention.index)))
}

/// The arguments of a controller, and where they are.
pub(crate) fn arguments<'t, 'a>(deployment: &Object<'t, 'a>) -> Option<(&'t [Node<'a>], Path)> {
    let path = container(deployment)?.key("args");
    Some((path.find(deployment.node)?.items(), path))
}

/// Whether a value is known to the cluster alone: Flux substitutes it, or SOPS has encrypted it.
pub(crate) fn is_opaque(value: &str) -> bool {
    value.contains("${") || value.starts_with("ENC[")
}

/// A variable in the environment of a controller.
pub(crate) struct Variable<'t> {
    pub(crate) name: &'static str,
    /// The value, if it is written out, without a reference to another variable.
    pub(crate) value: Option<&'t str>,
    pub(crate) path: Path,
}

/// The variable of a name, however it gets its value.
pub(crate) fn variable<'t>(
    deployment: &Object<'t, '_>,
    name: &'static str,
) -> Option<Variable<'t>> {
    let (node, path) = in_effect(deployment.node, &container(deployment)?, name)?;
    let value = node.get("value").filter(|_| is_literal(node)).and_then(Node::text);
    Some(Variable { name, value: value.filter(|value| !is_reference(value)), path })
}

/// Whether a controller has variables that its Deployment does not name.
pub(crate) fn is_from_elsewhere(deployment: &Object<'_, '_>) -> bool {
    let path = container(deployment).map(|container| container.key("envFrom"));
    path.is_some_and(|path| path.find(deployment.node).is_some_and(|node| !node.items().is_empty()))
}

/// Whether a volume is mounted at or above a file.
pub(crate) fn has_file(deployment: &Object<'_, '_>, file: &str) -> bool {
    let mounts = container(deployment).map(|container| container.key("volumeMounts"));
    let mounts = mounts.and_then(|path| path.find(deployment.node)).map(Node::items);
    mounts.unwrap_or_default().iter().any(|mount| {
        mount.get("mountPath").and_then(Node::text).is_some_and(|path| inside(path, file).is_some())
    })
}

/// The setting of the gate of object identity, and its place. Flags add up: the last one counts.
pub(crate) fn gate_setting(deployment: &Object<'_, '_>) -> Option<(bool, Path)> {
    let (arguments, path) = arguments(deployment)?;
    let found = mentions(arguments, FEATURE_GATES);
    let mut settings = found.iter().rev().filter_map(|mention| {
        let value = gate(&mention.value, GATE)?;
        Some((is_true(value), path.index(mention.index)))
    });
    settings.next()
}

fn is_gate_on(deployment: &Object<'_, '_>) -> bool {
    gate_setting(deployment).is_some_and(|(is_on, _)| is_on)
}

/// The ConfigMaps of a namespace.
fn config_maps<'t, 'a>(objects: &[Object<'t, 'a>], namespace: Option<&str>) -> Vec<&'t Node<'a>> {
    let here = |o: &&Object<'t, 'a>| o.is("v1", "ConfigMap") && o.namespace() == namespace;
    objects.iter().filter(here).map(|object| object.node).collect()
}
