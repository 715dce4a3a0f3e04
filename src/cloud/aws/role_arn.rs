//! The ARN of an IAM role.

use std::fmt;
use std::str::FromStr;

use crate::cloud::{ANY, Identifier, Malformed, Piece, has_length};

/// The ARN of an IAM role, `arn:aws:iam::490185926743:role/path/name`.
/// Source: IAM API reference, `Role`: `Arn`, `Path` and `RoleName`; AWS account IDs have 12 digits.
///
/// ```
/// use flux_workload_identity::internal::RoleArn;
/// let arn: RoleArn = "arn:aws-cn:iam::490185926743:role/teams/a/flux".parse().unwrap();
/// assert_eq!(arn.partition(), "aws-cn");
/// assert_eq!(arn.to_string(), "arn:aws-cn:iam::490185926743:role/teams/a/flux");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleArn {
    text: String,
    partition: String,
    account: String,
}

/// Account IDs that AWS's documentation uses as samples.
const SAMPLE_ACCOUNTS: [&str; 4] = ["111122223333", "123456789012", "444455556666", "777788889999"];

const EXPECTED: &str = "arn:aws:iam::111122223333:role/NAME";

impl RoleArn {
    /// The partition: `aws`, `aws-cn`, `aws-us-gov` or another `aws-…`.
    pub fn partition(&self) -> &str {
        &self.partition
    }
}

impl FromStr for RoleArn {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<RoleArn, Malformed> {
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let &[arn, partition, service, region, account, resource] = parts.as_slice() else {
            return refuse("is not an ARN: it does not have six parts separated by \":\"");
        };
        if arn != "arn" || !is_partition(partition) {
            return refuse("is not an AWS ARN: it does not begin with \"arn:aws\"");
        }
        if service != "iam" || !region.is_empty() {
            return refuse(format!("is not the ARN of an IAM role: it names {service:?}"));
        }
        if account.len() != 12 || !account.bytes().all(|b| b.is_ascii_digit()) {
            return refuse(format!("has the account {account:?}, which is not 12 digits"));
        }
        let Some(path) = resource.strip_prefix("role/") else {
            return refuse(format!(
                "is not the ARN of a role: {resource:?} does not begin with \"role/\""
            ));
        };
        let (path, name) = path.rsplit_once('/').map_or((None, path), |(p, name)| (Some(p), name));
        let path = path.map_or("/".to_owned(), |path| format!("/{path}/"));
        if !has_length(&path, 512) || !path.chars().all(is_of_path) {
            return refuse(
                "has a role path with a character that AWS refuses, or a path that is too long",
            );
        }
        if !has_length(name, 64) {
            return refuse(format!(
                "has a role name of {} characters; AWS takes 1 to 64",
                name.chars().count()
            ));
        }
        if !name.chars().all(is_of_name) {
            return refuse(format!("has a role name {name:?} with a character that AWS refuses"));
        }
        let [text, partition, account] = [text, partition, account].map(str::to_owned);
        Ok(RoleArn { text, partition, account })
    }
}

fn refuse<T>(reason: impl Into<String>) -> Result<T, Malformed> {
    Err(Malformed::new(reason, EXPECTED))
}

fn is_partition(text: &str) -> bool {
    let rest = text.strip_prefix("aws");
    rest.is_some_and(|r| {
        r.is_empty() || (r.len() > 1 && r.starts_with('-') && r.chars().all(is_of_partition))
    })
}

fn is_of_partition(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
}

fn is_of_path(c: char) -> bool {
    ('!'..='~').contains(&c)
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_+=,.@-".contains(c)
}

impl fmt::Display for RoleArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Identifier for RoleArn {
    const FORMS: &'static [&'static [Piece]] = {
        const HEAD: [Piece; 5] = [
            Piece::Text("arn:aws"),
            Piece::Run(is_of_partition, 0, ANY),
            Piece::Text(":iam::"),
            Piece::Run(|c| c.is_ascii_digit(), 12, 12),
            Piece::Text(":role/"),
        ];
        const PATH: Piece = Piece::Run(is_of_path, 0, 510);
        const NAME: Piece = Piece::Run(is_of_name, 1, 64);
        let [arn, partition, iam, account, role] = HEAD;
        &[
            &[arn, partition, iam, account, role, NAME],
            &[arn, partition, iam, account, role, PATH, Piece::Text("/"), NAME],
        ]
    };
    const EXPECTED: &'static str = EXPECTED;

    fn is_sample(&self) -> bool {
        SAMPLE_ACCOUNTS.contains(&self.account.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::assert_parses;

    const NEVER: &str = "is not one, whatever Flux fills in for its variables";

    #[test]
    fn forms() {
        let long = format!("arn:aws:iam::490185926743:role/{}", "a".repeat(65));
        assert_parses::<RoleArn>(
            &[
                "arn:aws:iam::490185926743:role/flux",
                "arn:aws-us-gov:iam::490185926743:role/path/name",
                "arn:aws-iso-b:iam::490185926743:role/a//b/n+=,.@-_",
                "${ARN}",
                "arn:aws:iam::${ACCOUNT_ID}:role/x",
            ],
            &[
                ("", "is not an ARN: it does not have six parts separated by \":\""),
                ("arn", "is not an ARN: it does not have six parts separated by \":\""),
                (
                    "arn:gcp:iam::490185926743:role/x",
                    "is not an AWS ARN: it does not begin with \"arn:aws\"",
                ),
                (
                    "arn:awsx:iam::490185926743:role/x",
                    "is not an AWS ARN: it does not begin with \"arn:aws\"",
                ),
                (
                    "arn:aws-:iam::490185926743:role/x",
                    "is not an AWS ARN: it does not begin with \"arn:aws\"",
                ),
                ("arn:aws:s3:::bucket", "is not the ARN of an IAM role: it names \"s3\""),
                ("arn:aws:iam::1:role/x", "has the account \"1\", which is not 12 digits"),
                (
                    "arn:aws:iam::490185926743:user/x",
                    "is not the ARN of a role: \"user/x\" does not begin with \"role/\"",
                ),
                (
                    "arn:aws:iam::490185926743:role/",
                    "has a role name of 0 characters; AWS takes 1 to 64",
                ),
                (&long, "has a role name of 65 characters; AWS takes 1 to 64"),
                (
                    "arn:aws:iam::490185926743:role/a b",
                    "has a role name \"a b\" with a character that AWS refuses",
                ),
                (
                    "arn:aws:iam::490185926743:role/a\n",
                    "has a role name \"a\\n\" with a character that AWS refuses",
                ),
                (
                    "arn:aws:iam::490185926743:role/a b/c",
                    "has a role path with a character that AWS refuses, or a path that is too long",
                ),
                ("arn:aws:iam::1:role/${NAME}", NEVER),
                ("arn:aws:iam::49018592674${A}:role/x/${B}:3/", NEVER),
                ("arn:aws:s3:::${NAME}", NEVER),
                ("${ARN}/a b", NEVER),
                (&format!("${{ARN}}{}", "a".repeat(65)), NEVER),
                ("arn:aws:iam::ACCOUNT_ID:role/${X}", "still holds the placeholder \"ACCOUNT_ID\""),
                ("arn:aws:iam::ACCOUNT_ID:role/x", "still holds the placeholder \"ACCOUNT_ID\""),
                ("<ECR ROLE ARN>", "still holds the placeholder \"<ECR ROLE ARN>\""),
            ],
        );
    }
}
