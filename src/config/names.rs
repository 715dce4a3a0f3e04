//! The names that Kubernetes gives a form.

use crate::cloud::{Piece, has_length, text_identifier};

text_identifier! {
    /// The name of a namespace. Source: RFC 1123 label, as Kubernetes requires.
    pub(super) Namespace expected "lower-case letters, digits and \"-\", at most 63" samples &[],
    forms &[&[Piece::Run(is_letter, 1, 63)]], |text| {
        let edge = text.starts_with('-') || text.ends_with('-');
        (!has_length(text, 63) || edge || !text.chars().all(is_letter))
            .then(|| "is not a valid name of a namespace".to_owned())
    }
}

text_identifier! {
    /// The name of a ServiceAccount. Source: RFC 1123 subdomain, as Kubernetes requires.
    pub(super) ServiceAccountName
    expected "lower-case letters, digits, \"-\" and \".\", at most 253" samples &[],
    forms &[&[Piece::Run(|c| is_letter(c) || c == '.', 1, 253)]], |text| {
        (!is_subdomain(text)).then(|| "is not a valid name of a ServiceAccount".to_owned())
    }
}

text_identifier! {
    /// The name of a config, which stands in the first line of what is kept of it. Source: RFC 1123
    /// subdomain, as Kubernetes requires of most objects.
    pub(super) ConfigName
    expected "lower-case letters, digits, \"-\" and \".\", at most 253" samples &[],
    forms &[&[Piece::Run(|c| is_letter(c) || c == '.', 1, 253)]], |text| {
        (!is_subdomain(text)).then(|| "is not a valid name of an object".to_owned())
    }
}

fn is_letter(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
}

/// Whether a text is a subdomain of RFC 1123.
fn is_subdomain(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(is_letter)
    };
    has_length(text, 253) && text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::assert_parses;

    #[test]
    fn namespaces() {
        let fault = "is not a valid name of a namespace";
        assert_parses::<Namespace>(
            &["flux-system", "a", "${NAMESPACE}"],
            &[("", fault), ("Flux", fault), ("-a", fault), ("a-", fault), ("a.b", fault)],
        );
    }

    #[test]
    fn configs() {
        let fault = "is not a valid name of an object";
        assert_parses::<ConfigName>(
            &["flux", "a.b"],
            &[("a: b", fault), ("a\nb", fault), ("a/b", fault)],
        );
    }

    #[test]
    fn service_accounts() {
        let fault = "is not a valid name of a ServiceAccount";
        assert_parses::<ServiceAccountName>(
            &["tenant", "a.b", "a-b"],
            &[("", fault), ("A", fault), (".a", fault), ("a b", fault), ("a..b", fault)],
        );
    }
}
