//! Which field of an identity means something, for which provider and wiring.

use crate::flux::Provider;

use super::{Cloud, Identity, Wiring};

/// Which fields an identity of a provider has, and which wiring reads them.
pub(super) struct Use {
    pub(super) field: &'static str,
    pub(super) provider: Provider,
    annotation: bool,
    projected: bool,
    pod_identity: bool,
}

const fn row(
    field: &'static str,
    provider: Provider,
    [annotation, projected, pod_identity]: [bool; 3],
) -> Use {
    Use { field, provider, annotation, projected, pod_identity }
}

const YES: bool = true;
const NO: bool = false;

/// Source: API of this program; which wiring has which value is in `crate::cloud`.
pub(super) const USES: &[Use] = &[
    //                                            annotation, projected, Pod Identity
    row("roleArn", Provider::Aws, [YES, YES, YES]),
    row("podIdentity", Provider::Aws, [YES, NO, YES]),
    row("region", Provider::Aws, [NO, YES, NO]),
    row("audience", Provider::Aws, [YES, YES, NO]),
    row("stsRegionalEndpoints", Provider::Aws, [YES, NO, NO]),
    row("roleSessionName", Provider::Aws, [NO, YES, NO]),
    row("tokenExpirationSeconds", Provider::Aws, [YES, YES, NO]),
    row("clientId", Provider::Azure, [YES, YES, NO]),
    row("tenantId", Provider::Azure, [YES, YES, NO]),
    row("cloud", Provider::Azure, [NO, YES, NO]),
    row("tokenExpirationSeconds", Provider::Azure, [YES, YES, NO]),
    row("serviceAccountEmail", Provider::Gcp, [YES, YES, NO]),
    row("workloadIdentityProvider", Provider::Gcp, [NO, YES, NO]),
    row("tokenExpirationSeconds", Provider::Gcp, [NO, YES, NO]),
];

/// Whether a checked identity reads a field of the spec.
pub(super) fn uses(field: &str, identity: &Identity) -> bool {
    let provider = identity.cloud.provider();
    let pod_identity = matches!(&identity.cloud, Cloud::Aws(aws) if aws.pod_identity);
    let row = USES.iter().find(|row| row.field == field && row.provider == provider);
    row.is_some_and(|row| reads(row, identity.wiring, pod_identity))
}

pub(super) fn reads(row: &Use, wiring: Wiring, pod_identity: bool) -> bool {
    match wiring {
        _ if pod_identity => row.pod_identity,
        Wiring::Annotation => row.annotation,
        Wiring::Projected => row.projected,
    }
}
