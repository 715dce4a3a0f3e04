//! An IAM role by the parts of its ARN.

use std::fmt;

/// The parts of a role's ARN. Unlike those of a `RoleArn` they may hold substitutions.
///
/// ```
/// use flux_workload_identity::internal::RoleName;
/// let role = RoleName::of_arn("arn:aws:iam::${ACCOUNT}:role/teams/flux").unwrap();
/// assert_eq!((role.account.as_str(), role.name.as_str()), ("${ACCOUNT}", "flux"));
/// assert_eq!(role.path, "/teams/");
/// assert!(RoleName::of_arn("${ROLE_ARN}").is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoleName {
    /// `aws`, `aws-cn`, `aws-us-gov` or another.
    pub partition: String,
    /// The account.
    pub account: String,
    /// The path, with a slash at both ends.
    pub path: String,
    /// The name.
    pub name: String,
}

impl RoleName {
    /// The parts of an ARN; `None` if a substitution stands for several of them.
    pub fn of_arn(arn: &str) -> Option<RoleName> {
        let (partition, rest) = arn.strip_prefix("arn:")?.split_once(":iam::")?;
        let (account, name) = rest.split_once(":role/")?;
        let (path, name) = match name.rsplit_once('/') {
            Some((path, name)) => (format!("/{path}/"), name),
            None => ("/".to_owned(), name),
        };
        let [partition, account, name] = [partition, account, name].map(str::to_owned);
        Some(RoleName { partition, account, path, name })
    }
}

impl fmt::Display for RoleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let RoleName { partition, account, path, name } = self;
        write!(f, "arn:{partition}:iam::{account}:role{path}{name}")
    }
}
