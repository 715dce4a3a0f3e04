//! Objects that name a ServiceAccount, and a controller whose feature gate of object identity is
//! off.

use crate::diagnostic::{Diagnostic, Location, code};
use crate::flux::{Caller, Controller, FEATURE_GATES, GATE, group};
use crate::yaml::Path;

use super::super::consumption::is_suspended;
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::GATE_OFF, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let Some(version) = cluster.version else { return Vec::new() };
    let mut found = Vec::new();
    for running in cluster.running.iter().filter(|running| !running.deployments.is_empty()) {
        let has_gate = running.controller.gate().is_some_and(|gate| gate.contains(version));
        if !has_gate || running.has_object_identity(cluster.objects, version) {
            continue;
        }
        let asking = cluster.consumptions.iter().filter(|one| one.controller == running.controller);
        let accounts = asking.filter_map(|one| one.account.as_ref());
        let named = accounts.filter_map(|account| account.place.as_ref());
        let mut places: Vec<Location> =
            named.map(|(object, path)| cluster.at(*object, path)).collect();
        if running.controller == Caller::Flux(Controller::KustomizeController) {
            places.extend(decrypting(cluster));
        }
        if places.is_empty() {
            continue;
        }
        let controller = running.controller;
        let message =
            format!("{controller} uses no ServiceAccount of objects: its feature gate is off");
        let help = format!(
            "set {FEATURE_GATES}={GATE}=true on {controller}: a config does with \
             objectLevel.enabled: true"
        );
        found.push(Finding::of_several(Diagnostic::new(RULE.code, message).help(help), places));
    }
    found
}

/// The ServiceAccounts by which Kustomizations decrypt. The controller stalls a Kustomization that
/// names one while the gate is off, whatever the keys are.
/// Source: fluxcd/kustomize-controller, `internal/controller/kustomization_controller.go`.
fn decrypting(cluster: &Cluster<'_>) -> impl Iterator<Item = Location> {
    const ACCOUNT: [&str; 3] = ["spec", "decryption", "serviceAccountName"];
    let objects = cluster.objects.iter().enumerate();
    let naming = objects.filter(|(_, object)| {
        object.is_of(group::KUSTOMIZE, "Kustomization")
            && object.text(&ACCOUNT).is_some()
            && !is_suspended(object)
    });
    naming.map(|(index, _)| cluster.at(index, &Path::keys(ACCOUNT)))
}
