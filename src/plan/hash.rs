//! The hash of a controller's identities, which rolls its pods when one changes.

use std::hash::Hasher as _;

use crate::cloud::{Cloud, Needs};
use crate::config::Identity;

/// The annotation that makes a Deployment roll its pods when an identity changes.
pub(crate) const HASH: &str = "flux-workload-identity.dev/identity-hash";

/// A hash that is the same on every machine and in every version. A role of Pod Identity, which
/// needs nothing in the manifests, counts too.
pub(super) fn hash(needs: &[Needs], identities: &[Identity]) -> String {
    let mut hasher = fnv::FnvHasher::default();
    let mut add = |text: &str| {
        hasher.write(text.as_bytes());
        hasher.write(b"\0");
    };
    for need in needs {
        add(need.provider.name());
        for (name, value) in need.fields() {
            add(name);
            add(&value);
        }
    }
    for identity in identities {
        if let Cloud::Aws(aws) = &identity.cloud
            && aws.pod_identity
            && let Some(role) = &aws.role_arn
        {
            add(&role.to_string());
        }
    }
    format!("{:016x}", hasher.finish())
}
