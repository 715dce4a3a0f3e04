//! What a user's values keep the chart flux2 from making, so that an identity reaches no pod.

use crate::cloud::Needs;
use crate::diagnostic::{Diagnostic, Severity, code};
use crate::plan::Plan;
use crate::yaml::{Node, Path, Value};

use super::Values;
use super::chart::controller_key;
use super::pending::Pending;

/// The values without those of controllers that the chart is not to make.
pub(super) fn without(values: &Values, root: &Path, out: &Pending<'_, '_>) -> Values {
    let mut values = values.clone();
    if let Value::Map(entries) = &mut values.wanted {
        let is_off =
            |key: &str| out.find(&root.key(key).key("create")).is_some_and(|node| node.is("false"));
        entries.retain(|(key, _)| !is_off(key));
    }
    values
}

/// Says which controllers and ServiceAccounts of the plan the chart is not to make.
pub(super) fn check(plan: &Plan, root: &Path, out: &mut Pending<'_, '_>) {
    for account in &plan.service_accounts {
        let values = root.key(controller_key(account.controller));
        let service_account = values.key("serviceAccount");
        let is_annotated = account.needs.iter().any(Needs::needs_service_account);
        let made = [
            (values.key("create"), true, "controller"),
            (service_account.key("create"), is_annotated, "ServiceAccount"),
        ];
        let is_off = |(path, needed, _): &&(Path, bool, &str)| {
            *needed && out.find(path).is_some_and(|node: &Node<'_>| node.is("false"))
        };
        let Some((path, _, what)) = made.iter().find(is_off) else { continue };
        let name = account.controller;
        let message =
            format!("the chart does not make the {what} {name}, so its identity reaches no pod");
        // One that a service implies may well be absent.
        let severity = if account.named { Severity::Warning } else { Severity::Info };
        let severity = if *what == "controller" { severity } else { Severity::Warning };
        let help = match *what {
            "controller" => "remove create: false, or take the controller out of the config",
            _ => "annotate the ServiceAccount where it is made, or remove create: false",
        };
        let off = Diagnostic::new(code::NOT_MADE, message).help(help).severity(severity);
        out.say(off, path);
    }
}
