//! Objects that ask for a cloud, and a controller that shows no identity at all.

use crate::cloud;
use crate::diagnostic::{Diagnostic, Location, code};
use crate::flux::Provider;

use super::super::running::Running;
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::NO_IDENTITY, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (running, provider, places) in unserved(cluster) {
        if running.identities.is_empty() {
            let message = format!(
                "{} shows no identity, and {} of {provider}",
                running.controller,
                match places.len() {
                    1 => "one object asks it for something".to_owned(),
                    count => format!("{count} objects ask it for something"),
                }
            );
            let help = format!(
                "{} leaves no trace here; without one this fails",
                cloud::traceless_access(provider)
            );
            found.push(Finding::of_several(Diagnostic::new(RULE.code, message).help(help), places));
        }
    }
    found
}

/// The controllers that are asked for a cloud of which they show no identity, and by what.
pub(super) fn unserved<'r>(
    cluster: &'r Cluster<'_>,
) -> impl Iterator<Item = (&'r Running, Provider, Vec<Location>)> {
    let complete = cluster.running.iter().filter(|running| running.is_complete());
    let pairs = complete.flat_map(|running| Provider::ALL.map(|provider| (running, provider)));
    pairs.filter(|(running, provider)| !running.has(*provider)).filter_map(|(running, provider)| {
        let asking = cluster.consumptions.iter().filter(|one| {
            (one.controller, one.provider) == (running.controller, provider)
                && one.account.is_none()
        });
        let places: Vec<Location> = asking.map(|one| cluster.at(one.object, &one.path)).collect();
        (!places.is_empty()).then_some((running, provider, places))
    })
}
