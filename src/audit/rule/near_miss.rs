//! A key that is almost the one that a cloud's webhook reads.

use crate::cloud;
use crate::diagnostic::{Diagnostic, Severity, code};
use crate::flux::Provider;
use crate::yaml::Path;

use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::NEAR_MISS, check };

/// Keys that are read and that this program does not write.
/// Sources: the READMEs of aws/amazon-eks-pod-identity-webhook and Azure/azure-workload-identity,
/// and fluxcd/pkg/auth.
const OTHERS: [&str; 8] = [
    "eks.amazonaws.com/skip-containers",
    "azure.workload.identity/skip-containers",
    "azure.workload.identity/inject-proxy-sidecar",
    "azure.workload.identity/proxy-sidecar-port",
    "iam.gke.io/credential-quota-project",
    "iam.gke.io/return-principal-id-as-email",
    "gcp.auth.fluxcd.io/workload-identity-provider",
    "azure.workload.identity/fic",
];

/// Where such keys stand.
const PLACES: [&[&str]; 4] = [
    &["metadata", "annotations"],
    &["metadata", "labels"],
    &["spec", "template", "metadata", "annotations"],
    &["spec", "template", "metadata", "labels"],
];

/// So many letters may be wrong.
const MOST_WRONG: usize = 3;

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let objects = cluster.running.iter().flat_map(|r| r.account.iter().chain(&r.deployments));
    for &index in objects {
        for place in PLACES {
            let Some(keys) = cluster.objects[index].node.at(place) else { continue };
            for key in keys.entries().iter().filter_map(|entry| entry.key.text()) {
                let Some(meant) = meant(key) else { continue };
                // With the right one beside it nothing is missing.
                let is_there = keys.get(meant).is_some();
                let severity = if is_there { Severity::Warning } else { Severity::Error };
                let path = Path::keys(place.iter().copied()).key(key);
                let message = format!("nothing reads {key:?}");
                let diagnostic = Diagnostic::new(RULE.code, message)
                    .severity(severity)
                    .help(format!("did you mean {meant:?}?"))
                    .at(cluster.at(index, &path));
                found.push(diagnostic.into());
            }
        }
    }
    found
}

/// The key that was meant, if it is almost this one.
fn meant(key: &str) -> Option<&'static str> {
    let managed = Provider::ALL.into_iter().map(cloud::names);
    let known: Vec<&str> =
        managed.flat_map(|names| names.annotations.iter().copied().chain(names.label)).collect();
    if !key.contains('/') || known.contains(&key) || OTHERS.contains(&key) {
        return None;
    }
    let letters = letters(key);
    let distance = |known: &str| strsim::osa_distance(&letters, &self::letters(known));
    let near = known.into_iter().min_by_key(|known| distance(known))?;
    (distance(near) <= MOST_WRONG).then_some(near)
}

/// The letters of a key, without case and without what stands between words.
fn letters(key: &str) -> String {
    key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn what_is_near_and_what_is_not() {
        for (key, expected) in [
            ("eks.amazonaws.com/role_arn", Some("eks.amazonaws.com/role-arn")),
            ("eks.amazon.com/role-arn", Some("eks.amazonaws.com/role-arn")),
            ("azure.workload.identity/clientId", Some("azure.workload.identity/client-id")),
            ("azure.workload.identity/client_id", Some("azure.workload.identity/client-id")),
            ("azure.workload.identity/tenantid", Some("azure.workload.identity/tenant-id")),
            ("iam.gke.io/service-account", Some("iam.gke.io/gcp-service-account")),
            ("eks.amazonaws.com/role-arn", None),
            ("azure.workload.identity/skip-containers", None),
            ("app.kubernetes.io/version", None),
            ("prometheus.io/scrape", None),
            ("sharding.fluxcd.io/role", None),
        ] {
            assert_eq!(meant(key), expected, "{key}");
        }
    }
}
