//! The annotations and labels that the clouds' webhooks and Flux read, and keys that were meant to
//! be one of them.

/// Every key, whether this program writes it or not: none of them is a mistake.
///
/// Sources: the READMEs of aws/amazon-eks-pod-identity-webhook and of Azure/azure-workload-identity;
/// <https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity>;
/// <https://fluxcd.io/flux/integrations/>; fluxcd/pkg/auth.
const KEYS: &[&str] = &[
    "eks.amazonaws.com/role-arn",
    "eks.amazonaws.com/audience",
    "eks.amazonaws.com/sts-regional-endpoints",
    "eks.amazonaws.com/token-expiration",
    "eks.amazonaws.com/skip-containers",
    "eks.amazonaws.com/skip-pod-identity-webhook",
    "eks.amazonaws.com/compute-type",
    "eks.amazonaws.com/fargate-profile",
    "azure.workload.identity/client-id",
    "azure.workload.identity/tenant-id",
    "azure.workload.identity/service-account-token-expiration",
    "azure.workload.identity/use",
    "azure.workload.identity/skip-containers",
    "azure.workload.identity/inject-proxy-sidecar",
    "azure.workload.identity/proxy-sidecar-port",
    "azure.workload.identity/fic",
    "iam.gke.io/gcp-service-account",
    "iam.gke.io/return-principal-id-as-email",
    "iam.gke.io/credential-quota-project",
    "aws.auth.fluxcd.io/impersonation",
    "gcp.auth.fluxcd.io/impersonation",
    "gcp.auth.fluxcd.io/workload-identity-provider",
    "credential.auth.fluxcd.io/provider",
    "credential.auth.fluxcd.io/type",
    "credential.auth.fluxcd.io/audiences",
    "credential.auth.fluxcd.io/username",
    "credential.auth.fluxcd.io/expiration",
    "transit-engine.auth.fluxcd.io/login-path",
    "transit-engine.auth.fluxcd.io/role",
    "spiffe.mtls.fluxcd.io/server-ids",
];

/// The letters of each key.
const LETTERS: [[u8; 32]; KEYS.len()] = {
    let mut of_each = [[0; 32]; KEYS.len()];
    let mut index = 0;
    while index < KEYS.len() {
        of_each[index] = letters(KEYS[index]);
        index += 1;
    }
    of_each
};

/// How many letters may be wrong, missing or too many. More is another word.
const MISTAKES: usize = 4;

/// Whether a webhook or Flux reads an annotation or a label with this key.
pub(crate) fn is_known(key: &str) -> bool {
    KEYS.contains(&key)
}

/// The key that another key was meant to be, in whatever case it is written: nobody reads that one.
///
/// ```
/// use flux_workload_identity::internal::misspelt;
/// assert_eq!(misspelt("eks.amazon.com/role-arn"), Some("eks.amazonaws.com/role-arn"));
/// assert_eq!(misspelt("azure.workload.identity/clientId"), Some("azure.workload.identity/client-id"));
/// assert_eq!(misspelt("iam.gke.io/gcp-service-account"), None);
/// assert_eq!(misspelt("prometheus.io/port"), None);
/// ```
pub fn misspelt(key: &str) -> Option<&'static str> {
    // Paths of JSON patches have `~1` for a slash.
    let (domain, _) = key.split_once('/').or_else(|| key.split_once("~1"))?;
    // Most keys are of the domain that Kubernetes keeps for itself, and are not worth a comparison.
    if domain.ends_with("kubernetes.io") || is_known(key) {
        return None;
    }
    let lower = key.to_ascii_lowercase();
    // A mistake changes two letters at most. To count them costs little beside the distance.
    let counts = letters(&lower);
    let near = KEYS.iter().zip(&LETTERS).filter(|(_, of)| apart(&counts, of) <= 2 * MISTAKES);
    let distances = near.map(|(known, _)| (strsim::osa_distance(&lower, known), *known));
    let (distance, known) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= MISTAKES).then_some(known)
}

/// How often each letter stands in a text; those that share their last five bits are one.
const fn letters(text: &str) -> [u8; 32] {
    let mut counts = [0_u8; 32];
    let mut rest = text.as_bytes();
    while let [byte, behind @ ..] = rest {
        let place = (*byte & 31) as usize;
        counts[place] = counts[place].saturating_add(1);
        rest = behind;
    }
    counts
}

/// How many letters one text has and another has not.
fn apart(one: &[u8; 32], other: &[u8; 32]) -> usize {
    one.iter().zip(other).map(|(a, b)| usize::from(a.abs_diff(*b))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::names;
    use crate::flux::Provider;

    #[test]
    fn what_this_program_writes_is_known() {
        for names in Provider::ALL.map(names) {
            let skip = names.skip.map(|skip| skip.annotation);
            for key in names.annotations.iter().copied().chain(names.label).chain(skip) {
                assert!(KEYS.contains(&key), "{key}");
            }
        }
    }

    #[test]
    fn mistakes_are_told_and_other_keys_are_not() {
        let table = [
            ("eks.amazonaws.com/role_arn", "eks.amazonaws.com/role-arn"),
            ("eks.amazonaws.com/Role-Arn", "eks.amazonaws.com/role-arn"),
            ("eks.amazonaws.com/role", "eks.amazonaws.com/role-arn"),
            ("azure.workload.identity/client_id", "azure.workload.identity/client-id"),
            ("azure.workload.identity/tenantid", "azure.workload.identity/tenant-id"),
            ("azure.workload.identiy/use", "azure.workload.identity/use"),
            ("iam.gke.io/gcp-service-acount", "iam.gke.io/gcp-service-account"),
            ("eks.amazonaws.com~1role-arn", "eks.amazonaws.com/role-arn"),
            ("iam.gke.io/service-account", "iam.gke.io/gcp-service-account"),
            // Four letters are others: as many as may be.
            ("eks.amazonaws.com/kiam-arn", "eks.amazonaws.com/role-arn"),
        ];
        for (key, meant) in table {
            assert_eq!(misspelt(key), Some(meant), "{key}");
        }
        for key in [
            "app.kubernetes.io/name",
            "azure.workload.identity/fic",
            "eks.amazonaws.com/nodegroup",
            "sharding.fluxcd.io/role",
            "rolearn",
            "a/b",
        ] {
            assert_eq!(misspelt(key), None, "{key}");
        }
    }
}
