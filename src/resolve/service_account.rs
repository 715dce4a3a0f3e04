//! The ServiceAccounts of the controllers: their annotations.

use crate::diagnostic::{Diagnostic, code};
use crate::patch::field;
use crate::plan::{Reason, ServiceAccount};
use crate::yaml::Path;

use super::{Context, Resolution, leftover, misspelt};

/// Annotates the ServiceAccounts of a controller.
pub(super) fn resolve(
    context: &Context<'_, '_, '_>,
    account: &ServiceAccount,
    out: &mut Resolution,
) {
    let controller = account.controller;
    let members = context.controllers.of(controller);
    // The operator makes the usual ServiceAccounts, and no others.
    let is_made = context.plan.accounts.is_usual(controller);
    let instance = members.instances.first().filter(|_| !is_made);
    let user = members.deployments.first().or(instance);
    for &object in &members.service_accounts {
        misspelt::keys(context, object, &Path::keys(["metadata", "annotations"]), out);
    }
    for need in &account.needs {
        if need.needs_service_account()
            && members.service_accounts.is_empty()
            && let Some(&user) = user
        {
            let message = format!(
                "the {} uses ServiceAccount {}, which is not among the manifests",
                context.objects[user].kind(),
                context.plan.accounts.of(controller)
            );
            let help = "add the ServiceAccount: its annotations carry the identity";
            let absent = Diagnostic::new(code::SERVICE_ACCOUNT_ABSENT, message).help(help);
            out.say(absent.at(context.objects[user].location()));
        }
        for &object in &members.service_accounts {
            for (key, value) in &need.annotations {
                let reason = Reason::Identity(need.provider);
                out.set(object, field::annotation(key), value.as_str(), reason);
            }
            leftover::annotations(context, object, need, out);
        }
    }
}
