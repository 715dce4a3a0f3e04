//! Which items a Plan must look at, told by their lines.
//!
//! Whatever [`resolve`](super::resolve) looks at in any object must be covered here: an item that
//! is left out must not make a difference.

use std::collections::HashSet;

use crate::flux::Controller;
use crate::krm::Outline;
use crate::plan::Plan;

/// What a Plan is interested in.
#[derive(Debug)]
pub struct Interest<'p> {
    plan: &'p Plan,
    /// The names of ServiceAccounts that matter.
    names: HashSet<&'p str>,
    /// Whether some ServiceAccount was renamed: then a Deployment may run under any name.
    renamed: bool,
}

/// The annotation of kustomize by which a renamed object is found.
const PREVIOUS_NAMES: &str = "previousNames";

impl<'p> Interest<'p> {
    /// The interest of a plan in these items.
    pub fn new(plan: &'p Plan, items: &[Outline<'_>]) -> Interest<'p> {
        let mut names: HashSet<&str> = plan.tenants.iter().map(|t| t.name.as_str()).collect();
        names.extend(Controller::ALL.map(Controller::name));
        let defaults = plan.object_identity.iter().flat_map(|wanted| &wanted.lockdown);
        names.extend(defaults.map(|(_, account)| account.as_str()));
        let renamed = items.iter().any(|item| {
            item.kind().is_none_or(|(_, kind)| kind == "ServiceAccount" || kind == "List")
                && item.may_contain(PREVIOUS_NAMES)
        });
        Interest { plan, names, renamed }
    }

    /// Whether the item must be parsed.
    pub fn concerns(&self, item: &Outline<'_>) -> bool {
        let Some((_, kind)) = item.kind() else { return true };
        let named = |name: Option<&str>| name.is_none_or(|name| self.names.contains(&name));
        match kind {
            "List" | "FluxInstance" => true,
            "ServiceAccount" => named(item.name()) || item.may_contain(PREVIOUS_NAMES),
            "Deployment" => {
                self.renamed
                    || named(item.name())
                    || item.may_contain(PREVIOUS_NAMES)
                    || item
                        .scalars("serviceAccountName")
                        .is_none_or(|names| names.iter().any(|name| self.names.contains(name)))
            }
            "ClusterRole" | "ClusterRoleBinding" | "Role" | "RoleBinding" => {
                self.plan.object_identity.is_some()
            }
            "Namespace" => self.plan.tenants.iter().any(|tenant| tenant.create),
            _ if self.adds() => item.may_contain("workload-identity"),
            _ => false,
        }
    }

    /// Whether objects may be added, beside others that were added before.
    fn adds(&self) -> bool {
        let tenants = self.plan.tenants.iter().any(|tenant| tenant.create);
        let mut needs = self.plan.service_accounts.iter().flat_map(|account| &account.needs);
        let identity = self.plan.object_identity.as_ref();
        tenants
            || identity.is_some_and(|wanted| wanted.asks_controllers())
            || needs.any(|need| need.credentials.is_some())
    }
}
