//! The identifiers of the clouds, checked.
//!
//! A value that holds a Flux substitution (`${ECR_ROLE_ARN}`) passes as it is: what will stand
//! there is known only in the cluster.

/// What is wrong with an identifier and how it should look.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed {
    pub(super) code: Code,
    /// A predicate about the value: "is not a UUID".
    pub(super) reason: String,
    pub(super) help: String,
}

use crate::diagnostic::{Code, code};

type Checked = Result<(), Malformed>;

/// A check of one kind of identifier.
pub(super) type Check = fn(&str) -> Checked;

/// Words that documentation writes where the reader's own value belongs.
const PLACEHOLDERS: &[&str] = &[
    "ACCOUNT",
    "ACCOUNT_ID",
    "AWS_ACCOUNT_ID",
    "CLIENT_ID",
    "AZURE_CLIENT_ID",
    "TENANT_ID",
    "AZURE_TENANT_ID",
    "PROJECT",
    "PROJECT_ID",
    "PROJECT_NUMBER",
    "POOL",
    "POOL_ID",
    "POOL_NAME",
    "PROVIDER",
    "PROVIDER_ID",
    "ROLE",
    "ROLE_ARN",
    "ROLE_NAME",
    "REGION",
    "AWS_REGION",
    "NAME",
    "SERVICE_ACCOUNT",
    "SA_NAME",
    "GSA_NAME",
    "EMAIL",
    "CHANGEME",
    "CHANGE_ME",
    "REPLACE_ME",
    "TODO",
    "XXX",
];

/// Whether the text holds a Flux substitution.
pub(crate) fn is_substitution(text: &str) -> bool {
    text.find("${").is_some_and(|open| text[open..].contains('}'))
}

/// Refuses what is left of a template.
pub(super) fn no_placeholder(text: &str) -> Checked {
    let found = match (text.find('<'), text.find('>')) {
        (Some(open), Some(close)) if open < close => Some(&text[open..=close]),
        _ => text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')).find(
            |word| {
                let word = word.replace('-', "_");
                PLACEHOLDERS.contains(&word.as_str()) || word.starts_with("YOUR_")
            },
        ),
    };
    match found {
        Some(word) if !is_substitution(text) => Err(Malformed {
            code: code::PLACEHOLDER,
            reason: format!("still holds the placeholder {word:?}"),
            help: "put your own value there, or a Flux substitution such as ${NAME}".to_owned(),
        }),
        _ => Ok(()),
    }
}

/// `arn:aws:iam::111122223333:role/NAME`.
/// Source: fluxcd/pkg/auth/aws, `^arn:aws[\w-]*:iam::[0-9]{1,30}:role/.{1,200}$`.
pub(super) fn role_arn(text: &str) -> Checked {
    checked(text, "arn:aws:iam::111122223333:role/NAME", || {
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let &[arn, partition, service, region, account, resource] = parts.as_slice() else {
            return Some("is not an ARN: it does not have six parts separated by \":\"".to_owned());
        };
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if arn != "arn" || !partition.starts_with("aws") || !partition.chars().all(word) {
            Some("is not an AWS ARN: it does not begin with \"arn:aws\"".to_owned())
        } else if service != "iam" || !region.is_empty() {
            Some(format!("is not the ARN of an IAM role: it names {service:?}"))
        } else if !digits(account) {
            Some(format!("has an account {account:?} that is not a number"))
        } else {
            let name = resource.strip_prefix("role/");
            match name {
                None => Some(format!(
                    "is not the ARN of a role: {resource:?} does not begin with \"role/\""
                )),
                Some(name) if !length(name, 200) => {
                    Some("has a role name that is empty or too long".to_owned())
                }
                Some(_) => None,
            }
        }
    })
}

/// A UUID, as Azure's client and tenant IDs are.
pub(super) fn uuid(text: &str) -> Checked {
    checked(text, "a UUID, 00000000-0000-0000-0000-000000000000", || {
        let parts: Vec<usize> = text.split('-').map(str::len).collect();
        let hex = text.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
        if text.starts_with("arn:") {
            Some("is an AWS ARN, not a UUID".to_owned())
        } else if text.contains('@') {
            Some("is an e-mail address, not a UUID".to_owned())
        } else if parts != [8, 4, 4, 4, 12] || !hex {
            Some("is not a valid UUID".to_owned())
        } else {
            None
        }
    })
}

/// A Google account, `NAME@PROJECT.iam.gserviceaccount.com` or another.
pub(super) fn email(text: &str) -> Checked {
    checked(text, "NAME@PROJECT.iam.gserviceaccount.com", || {
        let (name, domain) = text.split_once('@').unwrap_or((text, ""));
        let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        let shape = !name.is_empty() && domain.contains('.') && !domain.ends_with('.');
        (!shape || !name.chars().chain(domain.chars()).all(word))
            .then(|| "is not the e-mail address of a Google service account".to_owned())
    })
}

/// Whether the account is a user-managed one of the usual form.
/// Source: fluxcd/pkg/auth/gcp, `^[a-zA-Z0-9-]{1,100}@[a-zA-Z0-9-]{1,100}\.iam\.gserviceaccount\.com$`.
pub(super) fn is_usual_email(text: &str) -> bool {
    let word = |part: &str| {
        length(part, 100) && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let parts = text.strip_suffix(".iam.gserviceaccount.com").and_then(|t| t.split_once('@'));
    is_substitution(text) || parts.is_some_and(|(name, project)| word(name) && word(project))
}

/// The full name of a workload identity provider.
/// Source: fluxcd/pkg/auth/gcp,
/// `^projects/\d{1,30}/locations/global/workloadIdentityPools/[^/]{1,100}/providers/[^/]{1,100}$`.
pub(super) fn workload_identity_provider(text: &str) -> Checked {
    let form = "projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER";
    checked(text, form, || {
        let parts: Vec<&str> = text.split('/').collect();
        let &[
            "projects",
            number,
            "locations",
            "global",
            "workloadIdentityPools",
            pool,
            "providers",
            provider,
        ] = parts.as_slice()
        else {
            return Some("is not the full name of a workload identity provider".to_owned());
        };
        if !digits(number) {
            Some(format!("has a project {number:?} that is not a number"))
        } else if !length(pool, 100) || !length(provider, 100) {
            Some("has a pool or a provider that is empty or too long".to_owned())
        } else {
            None
        }
    })
}

/// An AWS region, such as `eu-west-1`.
pub(super) fn region(text: &str) -> Checked {
    checked(text, "a region such as eu-west-1", || {
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        (!text.contains('-') || !text.chars().all(word)).then(|| "is not an AWS region".to_owned())
    })
}

/// The name of a namespace. Source: RFC 1123 label, as Kubernetes requires.
pub(super) fn namespace(text: &str) -> Checked {
    checked(text, "lower-case letters, digits and \"-\", at most 63", || {
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let edge = text.starts_with('-') || text.ends_with('-');
        (!length(text, 63) || edge || !text.chars().all(word))
            .then(|| "is not a valid name of a namespace".to_owned())
    })
}

/// The name of a ServiceAccount. Source: RFC 1123 subdomain, as Kubernetes requires.
pub(super) fn service_account(text: &str) -> Checked {
    checked(text, "lower-case letters, digits, \"-\" and \".\", at most 253", || {
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
        let edge = text.starts_with(['-', '.']) || text.ends_with(['-', '.']);
        (!length(text, 253) || edge || !text.chars().all(word))
            .then(|| "is not a valid name of a ServiceAccount".to_owned())
    })
}

/// The name of an STS session. Source: AWS STS API, `RoleSessionName`: `[\w+=,.@-]*`, 2 to 64.
pub(super) fn role_session_name(text: &str) -> Checked {
    checked(text, "2 to 64 letters, digits and any of +=,.@-_", || {
        let word = |c: char| c.is_ascii_alphanumeric() || "+=,.@-_".contains(c);
        if !(2..=64).contains(&text.chars().count()) {
            Some(format!("has {} characters, and STS takes 2 to 64", text.chars().count()))
        } else {
            (!text.chars().all(word)).then(|| "has a character that STS refuses".to_owned())
        }
    })
}

/// A text that only must not be blank or broken.
pub(super) fn word(text: &str) -> Checked {
    checked(text, "text without blanks", || {
        (text.is_empty() || text.chars().any(|c| c.is_whitespace() || c.is_control()))
            .then(|| "is empty or has white space in it".to_owned())
    })
}

fn checked(text: &str, form: &str, fault: impl FnOnce() -> Option<String>) -> Checked {
    if is_substitution(text) {
        return Ok(());
    }
    no_placeholder(text)?;
    match fault() {
        None => Ok(()),
        Some(reason) => Err(Malformed {
            code: code::MALFORMED_VALUE,
            reason,
            help: format!("expected: {form}"),
        }),
    }
}

fn digits(text: &str) -> bool {
    length(text, 30) && text.bytes().all(|b| b.is_ascii_digit())
}

fn length(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    type Table<'t> = &'t [(fn(&str) -> Checked, &'t [&'t str], &'t [&'t str])];

    #[test]
    fn what_passes_and_what_does_not() {
        let table: Table<'_> = &[
            (
                role_arn,
                &[
                    "arn:aws:iam::111122223333:role/flux",
                    "arn:aws-us-gov:iam::1:role/path/name",
                    "${ARN}",
                    "arn:aws:iam::${ACCOUNT_ID}:role/x",
                ],
                &[
                    "",
                    "arn",
                    "arn:gcp:iam::1:role/x",
                    "arn:aws:s3:::bucket",
                    "arn:aws:iam::ACCOUNT_ID:role/x",
                    "arn:aws:iam::1:user/x",
                    "arn:aws:iam::1:role/",
                    "<ECR ROLE ARN>",
                    "arn:aws:iam::1:role/ROLE_NAME",
                ],
            ),
            (
                uuid,
                &["6731de76-14a6-49ae-97bc-6eba6914391e", "6731DE76-14A6-49AE-97BC-6EBA6914391E"],
                &[
                    "",
                    "arn:aws:iam::1:role/x",
                    "a@b.c",
                    "6731de76",
                    "6731de7614a649ae97bc6eba6914391e",
                    "CLIENT_ID",
                ],
            ),
            (
                email,
                &["a@p.iam.gserviceaccount.com", "1-compute@developer.gserviceaccount.com"],
                &["", "a", "a@", "@b.c", "a b@c.d", "a@PROJECT_ID.iam.gserviceaccount.com"],
            ),
            (
                workload_identity_provider,
                &["projects/1/locations/global/workloadIdentityPools/p/providers/q"],
                &[
                    "",
                    "projects/x/locations/global/workloadIdentityPools/p/providers/q",
                    "p/q",
                    "projects/1/locations/global/workloadIdentityPools//providers/q",
                    "projects/1/locations/global/workloadIdentityPools/POOL_ID/providers/q",
                ],
            ),
            (
                region,
                &["eu-west-1", "us-isof-south-1", "${R}"],
                &["", "EU-WEST-1", "europe", "REGION"],
            ),
            (namespace, &["flux-system", "a"], &["", "Flux", "-a", "a-", "a.b"]),
            (service_account, &["tenant", "a.b"], &["", "A", ".a", "a b"]),
            (role_session_name, &["flux", "a.b@c"], &["", "a", "a b"]),
            (word, &["sts.amazonaws.com"], &["", "a b"]),
        ];
        for (check, good, bad) in table {
            for text in *good {
                assert_eq!(check(text), Ok(()), "{text}");
            }
            for text in *bad {
                assert!(check(text).is_err(), "{text}");
            }
        }
    }

    #[test]
    fn unusual_google_accounts() {
        assert!(is_usual_email("a@p.iam.gserviceaccount.com"));
        assert!(!is_usual_email("1-compute@developer.gserviceaccount.com"));
    }
}
