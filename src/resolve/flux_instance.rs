//! FluxInstances of the flux-operator: the Plan goes into their patches and their cluster fields.
//!
//! Source: <https://fluxoperator.dev/docs/crd/fluxinstance/>.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::{Controller, Lockdown, Version};
use crate::krm::Object;
use crate::patch::{Scope, flux_instance, is_our_patch, patches, update};
use crate::plan::Gate;
use crate::yaml::{Edit, Node, Path, Value};

use super::controllers::is;
use super::{Reason, Resolver};

/// The components of an instance that names none.
const DEFAULT_COMPONENTS: [Controller; 4] = [
    Controller::SourceController,
    Controller::KustomizeController,
    Controller::HelmController,
    Controller::NotificationController,
];

/// The FluxInstances in a namespace.
pub fn instances(objects: &[Object<'_, '_>], namespace: &str) -> Vec<usize> {
    let here = |o: &usize| {
        is(&objects[*o], "fluxcd.controlplane.io/v1", "FluxInstance")
            && objects[*o].namespace().is_none_or(|n| n == namespace)
    };
    (0..objects.len()).filter(here).collect()
}

/// The FluxInstances in a namespace that install a controller.
pub(super) fn installing(
    controller: Controller,
    namespace: &str,
    objects: &[Object<'_, '_>],
) -> Vec<usize> {
    let instances = instances(objects, namespace);
    instances.into_iter().filter(|o| components(&objects[*o]).contains(&controller)).collect()
}

fn components(instance: &Object<'_, '_>) -> Vec<Controller> {
    match instance.node.at(&["spec", "components"]) {
        Some(list) if !list.items().is_empty() => {
            list.items().iter().filter_map(|n| Controller::named(n.text()?)).collect()
        }
        _ => DEFAULT_COMPONENTS.to_vec(),
    }
}

/// Whether a FluxInstance has shards.
pub fn is_sharded(instance: &Object<'_, '_>) -> bool {
    instance.node.at(&["spec", "sharding", "shards"]).is_some_and(|n| !n.items().is_empty())
}

impl Resolver<'_, '_, '_> {
    pub(super) fn flux_instances(&mut self) {
        for instance in instances(self.objects, &self.plan.namespace) {
            self.instance_patches(instance);
            self.instance_cluster(instance);
        }
    }

    /// Brings our entries of the patches up to date.
    fn instance_patches(&mut self, instance: usize) {
        let object = &self.objects[instance];
        let components = components(object);
        let scope = Scope::FluxInstance { sharded: is_sharded(object) };
        let wanted: Vec<Value> = patches(self.plan, scope, |c| components.contains(&c))
            .iter()
            .map(|patch| patch.entry(scope, &self.plan.namespace))
            .collect();
        let path = Path::keys(["spec", "kustomize", "patches"]);
        for edit in update(object.node, &path, is_our_patch, &wanted) {
            self.plan_edit(instance, edit, Reason::Patch);
        }
    }

    /// Object level has fields of its own.
    fn instance_cluster(&mut self, instance: usize) {
        let Some(gate) = self.plan.gate.clone() else { return };
        let object = &self.objects[instance];
        let version = Path::keys(["spec", "distribution", "version"]);
        let text = version.find(object.node).and_then(Node::text).unwrap_or_default();
        // A range without a minor version takes the newest.
        let installed = Version::parse(text);
        let needed = if gate.lockdown.is_empty() { Version::new(2, 6) } else { Lockdown::SINCE };
        if installed.is_some_and(|installed| installed < needed) {
            let message = format!("object-level identity as configured needs Flux {needed}");
            let help = format!("set the version to {needed}.x or later");
            let old = Diagnostic::new(code::TOO_OLD, message).help(help);
            self.say_of(instance, Some(&version), old);
        }
        let cluster = Path::keys(["spec", "cluster"]);
        let fields = match flux_instance::cluster(&gate) {
            Ok(fields) => fields,
            Err(errors) => return errors.into_iter().for_each(|error| self.say(error)),
        };
        // Those that name an account come below.
        for (field, value) in fields.into_iter().filter(|(_, value)| *value == Value::from(true)) {
            self.plan_edit(instance, Edit::set(cluster.key(field), value), Reason::ObjectLevel);
        }
        self.instance_lockdown(instance, &gate, &cluster);
    }

    /// The accounts of object level, which the operator sets together.
    fn instance_lockdown(&mut self, instance: usize, gate: &Gate, cluster: &Path) {
        let node = self.objects[instance].node;
        for (flag, account) in &gate.lockdown {
            let path = cluster.key(flux_instance::field(*flag));
            let multitenant =
                node.at(&["spec", "cluster", "multitenant"]).is_some_and(|n| n.is("true"));
            let known = path.find(node).and_then(Node::text).unwrap_or("default");
            if *flag == Lockdown::ServiceAccount && multitenant && known != account {
                let message = format!(
                    "with multitenant: true this is also the account that the kustomize- and the \
                     helm-controller impersonate: {known:?} is not replaced with {account:?}"
                );
                let help = format!("set defaultServiceAccount: {known}, or change it here by hand");
                let kept = Diagnostic::new(code::IMPERSONATED_ACCOUNT, message).help(help);
                self.say_of(instance, Some(&path), kept);
                continue;
            }
            self.plan_edit(instance, Edit::set(path, account.as_str()), Reason::ObjectLevel);
        }
    }
}
