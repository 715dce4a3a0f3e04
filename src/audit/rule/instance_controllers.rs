//! Controllers that the flux-operator makes: no manifest shows what they have.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::group;

use super::super::cluster::Extent;
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::CONTROLLERS_NOT_SEEN, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let is_asked = cluster.extent == Extent::Whole && !cluster.consumptions.is_empty();
    if !is_asked || cluster.controllers().next().is_some() {
        return Vec::new();
    }
    let instance =
        cluster.objects.iter().find(|object| object.is_of(group::OPERATOR, "FluxInstance"));
    let told = instance.map(|instance| {
        let message = "the controllers that the flux-operator makes of this are not looked at";
        Diagnostic::new(RULE.code, message)
            .help("map shows which identities its patches give them")
            .at(instance.location())
    });
    told.into_iter().map(Finding::from).collect()
}
