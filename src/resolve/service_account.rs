//! The ServiceAccounts of the controllers: their annotations.

use crate::diagnostic::{Diagnostic, code};
use crate::plan::ServiceAccount;
use crate::yaml::{Edit, Path};

use super::{Reason, Resolver};

pub(super) fn annotation(key: &str) -> Path {
    Path::keys(["metadata", "annotations", key])
}

impl Resolver<'_, '_, '_> {
    pub(super) fn service_account(&mut self, account: &ServiceAccount) {
        let members = self.found.of(account.controller).clone();
        for (provider, how) in account.traceless() {
            if self.found.is_present(account.controller) {
                let message = format!(
                    "{}: {how} of {provider} leaves nothing to annotate; the cloud side grants it",
                    account.controller
                );
                self.say(Diagnostic::new(code::NO_TRACE, message));
            }
        }
        for need in &account.needs {
            if need.needs_service_account()
                && members.service_accounts.is_empty()
                && let Some(&deployment) = members.deployments.first()
            {
                let message = format!(
                    "the Deployment runs under ServiceAccount {}, which is not among the manifests",
                    account.controller
                );
                let help = "add the ServiceAccount: its annotations carry the identity";
                let absent = Diagnostic::new(code::SERVICE_ACCOUNT_ABSENT, message).help(help);
                self.say_of(deployment, None, absent);
            }
            for &object in &members.service_accounts {
                for (key, value) in &need.annotations {
                    let edit = Edit::set(annotation(key), value.as_str());
                    self.plan_edit(object, edit, Reason::Identity(need.provider));
                }
                self.left_annotations(object, need);
            }
        }
    }
}
