//! Finds Flux's controllers among the objects, and says which are not there.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Severity, code};
use crate::flux::Controller;
use crate::krm::{Object, ObjectIndex};
use crate::plan::{self, Plan};

use super::{Resolver, flux_instance};

/// How many namespaces, or names in one, a message tells.
const NAMED: usize = 10;

/// The objects of each controller, by their places among the objects.
pub(super) struct Found(Vec<(Controller, Members)>);

/// The objects of one controller.
#[derive(Clone, Debug, Default)]
pub(super) struct Members {
    pub(super) service_accounts: Vec<usize>,
    pub(super) deployments: Vec<usize>,
    /// The FluxInstances that install it.
    pub(super) instances: Vec<usize>,
}

impl Members {
    fn is_empty(&self) -> bool {
        self.service_accounts.is_empty() && self.deployments.is_empty() && self.instances.is_empty()
    }
}

impl Found {
    pub(super) fn all(plan: &Plan, objects: &[Object<'_, '_>], names: &ObjectIndex<'_>) -> Found {
        Found(Controller::ALL.map(|c| (c, find(c, &plan.namespace, objects, names))).into())
    }

    pub(super) fn of(&self, controller: Controller) -> &Members {
        static NONE: Members = Members {
            service_accounts: Vec::new(),
            deployments: Vec::new(),
            instances: Vec::new(),
        };
        self.0.iter().find(|(c, _)| *c == controller).map_or(&NONE, |(_, members)| members)
    }

    pub(super) fn is_present(&self, controller: Controller) -> bool {
        !self.of(controller).is_empty()
    }

    /// Every object found.
    pub(super) fn objects(&self) -> impl Iterator<Item = usize> {
        self.0.iter().flat_map(|(_, m)| m.deployments.iter().chain(&m.service_accounts)).copied()
    }
}

/// A controller is found by its ServiceAccount; its Deployments are those that run under it.
fn find(
    controller: Controller,
    namespace: &str,
    objects: &[Object<'_, '_>],
    known: &ObjectIndex<'_>,
) -> Members {
    let name = controller.name();
    let service_accounts = named(objects, known, "v1", "ServiceAccount", namespace, name);
    let mut names = vec![name];
    for &account in &service_accounts {
        names.push(objects[account].name());
        names.extend(objects[account].previous_names());
    }
    let runs = |object: &Object<'_, '_>| {
        let account = object.text(&["spec", "template", "spec", "serviceAccountName"]);
        is(object, "apps/v1", "Deployment") && account.is_some_and(|a| names.contains(&a))
    };
    let candidates: Vec<usize> = (0..objects.len()).filter(|&o| runs(&objects[o])).collect();
    let there = |name: &str| {
        candidates
            .iter()
            .any(|&o| objects[o].name() == name && objects[o].namespace() == Some(namespace))
    };
    let deployments = candidates.iter().copied().filter(|&o| match objects[o].namespace() {
        Some(found) => found == namespace,
        None => !there(objects[o].name()),
    });
    let instances = flux_instance::installing(controller, namespace, objects);
    Members { service_accounts, deployments: deployments.collect(), instances }
}

pub(super) fn is(object: &Object<'_, '_>, api_version: &str, kind: &str) -> bool {
    object.kind() == kind && object.api_version() == api_version
}

/// The objects of a kind and name in a namespace; if there are none, those without a namespace.
/// A name that kustomize changed counts only where nothing has it now.
pub(super) fn named(
    objects: &[Object<'_, '_>],
    names: &ObjectIndex<'_>,
    api_version: &str,
    kind: &str,
    namespace: &str,
    name: &str,
) -> Vec<usize> {
    let of_kind = |o: &usize| is(&objects[*o], api_version, kind);
    for wanted in [Some(namespace), None] {
        let here = || names.get(name, wanted).iter().copied().filter(of_kind);
        let exact: Vec<usize> = here().filter(|&o| objects[o].name() == name).collect();
        if !exact.is_empty() {
            return exact;
        }
        let renamed: Vec<usize> = here().collect();
        if !renamed.is_empty() {
            return renamed;
        }
    }
    Vec::new()
}

impl Resolver<'_, '_, '_> {
    /// Says which controllers are missing, and which objects lack a namespace.
    pub(super) fn matched(&mut self) {
        let plan = self.plan;
        for plan::Reach { label, path, controllers } in &plan.identities {
            if controllers.iter().any(|c| self.found.is_present(*c)) {
                continue;
            }
            let names: Vec<&str> = controllers.iter().map(|c| c.name()).collect();
            let message = format!(
                "{label} matches nothing: there is no ServiceAccount {} in namespace {:?}",
                names.join(" or "),
                plan.namespace,
            );
            let nothing = Diagnostic::new(code::NOTHING_MATCHED, message);
            self.say(nothing.help(self.whereabouts()).path(path.clone()));
        }
        for account in &plan.service_accounts {
            let controller = account.controller;
            let reached_elsewhere =
                plan.identities.iter().any(|plan::Reach { controllers, .. }| {
                    controllers.contains(&controller)
                        && controllers.iter().any(|c| self.found.is_present(*c))
                });
            if self.found.is_present(controller) || !reached_elsewhere {
                continue;
            }
            let message =
                format!("{controller} is not among the manifests, so it gets no identity");
            let absent = Diagnostic::new(code::CONTROLLER_ABSENT, message);
            self.say(match account.named {
                true => absent.help("install it, or take it out of controllers"),
                false => absent.severity(Severity::Info),
            });
        }
        let without: Vec<usize> =
            self.found.objects().filter(|&o| self.objects[o].namespace().is_none()).collect();
        for object in without {
            let message = format!("no namespace is written; {:?} is assumed", plan.namespace);
            self.say_of(object, None, Diagnostic::new(code::NAMESPACE_ASSUMED, message));
        }
    }

    /// Which Flux controllers there are, and where.
    pub(super) fn whereabouts(&self) -> String {
        let mut found: Vec<(Option<&str>, Vec<String>)> = Vec::new();
        let mut indices = HashMap::new();
        for object in self.objects {
            let name = match (object.kind(), object.api_version()) {
                ("ServiceAccount", "v1") | ("Deployment", "apps/v1") => Controller::ALL
                    .into_iter()
                    .find(|c| object.is_named(c.name()))
                    .map(|controller| controller.name().to_owned()),
                ("FluxInstance", _) => Some(format!("FluxInstance {}", object.name())),
                _ => None,
            };
            let Some(name) = name else { continue };
            let namespace = object.namespace();
            let index = *indices.entry(namespace).or_insert(found.len());
            if index == found.len() {
                found.push((namespace, Vec::new()));
            }
            let names = &mut found[index].1;
            if names.len() <= NAMED && !names.contains(&name) {
                names.push(name);
            }
        }
        if found.is_empty() {
            return "no Flux controller is among the manifests".to_owned();
        }
        let parts = found.iter().take(NAMED).map(|(namespace, names)| {
            let home =
                namespace.map_or("no namespace".to_owned(), |name| format!("namespace {name:?}"));
            format!("{} in {home}", names.join(", "))
        });
        let mut parts: Vec<String> = parts.collect();
        if found.len() > NAMED {
            parts.push(format!("and in {} namespaces more", found.len() - NAMED));
        }
        format!("Flux controllers found: {}", parts.join("; "))
    }
}
