//! Flux's controllers among the objects.

use crate::flux::{Accounts, Controller};
use crate::krm::{Object, ObjectIndex};

use super::flux_instance;

/// The objects of each controller, in the order of [`Controller::ALL`].
pub(crate) struct Controllers([Members; Controller::ALL.len()]);

/// The objects of one controller, by their indices.
#[derive(Debug)]
pub(crate) struct Members {
    pub(crate) service_accounts: Vec<usize>,
    /// Several if it is sharded.
    pub(crate) deployments: Vec<usize>,
    /// The FluxInstances that install it.
    pub(crate) instances: Vec<usize>,
}

impl Controllers {
    pub(crate) fn find(
        namespace: &str,
        accounts: &Accounts,
        objects: &[Object<'_, '_>],
        index: &ObjectIndex<'_, '_, '_>,
    ) -> Controllers {
        Controllers(Controller::ALL.map(|c| members(c, namespace, accounts, objects, index)))
    }

    pub(crate) fn of(&self, controller: Controller) -> &Members {
        &self.0[controller as usize]
    }

    pub(super) fn is_present(&self, controller: Controller) -> bool {
        let Members { service_accounts, deployments, instances } = self.of(controller);
        [service_accounts, deployments, instances].iter().any(|members| !members.is_empty())
    }

    /// Every Deployment and ServiceAccount found.
    pub(super) fn objects(&self) -> impl Iterator<Item = usize> {
        self.0.iter().flat_map(|m| m.deployments.iter().chain(&m.service_accounts)).copied()
    }
}

/// A controller is found by its ServiceAccount; its Deployments are those that run under it.
fn members(
    controller: Controller,
    namespace: &str,
    accounts: &Accounts,
    objects: &[Object<'_, '_>],
    index: &ObjectIndex<'_, '_, '_>,
) -> Members {
    let name = accounts.of(controller);
    let service_accounts = index.find("v1", "ServiceAccount", namespace, name);
    let mut names = vec![name];
    for &account in &service_accounts {
        names.push(objects[account].name());
        names.extend(objects[account].previous_names());
    }
    let runs = |object: &Object<'_, '_>| {
        let account = object.text(&["spec", "template", "spec", "serviceAccountName"]);
        object.is("apps/v1", "Deployment")
            && account.is_some_and(|name| names.contains(&name))
            && is_of(object, controller, accounts)
    };
    let candidates: Vec<usize> = (0..objects.len()).filter(|&o| runs(&objects[o])).collect();
    let is_in_namespace = |name: &str| {
        let mut candidates = candidates.iter().map(|&o| &objects[o]);
        candidates.any(|o| o.name() == name && o.namespace() == Some(namespace))
    };
    let deployments = candidates.iter().copied().filter(|&o| match objects[o].namespace() {
        Some(found) => found == namespace,
        None => !is_in_namespace(objects[o].name()),
    });
    let instances = flux_instance::installing(controller, namespace, objects);
    Members { service_accounts, deployments: deployments.collect(), instances }
}

/// Whether a Deployment that runs under the account of a controller is that controller's. Where
/// several share the account, its name or its label tells.
fn is_of(deployment: &Object<'_, '_>, controller: Controller, accounts: &Accounts) -> bool {
    let is_its_name = |name: &str| Controller::of_deployment(name) == Some(controller);
    !accounts.is_shared(controller)
        || deployment.label(COMPONENT) == Some(controller.name())
        || is_its_name(deployment.name())
        || deployment.previous_names().any(is_its_name)
}

/// The label that tells whose a Deployment is.
const COMPONENT: &str = "app.kubernetes.io/component";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controllers_are_declared_in_the_order_of_the_list() {
        for (index, controller) in Controller::ALL.into_iter().enumerate() {
            assert_eq!(controller as usize, index, "{controller}");
        }
    }
}
