//! A controller's object with an identity that Flux keeps as the cluster has it.

use crate::cloud::{Observed, Wiring};
use crate::diagnostic::{Diagnostic, code};
use crate::flux::{Provider, group};

use super::super::kept_out::{kept_out, left_alone};
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::NOT_APPLIED, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut objects = Vec::new();
    for running in &cluster.running {
        let has = |is_it: fn(&Observed) -> bool| running.identities.iter().any(is_it);
        if has(|identity| identity.wiring == Wiring::Annotation) {
            objects.extend(running.account);
        }
        // A token, or the label that the webhook of Azure reads, is in the pods.
        if has(|i| i.wiring == Wiring::Projected || i.provider == Provider::Azure) {
            objects.extend(&running.deployments);
        }
    }
    // The flux-operator makes the objects of its instances, and applies them itself.
    objects.retain(|object| !cluster.made.contains(&cluster.objects[*object].source));
    if cluster.running.iter().any(|running| !running.identities.is_empty()) {
        let is_instance =
            |n: &usize| cluster.objects[*n].is_of(group::OPERATOR, group::FLUX_INSTANCE.1);
        objects.extend((0..cluster.objects.len()).filter(is_instance));
    }
    let found = objects.into_iter().filter_map(|object| {
        let read = &cluster.objects[object];
        let ((key, value), path) = kept_out(read).or_else(|| left_alone(read))?;
        let message = format!(
            "{key}: {value} keeps Flux from changing this object in the cluster, where its \
             identity may be another one"
        );
        let help = "take it away, so that the identity reaches the cluster";
        let diagnostic = Diagnostic::new(RULE.code, message).help(help);
        Some(diagnostic.at(cluster.at(object, &path)).into())
    });
    found.collect()
}
