//! AWS: IAM roles for ServiceAccounts, EKS Pod Identity, and projected tokens.

use crate::config::{Aws, Wiring};
use crate::flux::{Controller, Provider};

use super::{EXPIRATION, Names, Needs, Token};

const ROLE_ARN: &str = "eks.amazonaws.com/role-arn";
const AUDIENCE: &str = "eks.amazonaws.com/audience";
const REGIONAL: &str = "eks.amazonaws.com/sts-regional-endpoints";
const TOKEN_EXPIRATION: &str = "eks.amazonaws.com/token-expiration";

pub(super) const NAMES: Names = Names {
    annotations: &[ROLE_ARN, AUDIENCE, REGIONAL, TOKEN_EXPIRATION],
    label: None,
    env: &["AWS_REGION", "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME", "AWS_WEB_IDENTITY_TOKEN_FILE"],
    winning_env: &["AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE"],
    token: "aws-token",
    credentials: None,
};

/// Source of the optional annotations: aws/amazon-eks-pod-identity-webhook, README.
pub(super) fn annotated(aws: &Aws) -> Needs {
    let mut needs = Needs::none(Provider::Aws, Wiring::Annotation);
    if aws.pod_identity {
        return needs;
    }
    let optional = [
        (ROLE_ARN, aws.role_arn.clone()),
        (AUDIENCE, aws.audience.clone()),
        (REGIONAL, aws.sts_regional_endpoints.map(|regional| regional.to_string())),
        (TOKEN_EXPIRATION, aws.token_expiration.map(|seconds| seconds.to_string())),
    ];
    needs.annotations =
        optional.into_iter().filter_map(|(key, value)| Some((key, value?))).collect();
    needs
}

pub(super) fn projected(
    aws: &Aws,
    controller: Controller,
    namespace: &str,
    mount_path: String,
) -> Needs {
    let region = aws.region.clone().unwrap_or_default();
    let session = aws.role_session_name.clone();
    let session = session.unwrap_or_else(|| session_name(controller, namespace, &region));
    let file = format!("{mount_path}/{}", NAMES.token);
    Needs {
        env: vec![
            ("AWS_REGION", region),
            ("AWS_ROLE_ARN", aws.role_arn.clone().unwrap_or_default()),
            ("AWS_ROLE_SESSION_NAME", session),
            ("AWS_WEB_IDENTITY_TOKEN_FILE", file),
        ],
        token: Some(Token {
            name: NAMES.token,
            audience: aws.audience.clone().unwrap_or_else(|| "sts.amazonaws.com".to_owned()),
            expiration: aws.token_expiration.unwrap_or(EXPIRATION),
            mount_path,
        }),
        ..Needs::none(Provider::Aws, Wiring::Projected)
    }
}

/// The STS session name that Flux's guide gives a controller.
///
/// ```
/// use flux_workload_identity::{flux::Controller, cloud::session_name};
/// let name = session_name(Controller::ImageAutomationController, "flux-system", "ap-southeast-1");
/// assert_eq!(name, "image-automation-controller.flux-system.ap-southeast-1.fluxcd.io");
/// assert_eq!(name.len(), 64); // STS takes no more
/// ```
pub fn session_name(controller: Controller, namespace: &str, region: &str) -> String {
    format!("{controller}.{namespace}.{region}.fluxcd.io")
}
