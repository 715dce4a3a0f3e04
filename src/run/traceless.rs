//! Identities that a cloud alone gives: nothing in manifests tells of them, so that what has to be
//! there is told.

use crate::cloud::Cloud;
use crate::config::{Config, Identity};
use crate::diagnostic::{Diagnostic, code};
use crate::flux::Controller;
use crate::plan::{Plan, ServiceAccount};
use crate::trust::ClusterPlan;
use crate::yaml::Path;

/// What the cloud has to hold for the controllers that are `present`, and for tenants.
pub(super) fn traceless(
    config: &Config,
    plan: &Plan,
    present: impl Fn(Controller) -> bool,
) -> Vec<Diagnostic> {
    let issuer = config.issuer.as_ref().and_then(|issuer| issuer.literal());
    let cluster = ClusterPlan { index: 0, plan, issuer, credentials: &[] };
    let mut found: Vec<Diagnostic> = Vec::new();
    for account in plan.service_accounts.iter().filter(|a| present(a.controller)) {
        let ServiceAccount { controller, identities, .. } = account;
        for Identity { cloud, wiring, path, .. } in identities {
            let Some(how) = cloud.traceless(*wiring) else { continue };
            let name = plan.accounts.of(*controller);
            let bound = bound(cloud, &cluster, &plan.namespace, name);
            let message = format!("{controller}: nothing to annotate for {how}; {bound}");
            found.push(told(message, path));
        }
    }
    for tenant in plan.tenants.iter().filter(|tenant| tenant.cloud.is_direct_on_gke()) {
        let bound = bound(&tenant.cloud, &cluster, &tenant.namespace, &tenant.name);
        let message = format!(
            "ServiceAccount {}/{}: nothing to annotate for direct access of gcp; {bound}",
            tenant.namespace, tenant.name
        );
        found.push(told(message, &tenant.path));
    }
    found.dedup_by(|one, other| one.message == other.message);
    found
}

/// What the cloud has to hold for a ServiceAccount.
fn bound(cloud: &Cloud, cluster: &ClusterPlan<'_>, namespace: &str, name: &str) -> String {
    match cloud {
        Cloud::Aws(aws) => {
            let role =
                aws.role_arn.as_ref().map_or_else(|| "the role".to_owned(), |r| r.to_string());
            format!("an association in EKS has to bind {role} to ServiceAccount {namespace}/{name}")
        }
        Cloud::Azure(_) | Cloud::Gcp(_) => {
            format!("the roles have to be granted to {}", cluster.gke_principal(namespace, name))
        }
    }
}

fn told(message: String, path: &Path) -> Diagnostic {
    let help = "`flux-workload-identity trust` prints what the cloud has to hold";
    Diagnostic::new(code::NO_TRACE, message).help(help).path(path.clone())
}
