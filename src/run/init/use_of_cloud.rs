//! Who asks the controllers of a cluster for which service, for the comments of a config.

use crate::audit::{Cluster, key_service};
use crate::flux::{Controller, Provider, Service};

/// What is asked of the identities of controllers.
#[derive(Debug, Default)]
pub(super) struct Uses(Vec<Use>);

/// A service that objects ask a controller for.
#[derive(Debug)]
pub(super) struct Use {
    pub(super) controller: Controller,
    pub(super) provider: Provider,
    service: Service,
    /// The first object.
    object: String,
    /// How many more there are.
    more: usize,
}

impl Uses {
    /// What the objects of a cluster ask for, of the identities of the controllers themselves.
    pub(super) fn of(cluster: &Cluster<'_>) -> Uses {
        let mut uses = Uses::default();
        for one in cluster.consumptions.iter().filter(|one| one.account.is_none()) {
            // A config gives the flux-operator no identity.
            let Some(controller) = one.controller.of_flux() else { continue };
            uses.add(controller, one.provider, one.service, one.object, cluster);
        }
        for &(object, provider) in &cluster.encrypted {
            let controller = Controller::KustomizeController;
            uses.add(controller, provider, key_service(provider), object, cluster);
        }
        uses
    }

    fn add(
        &mut self,
        controller: Controller,
        provider: Provider,
        service: Service,
        object: usize,
        cluster: &Cluster<'_>,
    ) {
        let key = (controller, provider, service);
        let is_same = |one: &&mut Use| (one.controller, one.provider, one.service) == key;
        match self.0.iter_mut().find(is_same) {
            Some(known) => known.more += 1,
            None => {
                let object = &cluster.objects[object];
                let object = match object.namespace() {
                    Some(namespace) => format!("{} {namespace}/{}", object.kind(), object.name()),
                    None => format!("{} {}", object.kind(), object.name()),
                };
                self.0.push(Use { controller, provider, service, object, more: 0 });
            }
        }
    }

    /// Those of which something is so.
    pub(super) fn matching<'u>(
        &'u self,
        is_so: impl Fn(&Use) -> bool + 'u,
    ) -> impl Iterator<Item = &'u Use> {
        self.0.iter().filter(move |one| is_so(one))
    }
}

impl Use {
    /// The service, and who asks for it.
    pub(super) fn told(&self) -> String {
        match self.more {
            0 => format!("{}: {}", self.service, self.object),
            more => format!("{}: {} and {more} more", self.service, self.object),
        }
    }
}
