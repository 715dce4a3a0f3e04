//! Which items a Plan must look at, told by their lines.
//!
//! Whatever [`resolve`](super::resolve) looks at in any object must be covered here: an item that
//! is left out must not make a difference.

use std::collections::{HashMap, HashSet};

use crate::flux::Controller;
use crate::krm::Outline;
use crate::plan::Plan;

/// What a Plan is interested in.
#[derive(Debug)]
pub struct Interest<'p> {
    plan: &'p Plan,
    /// The names of ServiceAccounts that matter.
    names: HashSet<&'p str>,
    /// The namespaces of the tenants of each name.
    namespaces: HashMap<&'p str, HashSet<&'p str>>,
    /// Whether a Deployment may take its environment from a Secret or a ConfigMap as a whole.
    env_from: bool,
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
        names.extend(Controller::ALL.map(|controller| plan.accounts.of(controller)));
        let mut namespaces: HashMap<&str, HashSet<&str>> = HashMap::new();
        for tenant in &plan.tenants {
            namespaces.entry(&tenant.name).or_default().insert(&tenant.namespace);
        }
        for (_, account) in plan.object_identity.iter().flat_map(|wanted| &wanted.lockdown) {
            names.insert(account);
            // One that is a tenant's elsewhere matters beside the controllers too.
            if let Some(namespaces) = namespaces.get_mut(account.as_str()) {
                namespaces.insert(&plan.namespace);
            }
        }
        let renamed = items.iter().any(|item| {
            item.kind().is_none_or(|(_, kind)| kind == "ServiceAccount" || kind == "List")
                && item.may_contain(PREVIOUS_NAMES)
        });
        let env_from = items.iter().any(|item| {
            item.kind().is_none_or(|(_, kind)| kind == "Deployment" || kind == "List")
                && item.may_contain("envFrom")
        });
        Interest { plan, names, namespaces, env_from, renamed }
    }

    /// The same, where it does not count which namespace an item names.
    pub(crate) fn in_any_namespace(self) -> Interest<'p> {
        Interest { namespaces: HashMap::new(), ..self }
    }

    /// Whether the item must be parsed.
    pub fn concerns(&self, item: &Outline<'_>) -> bool {
        let Some((_, kind)) = item.kind() else { return true };
        let named = |name: Option<&str>| name.is_none_or(|name| self.names.contains(&name));
        match kind {
            "List" | "FluxInstance" => true,
            "ServiceAccount" => {
                named(item.name()) && !self.is_elsewhere(item) || item.may_contain(PREVIOUS_NAMES)
            }
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
            "Kustomization" => self.plan.is_substituted(),
            "Secret" | "ConfigMap" if self.env_from => true,
            "ConfigMap" if item.may_contain("external_account") => true,
            _ if self.adds() => item.may_contain("workload-identity"),
            _ => false,
        }
    }

    /// Whether a ServiceAccount has the name of tenants, and is in none of their namespaces. One
    /// that names no namespace may be in any.
    fn is_elsewhere(&self, item: &Outline<'_>) -> bool {
        let (Some(name), Some(namespace)) = (item.name(), item.namespace()) else { return false };
        let tenants = self.namespaces.get(name).filter(|_| !namespace.is_empty());
        let is_controllers = self.plan.accounts.users(name).next().is_some();
        !is_controllers && tenants.is_some_and(|namespaces| !namespaces.contains(namespace))
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

#[cfg(test)]
mod tests {
    use super::Interest;
    use crate::krm::Documents;
    use crate::plan::Plan;
    use crate::yaml::parse;

    const IDENTITY: &str = "identities: [{controllers: [source-controller], \
                            roleArn: 'arn:aws:iam::490185926743:role/flux'}]";

    fn plan(spec: &str) -> Plan {
        let config = format!(
            "apiVersion: flux-workload-identity.dev/v1alpha1\nkind: FluxWorkloadIdentity\n\
             spec: {{provider: aws, {spec}}}\n"
        );
        let node = parse(&config, 0..config.len()).unwrap();
        Plan::read(node.as_ref()).0.unwrap().1
    }

    /// Whether the last of some documents concerns a plan.
    fn concerns<'p>(plan: &'p Plan, text: &str, by: fn(Interest<'p>) -> Interest<'p>) -> bool {
        let documents = Documents::open(text, 0);
        let interest = by(Interest::new(plan, documents.outlines()));
        documents.outlines().last().is_some_and(|last| interest.concerns(last))
    }

    fn object(kind: &str, name: &str, more: &str) -> String {
        format!("apiVersion: v1\nkind: {kind}\nmetadata:\n  name: {name}\n{more}")
    }

    #[test]
    fn what_makes_no_difference_is_left_out() {
        let plan = plan(IDENTITY);
        let concerned = |text: &str| concerns(&plan, text, |interest| interest);
        assert!(!concerned(&object("Service", "source-controller", "")));
        // Added earlier, by a config that adds nothing now.
        let added = "  annotations:\n    config.kubernetes.io/path: flux-workload-identity.yaml\n";
        assert!(!concerned(&object("Service", "any", added)));
        assert!(concerned(&object("ServiceAccount", "source-controller", "")));
        assert!(!concerned(&object("ServiceAccount", "other", "  namespace: apps\n")));
        assert!(!concerned(&object("ConfigMap", "any", "data: {}\n")));
        let credentials = "data:\n  c.json: '{\"type\": \"external_account\"}'\n";
        assert!(concerned(&object("ConfigMap", "any", credentials)));
        let secret = object("Secret", "any", "");
        assert!(!concerned(&secret));
        let deployment = object("Deployment", "any", "spec: {envFrom: []}\n");
        assert!(concerned(&format!("{deployment}---\n{secret}")));
    }

    #[test]
    fn what_goes_into_the_file_of_earlier_additions_counts_them() {
        let added = "  annotations:\n    config.kubernetes.io/path: flux-workload-identity.yaml\n";
        let added = object("Service", "any", added);
        for spec in
            ["objectLevel: {enabled: true}", &format!("{IDENTITY}, objectLevel: {{rbac: true}}")]
        {
            assert!(concerns(&plan(spec), &added, |interest| interest), "{spec}");
        }
    }

    #[test]
    fn an_account_with_a_name_of_tenants_matters_in_their_namespaces() {
        let tenant = |name: &str| {
            plan(&format!(
                "objectLevel: {{serviceAccounts: [{{name: {name}, namespace: apps, \
                 roleArn: 'arn:aws:iam::490185926743:role/tenant'}}]}}"
            ))
        };
        let account = |name: &str, namespace: &str| {
            object("ServiceAccount", name, &format!("  namespace: {namespace}\n"))
        };
        let (own, controllers) = (tenant("tenant"), tenant("source-controller"));
        assert!(concerns(&own, &account("tenant", "apps"), |i| i));
        assert!(!concerns(&own, &account("tenant", "other"), |i| i));
        // kustomize puts it into another namespace than it names.
        assert!(concerns(&own, &account("tenant", "other"), Interest::in_any_namespace));
        assert!(concerns(&controllers, &account("source-controller", "other"), |i| i));
    }
}
