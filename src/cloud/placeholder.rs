//! Words that documentation writes where the reader's own value belongs.

use crate::diagnostic::code;

use super::Malformed;

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

/// Refuses what is left of a template: a text in angle brackets, or one of the words.
pub(super) fn no_placeholder(text: &str) -> Result<(), Malformed> {
    let found = match (text.find('<'), text.find('>')) {
        (Some(open), Some(close)) if open < close => Some(&text[open..=close]),
        _ => text
            .split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-'))
            .find(|word| is_placeholder(word)),
    };
    match found {
        None => Ok(()),
        Some(word) => Err(Malformed {
            code: code::PLACEHOLDER,
            reason: format!("still holds the placeholder {word:?}"),
            help: "put your own value there, or a Flux substitution such as ${NAME}".to_owned(),
        }),
    }
}

fn is_placeholder(word: &str) -> bool {
    let word = word.replace('-', "_");
    PLACEHOLDERS.contains(&word.as_str()) || word.starts_with("YOUR_")
}

#[cfg(test)]
mod tests {
    use super::no_placeholder;

    #[test]
    fn words_of_templates_are_refused_and_their_parts_are_not() {
        for text in ["<ECR ROLE ARN>", "arn:aws:iam::ACCOUNT-ID:role/x", "YOUR_TENANT", "REGION"] {
            assert!(no_placeholder(text).is_err(), "{text}");
        }
        for text in ["", "account", "MYACCOUNT", "a>b<c", "arn:aws:iam::490185926743:role/Role"] {
            assert!(no_placeholder(text).is_ok(), "{text}");
        }
    }
}
