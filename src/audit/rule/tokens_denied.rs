//! Objects that name a ServiceAccount, and a controller that may not create tokens of it.

use crate::diagnostic::{Diagnostic, Location, Severity, code};
use crate::flux::TOKEN_RULE;
use crate::resolve::{self, Permission, Tokens, permission};

use super::super::cluster::Extent;
use super::super::consumption::Consumption;
use super::super::running::Running;
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::TOKENS_DENIED, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for running in cluster.running.iter().filter(|running| running.is_complete()) {
        let asking = cluster.consumptions.iter().filter(|one| one.controller == running.controller);
        let denied: Vec<&Consumption<'_>> =
            asking.filter(|one| is_denied(cluster, running, one)).collect();
        if denied.is_empty() {
            continue;
        }
        let places: Vec<Location> = denied.iter().map(|one| place(cluster, one)).collect();
        let controller = running.controller;
        let message =
            format!("{controller} may not create tokens of the ServiceAccounts that objects name");
        let help = format!(
            "bind a ClusterRole with create of serviceaccounts/token to {controller}, as Flux's \
             documentation has it: flux-object-identity, which a config with \
             objectLevel.enabled: true adds from Flux 2.10 on"
        );
        let severity = match cluster.extent {
            Extent::Whole => Severity::Error,
            Extent::Applied | Extent::Part => Severity::Warning,
        };
        let diagnostic = Diagnostic::new(RULE.code, message).severity(severity).help(help);
        found.push(Finding::of_several(diagnostic, places));
    }
    found
}

/// Where the account of an object is named.
fn place(cluster: &Cluster<'_>, one: &Consumption<'_>) -> Location {
    match one.account.as_ref().and_then(|account| account.place.as_ref()) {
        Some((object, path)) => cluster.at(*object, path),
        None => cluster.at(one.object, &one.path),
    }
}

fn is_denied(cluster: &Cluster<'_>, running: &Running, one: &Consumption<'_>) -> bool {
    let Some(wanted) = &one.account else { return false };
    let name = running.account.map_or(running.controller.name(), |a| cluster.objects[a].name());
    let account = resolve::Account { namespace: cluster.namespace, name };
    let tokens = Tokens { namespace: Some(wanted.namespace), name: Some(&wanted.name) };
    match permission(cluster.objects, account, tokens, |_| true) {
        Permission::Denied(Some(_)) => true,
        // No role is among the objects: before 2.10 Flux's own, which allows it, may be left out.
        Permission::Denied(None) => {
            let is_without = cluster.version.is_some_and(|v| TOKEN_RULE.has_ended(v));
            is_without && cluster.extent == Extent::Whole
        }
        Permission::Granted | Permission::NotJudged => false,
    }
}
