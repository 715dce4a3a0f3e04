//! Objects that are built and that Flux does not apply, or not over what is there.

use crate::audit::{self, KEPT_OUT};
use crate::cloud::Needs;
use crate::diagnostic::{Diagnostic, code};
use crate::flux::{LEFT_ALONE, group};
use crate::krm::{Documents, Object, Outline};
use crate::plan::Plan;
use crate::yaml::Node;

/// What keeps the helm-controller from changing a release.
const SUSPENDED: (&str, &str) = ("spec.suspend", "true");

/// Errors of the objects in a build that are to carry an identity.
pub(super) fn kept_out(plan: &Plan, built: &str) -> Vec<Diagnostic> {
    let mut documents = Documents::open(built, 0);
    let may_be = |document: &Outline<'_>| {
        KEPT_OUT.iter().chain([&LEFT_ALONE]).any(|(key, _)| document.may_contain(key))
    };
    if documents.read(may_be).is_err() {
        return Vec::new();
    }
    let objects = documents.objects();
    let carrying = objects.iter().filter(|object| carries(plan, object));
    carrying.filter_map(fault).collect()
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
    let kept_out = marker.map(|(marker, _)| marker);
    let (key, value) = kept_out.or_else(|| is_suspended(object).then_some(SUSPENDED))?;
    let message = format!("{key}: {value} keeps Flux from changing this object in the cluster");
    let help = "take it away, so that the identity reaches the cluster";
    Some(Diagnostic::new(code::OTHER_IN_BUILD, message).help(help).at(object.location()))
}

fn is_suspended(object: &Object<'_, '_>) -> bool {
    object.is_of(group::HELM, "HelmRelease")
        && object.node.at(&["spec", "suspend"]).is_some_and(Node::is_true)
}
