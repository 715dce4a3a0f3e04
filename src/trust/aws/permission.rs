//! What a role may do, by service: the least that Flux needs.

use crate::flux::{Controller, Service};
use crate::trust::json::strings;
use crate::yaml::Value;

use super::AwsResource;
use super::trust_policy::document;

/// What some actions are for.
#[derive(Clone, Copy, Debug)]
enum Target {
    /// Everything: actions that take no resource.
    Everything,
    /// The resources that are named.
    Resources,
    /// The buckets of the resources.
    Buckets,
    /// The objects in the buckets of the resources.
    Objects,
}

/// Actions that a service needs.
struct Permission {
    service: Service,
    target: Target,
    actions: &'static [&'static str],
    /// The controller without which they are not needed.
    only_for: Option<Controller>,
}

const fn permission(
    service: Service,
    target: Target,
    actions: &'static [&'static str],
) -> Permission {
    Permission { service, target, actions, only_for: None }
}

/// Sources: Flux's pages on AWS; which action takes which resource: AWS Service Authorization
/// Reference.
const PERMISSIONS: &[Permission] = &[
    permission(Service::Ecr, Target::Everything, &["ecr:GetAuthorizationToken"]),
    permission(
        Service::Ecr,
        Target::Resources,
        &[
            "ecr:BatchCheckLayerAvailability",
            "ecr:BatchGetImage",
            "ecr:DescribeImages",
            "ecr:GetDownloadUrlForLayer",
            "ecr:ListImages",
        ],
    ),
    permission(Service::S3, Target::Buckets, &["s3:ListBucket"]),
    permission(Service::S3, Target::Objects, &["s3:GetObject"]),
    permission(Service::Codecommit, Target::Resources, &["codecommit:GitPull"]),
    Permission {
        only_for: Some(Controller::ImageAutomationController),
        ..permission(Service::Codecommit, Target::Resources, &["codecommit:GitPush"])
    },
    permission(Service::Kms, Target::Resources, DECRYPT),
    permission(Service::Eks, Target::Resources, &["eks:DescribeCluster"]),
];

const DECRYPT: &[&str] = &["kms:Decrypt", "kms:DescribeKey"];

/// The policies that AWS keeps for reading a whole service.
const MANAGED: [(Service, &str); 3] = [
    (Service::Ecr, "AmazonEC2ContainerRegistryReadOnly"),
    (Service::EcrPublic, "AmazonElasticContainerRegistryPublicReadOnly"),
    (Service::S3, "AmazonS3ReadOnlyAccess"),
];

/// The policy that AWS keeps for a service, if it keeps one.
pub(super) fn managed_policy(partition: &str, service: Service) -> Option<String> {
    let (_, name) = MANAGED.iter().find(|(known, _)| *known == service)?;
    Some(format!("arn:{partition}:iam::aws:policy/{name}"))
}

/// What Flux needs for a service: the policy that AWS keeps for it, or else the actions.
pub(super) fn names(service: Service) -> Vec<&'static str> {
    match MANAGED.iter().find(|(known, _)| *known == service) {
        Some((_, policy)) => vec![policy],
        None => {
            let rows = PERMISSIONS.iter().filter(|row| row.service == service);
            rows.flat_map(|row| row.actions).copied().collect()
        }
    }
}

/// The policy for some resources of a service. `has` tells whether a controller is among those who
/// carry the role.
pub(super) fn policy(
    service: Service,
    resources: &[&AwsResource],
    has: impl Fn(Controller) -> bool,
) -> Value {
    let needed =
        PERMISSIONS.iter().filter(|row| row.service == service && row.only_for.is_none_or(&has));
    document(needed.map(|row| statement(row, resources)).collect())
}

fn statement(row: &Permission, resources: &[&AwsResource]) -> Value {
    let action = match row.actions {
        [only] => (*only).into(),
        several => strings(several),
    };
    let resource = match row.target {
        Target::Everything => "*".into(),
        Target::Resources => strings(resources),
        Target::Buckets => {
            let mut buckets: Vec<String> = resources.iter().map(|r| r.bucket()).collect();
            buckets.dedup();
            strings(buckets)
        }
        Target::Objects => strings(resources.iter().map(|r| r.objects())),
    };
    Value::map([("Effect", "Allow".into()), ("Action", action), ("Resource", resource)])
}

/// The statement of a key's policy that lets a role decrypt. It is shown, never written: to write
/// it would replace the statements that are there.
pub(super) fn key_policy_statement(role: &str) -> Value {
    Value::map([
        ("Effect", "Allow".into()),
        ("Principal", Value::map([("AWS", role.into())])),
        ("Action", strings(DECRYPT)),
        ("Resource", "*".into()),
    ])
}
