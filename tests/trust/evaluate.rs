//! Who may assume a role: an evaluator of trust policies, as far as those of this program go. What
//! it does not know it refuses.
//!
//! Source: IAM, "Policy evaluation logic" and "IAM JSON policy elements: Condition operators".

use serde_json::Value;

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Caller<'c> {
    /// A token of an issuer.
    Token { provider: &'c str, audience: &'c str, subject: &'c str },
    /// EKS Pod Identity.
    PodIdentity,
}

/// Whether a policy lets the caller assume the role.
pub(crate) fn may_assume(policy: &Value, caller: Caller<'_>) -> bool {
    assert_eq!(policy["Version"], "2012-10-17");
    policy["Statement"].as_array().unwrap().iter().any(|statement| allows(statement, caller))
}

fn allows(statement: &Value, caller: Caller<'_>) -> bool {
    let keys: Vec<&str> = statement.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(statement["Effect"], "Allow", "a statement that denies");
    match caller {
        Caller::PodIdentity => {
            keys == ["Action", "Effect", "Principal"]
                && statement["Principal"]
                    == serde_json::json!({"Service": "pods.eks.amazonaws.com"})
                && statement["Action"] == serde_json::json!(["sts:AssumeRole", "sts:TagSession"])
        }
        Caller::Token { provider, audience, subject } => {
            if keys != ["Action", "Condition", "Effect", "Principal"] {
                return false;
            }
            assert_eq!(statement["Action"], "sts:AssumeRoleWithWebIdentity");
            let arn = statement["Principal"]["Federated"].as_str().unwrap();
            let issuer = arn.split_once(":oidc-provider/").unwrap().1;
            let conditions = statement["Condition"].as_object().unwrap();
            assert_eq!(conditions.keys().collect::<Vec<_>>(), ["StringEquals"]);
            let equals = conditions["StringEquals"].as_object().unwrap();
            assert_eq!(equals.len(), 2, "a condition is missing or unknown: {equals:?}");
            let holds = |claim: &str, value: &str| match &equals[&format!("{issuer}:{claim}")] {
                Value::String(one) => one == value,
                Value::Array(several) => several.iter().any(|one| one == value),
                other => panic!("{other} is no condition"),
            };
            arn == provider && holds("aud", audience) && holds("sub", subject)
        }
    }
}

/// The evaluator can refuse.
pub(crate) fn refuses() {
    let arn = "arn:aws:iam::490185926743:oidc-provider/a.example";
    let policy = serde_json::json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow",
        "Principal": {"Federated": arn},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {"a.example:aud": "x", "a.example:sub": ["s"]}}
    }]});
    let asks = |provider, audience, subject| {
        may_assume(&policy, Caller::Token { provider, audience, subject })
    };
    assert!(asks(arn, "x", "s"));
    assert!(!asks("arn:aws:iam::490185926743:oidc-provider/b.example", "x", "s"));
    assert!(!asks(arn, "y", "s"));
    assert!(!asks(arn, "x", "S"));
    assert!(!may_assume(&policy, Caller::PodIdentity));
}
