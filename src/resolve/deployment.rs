//! The Deployments of the controllers: labels, what a projected token needs, and the hash.

use crate::cloud::Needs;
use crate::diagnostic::{Diagnostic, Severity, code};
use crate::patch::field;
use crate::plan::{HASH, Reason, ServiceAccount};
use crate::yaml::Node;

use super::{Context, Resolution, env_from, leftover, misspelt, projection, retired, webhook};

/// Edits the Deployments of a controller.
pub(super) fn resolve(
    context: &Context<'_, '_, '_>,
    account: &ServiceAccount,
    out: &mut Resolution,
) {
    absence(context, account, out);
    for &object in &context.controllers.of(account.controller).deployments {
        for need in &account.needs {
            if let Some((key, value)) = need.label {
                for path in field::labels(key) {
                    out.set(object, path, value, Reason::Identity(need.provider));
                }
            }
            if need.token.is_some() {
                projection::resolve(context, object, need, account, out);
            }
            leftover::in_deployment(context, object, need, account.controller, out);
            retired::resolve(context, object, need, out);
            webhook::resolve(context, object, need, out);
            env_from::resolve(context, object, need, out);
        }
        for keys in ["labels", "annotations"] {
            misspelt::keys(context, object, &field::pod_metadata().key(keys), out);
        }
        if let Some(hash) = &account.hash {
            out.set(object, field::pod_annotation(HASH), hash.as_str(), Reason::Hash);
        }
    }
}

/// Says that a ServiceAccount has no Deployment, where one is to be edited.
fn absence(context: &Context<'_, '_, '_>, account: &ServiceAccount, out: &mut Resolution) {
    let members = context.controllers.of(account.controller);
    if !members.deployments.is_empty() || is_elsewhere(context, account, out) {
        return;
    }
    let is_needed = account.needs.iter().any(Needs::needs_deployment);
    if !(is_needed || account.hash.is_some()) {
        return;
    }
    let Some(&object) = members.service_accounts.first() else { return };
    let message = "no Deployment uses this ServiceAccount";
    let severity = if is_needed { Severity::Error } else { Severity::Warning };
    let help = "add the controller's Deployment to the manifests";
    let absent = Diagnostic::new(code::DEPLOYMENT_ABSENT, message).severity(severity).help(help);
    out.say(absent.at(context.objects[object].location()));
}

/// Says under which account a controller's Deployment runs, if it is not the one that gets the
/// identity: its pods would get none. Whether there is such a Deployment.
fn is_elsewhere(
    context: &Context<'_, '_, '_>,
    account: &ServiceAccount,
    out: &mut Resolution,
) -> bool {
    let controller = account.controller.name();
    let name = context.plan.accounts.of(account.controller);
    let namespace = &context.plan.namespace;
    let deployments = context.index.find("apps/v1", "Deployment", namespace, controller);
    for &deployment in &deployments {
        let object = &context.objects[deployment];
        let path = field::service_account_name();
        let other = path.find(object.node).and_then(Node::text);
        let runs_under = match other {
            Some(other) => format!("ServiceAccount {other}"),
            None => "the default ServiceAccount".to_owned(),
        };
        let message =
            format!("the Deployment runs under {runs_under}, not {name}, so it gets no identity");
        let help = format!(
            "set serviceAccountName: {name}, or in the config controllers: [{{name: {controller}, \
             serviceAccount: {}}}]",
            other.unwrap_or("default")
        );
        let other = Diagnostic::new(code::OTHER_SERVICE_ACCOUNT, message).help(help);
        out.say(other.at(object.field_location(&path)));
    }
    !deployments.is_empty()
}
