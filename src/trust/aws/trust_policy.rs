//! Who may assume a role.

use std::collections::{BTreeMap, BTreeSet};

use crate::trust::json::strings;
use crate::trust::{Access, Bearer, Issuer, Subject};
use crate::yaml::Value;

use super::RoleName;

/// The principal of EKS Pod Identity, the same in every partition.
const POD_IDENTITY: &str = "pods.eks.amazonaws.com";

/// The trust policy of a role. ServiceAccounts with the same issuer and audiences share a
/// statement, others have one of their own: nobody gets in with another's audience.
pub(super) fn trust_policy(role: &RoleName, bearers: &[Bearer]) -> Value {
    let mut by_token: BTreeMap<(&Issuer, &[String]), BTreeSet<&Subject>> = BTreeMap::new();
    for bearer in bearers {
        if let Access::Token { issuer: Some(issuer), audiences } = &bearer.access {
            by_token.entry((issuer, audiences)).or_default().insert(&bearer.subject);
        }
    }
    let mut statements: Vec<Value> = by_token
        .into_iter()
        .map(|((issuer, audiences), subjects)| by_issuer(role, issuer, audiences, &subjects))
        .collect();
    if bearers.iter().any(|bearer| matches!(bearer.access, Access::PodIdentity { .. })) {
        statements.push(Value::map([
            ("Effect", "Allow".into()),
            ("Principal", Value::map([("Service", POD_IDENTITY.into())])),
            ("Action", strings(["sts:AssumeRole", "sts:TagSession"])),
        ]));
    }
    document(statements)
}

fn by_issuer(
    role: &RoleName,
    issuer: &Issuer,
    audiences: &[String],
    subjects: &BTreeSet<&Subject>,
) -> Value {
    let audience = match audiences {
        [only] => only.as_str().into(),
        several => strings(several),
    };
    let key = |claim: &str| format!("{}:{claim}", issuer.without_scheme());
    let equals = Value::map([(key("aud"), audience), (key("sub"), strings(subjects))]);
    Value::map([
        ("Effect", "Allow".into()),
        ("Principal", Value::map([("Federated", provider_arn(role, issuer).into())])),
        ("Action", "sts:AssumeRoleWithWebIdentity".into()),
        ("Condition", Value::map([("StringEquals", equals)])),
    ])
}

/// The ARN of the provider of an issuer, which has to be in the role's account.
pub(super) fn provider_arn(role: &RoleName, issuer: &Issuer) -> String {
    let RoleName { partition, account, .. } = role;
    format!("arn:{partition}:iam::{account}:oidc-provider/{}", issuer.without_scheme())
}

/// A policy document.
pub(super) fn document(statements: Vec<Value>) -> Value {
    Value::map([("Version", "2012-10-17".into()), ("Statement", Value::List(statements))])
}
