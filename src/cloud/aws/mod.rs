//! AWS: IAM roles for ServiceAccounts, EKS Pod Identity, and projected tokens.

mod audience;
mod region;
mod role_arn;
mod role_session_name;

pub(crate) use audience::Audience;
pub(crate) use region::Region;
pub use role_arn::RoleArn;
pub(crate) use role_session_name::RoleSessionName;
pub use role_session_name::session_name;

use crate::flux::{Controller, Provider};

use super::needs::EXPIRATION;
use super::observed::Seen;
use super::{
    Access, Field, FieldValue, ManagedNames, Needs, Observed, Skip, Substitutable, Token, Wiring,
    present, text,
};

/// An IAM role and how its token is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aws {
    /// The role; absent only with Pod Identity.
    pub role_arn: Option<Substitutable<RoleArn>>,
    /// Whether the cloud side binds the role (EKS Pod Identity).
    pub pod_identity: bool,
    /// The token's audience, if not the default.
    pub audience: Option<Substitutable<Audience>>,
    /// Whether to use the regional STS endpoint, if said.
    pub sts_regional_endpoints: Option<bool>,
    /// The token's lifetime in seconds, if said.
    pub token_expiration: Option<u32>,
    /// The STS region; there if projected.
    pub region: Option<Substitutable<Region>>,
    /// The session name, if not the default.
    pub role_session_name: Option<Substitutable<RoleSessionName>>,
}

impl Aws {
    pub(super) fn fields(&self) -> Vec<FieldValue> {
        present([
            ("roleArn", text(self.role_arn.as_ref())),
            ("podIdentity", self.pod_identity.then(|| "true".to_owned())),
            ("region", text(self.region.as_ref())),
            ("audience", text(self.audience.as_ref())),
            ("stsRegionalEndpoints", text(self.sts_regional_endpoints.as_ref())),
            ("roleSessionName", text(self.role_session_name.as_ref())),
            ("tokenExpirationSeconds", text(self.token_expiration.as_ref())),
        ])
    }
}

/// The fields of a config.
pub(super) const FIELDS: &[Field] = &[
    Field {
        name: "roleArn",
        read_by: &[Access::Annotation, Access::Projected, Access::PodIdentity, Access::ObjectLevel],
    },
    Field { name: "podIdentity", read_by: &[Access::Annotation, Access::PodIdentity] },
    Field { name: "region", read_by: &[Access::Projected] },
    Field { name: "audience", read_by: &[Access::Annotation, Access::Projected] },
    Field { name: "stsRegionalEndpoints", read_by: &[Access::Annotation] },
    Field { name: "roleSessionName", read_by: &[Access::Projected] },
    Field { name: "tokenExpirationSeconds", read_by: &[Access::Annotation, Access::Projected] },
];

pub(super) const ROLE_ARN: &str = "eks.amazonaws.com/role-arn";
const AUDIENCE: &str = "eks.amazonaws.com/audience";
const REGIONAL: &str = "eks.amazonaws.com/sts-regional-endpoints";
const TOKEN_EXPIRATION: &str = "eks.amazonaws.com/token-expiration";

pub(super) const NAMES: ManagedNames = ManagedNames {
    annotations: &[ROLE_ARN, AUDIENCE, REGIONAL, TOKEN_EXPIRATION],
    label: None,
    env: &["AWS_REGION", "AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME", "AWS_WEB_IDENTITY_TOKEN_FILE"],
    winning_env: &["AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE"],
    // Source: https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
    static_env: &["AWS_ACCESS_KEY_ID"],
    // Source: aws/amazon-eks-pod-identity-webhook, README.
    skip: Some(&Skip { annotation: "eks.amazonaws.com/skip-containers", separator: ',' }),
    token: "aws-token",
    credentials: None,
};

/// What gives access and leaves no trace in manifests.
pub(super) const TRACELESS: &str = "a role of the node or EKS Pod Identity";

/// The audience of a projected token, where none is said.
const DEFAULT_AUDIENCE: &str = "sts.amazonaws.com";

/// Source of the optional annotations: aws/amazon-eks-pod-identity-webhook, README.
pub(super) fn annotated(aws: &Aws) -> Needs {
    let none = Needs::none(Provider::Aws, Wiring::Annotation);
    if aws.pod_identity {
        return none;
    }
    Needs {
        annotations: present([
            (ROLE_ARN, text(aws.role_arn.as_ref())),
            (AUDIENCE, text(aws.audience.as_ref())),
            (REGIONAL, text(aws.sts_regional_endpoints.as_ref())),
            (TOKEN_EXPIRATION, text(aws.token_expiration.as_ref())),
        ]),
        ..none
    }
}

pub(super) fn projected(
    aws: &Aws,
    controller: Controller,
    namespace: &str,
    mount_path: String,
) -> Needs {
    let region = text(aws.region.as_ref()).unwrap_or_default();
    let session = text(aws.role_session_name.as_ref())
        .unwrap_or_else(|| session_name(controller, namespace, &region));
    let file = format!("{mount_path}/{}", NAMES.token);
    Needs {
        env: vec![
            ("AWS_REGION", region),
            ("AWS_ROLE_ARN", text(aws.role_arn.as_ref()).unwrap_or_default()),
            ("AWS_ROLE_SESSION_NAME", session),
            ("AWS_WEB_IDENTITY_TOKEN_FILE", file),
        ],
        token: Some(Token {
            name: NAMES.token,
            audience: text(aws.audience.as_ref()).unwrap_or_else(|| DEFAULT_AUDIENCE.to_owned()),
            expiration: aws.token_expiration.unwrap_or(EXPIRATION),
            mount_path,
        }),
        ..Needs::none(Provider::Aws, Wiring::Projected)
    }
}

/// The roles that manifests give: by annotation, and by environment.
pub(super) fn observe(seen: &Seen<'_, '_>) -> [Observed; 2] {
    let mut annotated = Observed::new(Provider::Aws, Wiring::Annotation);
    annotated.field("roleArn", seen.annotation(ROLE_ARN));
    annotated.field("audience", seen.annotation(AUDIENCE));
    annotated.field("stsRegionalEndpoints", seen.annotation(REGIONAL));
    annotated.field("tokenExpirationSeconds", seen.annotation(TOKEN_EXPIRATION));

    let mut projected = Observed::new(Provider::Aws, Wiring::Projected);
    projected.field("roleArn", seen.variable("AWS_ROLE_ARN"));
    projected.field("region", seen.variable("AWS_REGION"));
    let session = seen.variable("AWS_ROLE_SESSION_NAME");
    projected.field("roleSessionName", session.filter(|(name, _)| !is_default_session(name)));
    let file = seen.variable("AWS_WEB_IDENTITY_TOKEN_FILE");
    projected.token(seen, file, Some(DEFAULT_AUDIENCE));
    [annotated, projected]
}

/// Whether it is the session name that this program, and Flux's guide, gives by itself.
fn is_default_session(name: &str) -> bool {
    let by_controller = |c: Controller| name.strip_prefix(c.name())?.strip_suffix(".fluxcd.io");
    Controller::ALL.into_iter().filter_map(by_controller).any(|rest| rest.starts_with('.'))
}
