//! Substitutions of the config, and whether Flux makes them in the cluster.

use crate::diagnostic::{Diagnostic, code};
use crate::yaml::Path;

use super::{Context, Resolution};

/// What applies the controllers, in the version that Flux 2 writes.
pub(super) const SYNC: (&str, &str) = ("kustomize.toolkit.fluxcd.io/v1", "Kustomization");

/// Says that the Kustomization which applies the controllers has no `postBuild`: the literal text
/// of a substitution would reach the cluster. `flux bootstrap` gives it the name of the namespace.
pub(super) fn check(context: &Context<'_, '_, '_>, out: &mut Resolution) {
    let Context { plan, objects, index, .. } = context;
    if !plan.is_substituted() {
        return;
    }
    let found = index.find(SYNC.0, SYNC.1, &plan.namespace, &plan.namespace);
    let path = Path::keys(["spec", "postBuild"]);
    for sync in found.into_iter().map(|index| &objects[index]) {
        let makes = |field| path.key(field).find(sync.node).is_some_and(|node| !node.is_null());
        if ["substitute", "substituteFrom"].into_iter().any(makes) {
            continue;
        }
        let message = "the config holds substitutions, and this Kustomization makes none: it has \
                       no postBuild, so that the literal text would reach the cluster";
        let help = "add postBuild with substitute or substituteFrom, or write the values out";
        let literal = Diagnostic::new(code::LITERAL_SUBSTITUTION, message).help(help);
        out.say(literal.at(sync.field_location(&path)));
    }
}
