//! A Secret that SOPS has encrypted, applied by a Kustomization that does not decrypt.

use crate::diagnostic::{Diagnostic, Location, code};
use crate::yaml::Path;

use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::ENCRYPTED, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for source in &cluster.undecrypted {
        let objects = cluster.objects.iter().filter(|object| object.source == *source);
        // Only with its checksum is it encrypted: a key alone may be a user's own field.
        let mac = Path::keys(["sops", "mac"]);
        let encrypted =
            objects.filter(|object| object.is("v1", "Secret") && mac.find(object.node).is_some());
        let places: Vec<Location> = encrypted.map(|object| object.location()).collect();
        if places.is_empty() {
            continue;
        }
        let message = "it is encrypted, and its Kustomization decrypts nothing: Flux refuses it";
        let help = "set spec.decryption: {provider: sops} on the Kustomization; children do not \
                    inherit it";
        found.push(Finding::of_several(Diagnostic::new(RULE.code, message).help(help), places));
    }
    found
}
