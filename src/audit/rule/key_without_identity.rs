//! What only a key of a cloud decrypts, and a kustomize-controller that shows no identity of it.

use crate::cloud;
use crate::diagnostic::{Diagnostic, Location, code};
use crate::flux::{Controller, Provider, group};
use crate::krm::Object;

use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::KEY_WITHOUT_IDENTITY, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let kustomize = cluster.running(Controller::KustomizeController);
    let Some(kustomize) = kustomize.filter(|running| running.is_complete()) else {
        return Vec::new();
    };
    if cluster.objects.iter().any(brings_its_own) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for provider in Provider::ALL.into_iter().filter(|provider| !kustomize.has(*provider)) {
        let encrypted = cluster.encrypted.iter().filter(|(_, key)| *key == provider);
        let places: Vec<Location> =
            encrypted.map(|(object, _)| cluster.objects[*object].location()).collect();
        if places.is_empty() {
            continue;
        }
        let message = format!(
            "{} with a key of {provider} alone, and kustomize-controller shows no identity of it",
            match places.len() {
                1 => "one object is encrypted".to_owned(),
                count => format!("{count} objects are encrypted"),
            }
        );
        let help = format!(
            "{} leaves no trace here; without one nothing is decrypted",
            cloud::traceless_access(provider)
        );
        found.push(Finding::of_several(Diagnostic::new(RULE.code, message).help(help), places));
    }
    found
}

/// Whether it is a Kustomization with keys, or a ServiceAccount, of its own to decrypt with.
fn brings_its_own(object: &Object<'_, '_>) -> bool {
    let of_its_own = |field| object.node.at(&["spec", "decryption", field]).is_some();
    object.group() == group::KUSTOMIZE
        && (of_its_own("secretRef") || of_its_own("serviceAccountName"))
}
