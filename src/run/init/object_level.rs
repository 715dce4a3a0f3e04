//! What the controllers' flags say of object identity.

use crate::audit::{Cluster, Running};
use crate::flux::{Controller, Lockdown, Version};
use crate::krm::Object;
use crate::patch::flux_instance::{MULTITENANT, OBJECT_LEVEL, account_field};

/// What the config says of object identity.
#[derive(Debug, Default)]
pub(super) struct DraftObjectLevel {
    pub(super) enabled: bool,
    /// The controllers that have it, if not all do that know it.
    pub(super) controllers: Option<Vec<Controller>>,
    pub(super) lockdown: Vec<(Lockdown, String)>,
}

impl DraftObjectLevel {
    /// Whether it asks for anything.
    pub(super) fn asks(&self) -> bool {
        self.enabled || !self.lockdown.is_empty()
    }
}

/// The version that is assumed where manifests tell none: its controllers know gate and flags.
const ASSUMED: Version = Version::new(2, 7);

/// What a cluster has. What can't be said of it is told in `left_out`.
pub(super) fn object_level(cluster: &Cluster<'_>, left_out: &mut Vec<String>) -> DraftObjectLevel {
    if let Some(instance) = cluster.objects.iter().find(|object| object.kind() == "FluxInstance") {
        return of_instance(instance);
    }
    let version = cluster.version.unwrap_or(ASSUMED);
    let knows = |running: &&Running| {
        running.controller.gate().is_some_and(|gate| gate.first() <= version)
            && !running.deployments.is_empty()
    };
    let is_always_on =
        |running: &&Running| running.controller.gate().is_some_and(|gate| gate.has_ended(version));
    let known: Vec<&Running> = cluster.running.iter().filter(knows).collect();
    let on: Vec<&Running> = known
        .iter()
        .copied()
        .filter(|running| running.has_object_identity(cluster.objects, version))
        .collect();
    let is_used = cluster.consumptions.iter().any(|one| one.account.is_some());
    let without_gate = on.iter().all(is_always_on);
    let enabled = !on.is_empty() && (!without_gate || is_used);
    let is_narrowed = enabled && on.len() < known.len();
    let controllers =
        is_narrowed.then(|| on.iter().filter_map(|running| running.controller.of_flux()).collect());
    let mut found = DraftObjectLevel { enabled, controllers, lockdown: Vec::new() };
    for flag in Lockdown::ALL {
        found.lockdown.extend(lockdown(flag, cluster, &found, left_out).map(|name| (flag, name)));
    }
    found
}

/// What a FluxInstance says: the flux-operator makes the flags of it.
fn of_instance(instance: &Object<'_, '_>) -> DraftObjectLevel {
    let field = |name: &str| instance.text(&["spec", "cluster", name]);
    let is_on = |name: &str| field(name) == Some("true");
    let account = |flag| (flag, field(account_field(flag)).unwrap_or("default").to_owned());
    let lockdown = Lockdown::ALL.into_iter().filter(|_| is_on(MULTITENANT)).map(account);
    let enabled = is_on(OBJECT_LEVEL);
    DraftObjectLevel { enabled, controllers: None, lockdown: lockdown.collect() }
}

/// The account that a flag names, if the controllers that the config reaches agree on it and no
/// other has the flag.
fn lockdown(
    flag: Lockdown,
    cluster: &Cluster<'_>,
    found: &DraftObjectLevel,
    left_out: &mut Vec<String>,
) -> Option<String> {
    let has_flag = || cluster.controllers().filter(|(known, _)| flag.controllers().contains(known));
    let is_reached = |(controller, running): &(Controller, &Running)| {
        let controllers = found.controllers.as_ref();
        controllers.is_none_or(|list| list.contains(controller)) && !running.deployments.is_empty()
    };
    let value = |running: &Running| running.default_account(flag.flag(), cluster.objects);
    let reached: Vec<Option<String>> =
        has_flag().filter(is_reached).map(|(_, running)| value(running)).collect();
    let has_it = has_flag().filter(|(_, running)| value(running).is_some()).count();
    let first = reached.first().cloned().flatten();
    if has_it == 0 {
        return None;
    }
    if has_it == reached.len() && reached.iter().all(|value| *value == first) {
        return first;
    }
    left_out.push(format!("{}: not all controllers that know it have the same", flag.flag()));
    None
}
