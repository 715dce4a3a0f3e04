//! The identities that controllers have, each with the controllers that have it.

use crate::audit::{Cluster, Running};
use crate::cloud::{Access, FieldValue, Observed, Wiring, reads};
use crate::flux::{Controller, Provider};

/// An identity of the config.
#[derive(Debug, PartialEq)]
pub(super) struct DraftIdentity {
    pub(super) controllers: Vec<Controller>,
    pub(super) provider: Provider,
    pub(super) wiring: Wiring,
    /// The fields that say which identity it is.
    pub(super) fields: Vec<FieldValue>,
}

impl DraftIdentity {
    /// How notes call it.
    pub(super) fn label(&self) -> String {
        let controllers: Vec<&str> = self.controllers.iter().map(|c| c.name()).collect();
        let name = self.fields.first().map_or("", |(_, value)| value);
        format!("{} {name} of the {}", self.provider, controllers.join(", "))
    }
}

/// The identities in a cluster. What they do not have is told in `left_out`.
pub(super) fn identities(cluster: &Cluster<'_>, left_out: &mut Vec<String>) -> Vec<DraftIdentity> {
    let mut found: Vec<DraftIdentity> = Vec::new();
    for (controller, running) in cluster.controllers() {
        for provider in Provider::ALL {
            let Some((wiring, fields)) = effective(running, provider, left_out) else { continue };
            let is_same = |known: &&mut DraftIdentity| {
                (known.provider, known.wiring, &known.fields) == (provider, wiring, &fields)
            };
            match found.iter_mut().find(is_same) {
                Some(known) => known.controllers.push(controller),
                None => {
                    let controllers = vec![controller];
                    found.push(DraftIdentity { controllers, provider, wiring, fields });
                }
            }
        }
    }
    found
}

/// The identity of a provider that a controller has: the environment wins over what a webhook adds.
fn effective(
    running: &Running,
    provider: Provider,
    left_out: &mut Vec<String>,
) -> Option<(Wiring, Vec<FieldValue>)> {
    let controller = running.controller;
    let of = |wiring: Wiring| {
        let mut all: Vec<Vec<FieldValue>> = Vec::new();
        let is_it = |o: &&Observed| (o.provider, o.wiring) == (provider, wiring);
        for observed in running.identities.iter().filter(is_it) {
            let is_read = |(field, _): &&FieldValue| {
                reads(provider, field, Access::from(wiring)) != Some(false)
            };
            let fields: Vec<FieldValue> = observed.fields.iter().filter(is_read).cloned().collect();
            if !fields.is_empty() && !all.contains(&fields) {
                all.push(fields);
            }
        }
        all
    };
    let [annotated, projected] = [of(Wiring::Annotation), of(Wiring::Projected)];
    if !projected.is_empty() && !annotated.is_empty() {
        left_out.push(format!(
            "the annotations of the {controller} for {provider}: the environment of its pods wins \
             over them"
        ));
    }
    let (wiring, mut all) = match projected.is_empty() {
        true => (Wiring::Annotation, annotated),
        false => (Wiring::Projected, projected),
    };
    if all.len() > 1 {
        left_out.push(format!(
            "the identities of {provider} of the {controller}: its Deployments have different ones"
        ));
        return None;
    }
    all.pop().map(|fields| (wiring, fields))
}
