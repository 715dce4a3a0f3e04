//! Objects that are to carry an identity, and that are not changed in the cluster, or not as the
//! config has it.

use crate::audit::{self, KEPT_OUT};
use crate::cloud::Needs;
use crate::diagnostic::{Diagnostic, code};
use crate::flux::{LEFT_ALONE, group};
use crate::krm::{Documents, Object, Outline};
use crate::plan::Plan;
use crate::repository::{SUBSTITUTE, opts_out};
use crate::yaml::Node;

/// Errors of the objects in a build that are to carry an identity.
pub(super) fn kept_out(plan: &Plan, built: &str) -> Vec<Diagnostic> {
    let mut documents = Documents::open(built, 0);
    let keys = KEPT_OUT.iter().chain([&LEFT_ALONE]).map(|(key, _)| *key).chain([SUBSTITUTE]);
    let keys: Vec<&str> = keys.collect();
    let may_be = |document: &Outline<'_>| keys.iter().any(|key| document.may_contain(key));
    if documents.read(may_be).is_err() {
        return Vec::new();
    }
    let objects = documents.objects();
    let carrying = objects.iter().filter(|object| carries(plan, object));
    carrying.filter_map(|object| fault(object).or_else(|| not_filled_in(plan, object))).collect()
}

/// That Flux fills nothing into an object, where the config leaves that to it.
fn not_filled_in(plan: &Plan, object: &Object<'_, '_>) -> Option<Diagnostic> {
    if !plan.is_substituted() || !opts_out(object.node) {
        return None;
    }
    let message =
        format!("{SUBSTITUTE}: disabled keeps Flux from filling in what the config leaves to it");
    let help = "take it away, or write the values out in the config";
    Some(Diagnostic::new(code::OTHER_IN_BUILD, message).help(help).at(object.location()))
}

/// Errors of the objects in a file that make those which are to carry an identity.
pub(super) fn kept_out_of_file(
    text: &str,
    is_meant: impl Fn(&Object<'_, '_>) -> bool,
) -> Vec<Diagnostic> {
    let mut documents = Documents::open(text, 0);
    // Whoever looks at the values or at the patches says what can't be read.
    if documents.read(|_| true).is_err() {
        return Vec::new();
    }
    documents.objects().iter().filter(|object| is_meant(object)).filter_map(fault).collect()
}

/// Whether an object is to carry an identity, or makes those that do.
fn carries(plan: &Plan, object: &Object<'_, '_>) -> bool {
    let runs_as = object.text(&["spec", "template", "spec", "serviceAccountName"]);
    let needs = |name: &str, is_needed: fn(&Needs) -> bool| {
        let mut accounts = plan.service_accounts.iter();
        accounts.any(|account| {
            plan.accounts.of(account.controller) == name && account.needs.iter().any(is_needed)
        })
    };
    object.namespace().is_none_or(|namespace| namespace == plan.namespace)
        && match object.kind() {
            "ServiceAccount" => needs(object.name(), Needs::needs_service_account),
            "Deployment" => needs(runs_as.unwrap_or_default(), Needs::needs_deployment),
            kind => kind == group::FLUX_INSTANCE.1,
        }
}

/// What keeps an object from being applied, if something does.
pub(super) fn fault(object: &Object<'_, '_>) -> Option<Diagnostic> {
    let marker = audit::kept_out(object).or_else(|| audit::left_alone(object));
    let message = match marker {
        Some(((key, value), _)) => {
            format!("{key}: {value} keeps Flux from changing this object in the cluster")
        }
        None if is_suspended(object) => {
            "spec.suspend: true keeps Flux from changing what this release makes".to_owned()
        }
        None => return None,
    };
    let help = "take it away, so that the identity reaches the cluster";
    Some(Diagnostic::new(code::OTHER_IN_BUILD, message).help(help).at(object.location()))
}

fn is_suspended(object: &Object<'_, '_>) -> bool {
    object.is_of(group::HELM, "HelmRelease")
        && object.node.at(&["spec", "suspend"]).is_some_and(Node::is_true)
}
