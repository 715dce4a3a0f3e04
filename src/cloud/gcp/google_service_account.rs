//! A Google service account.

use crate::cloud::{ANY, Piece, has_length, text_identifier};

text_identifier! {
    /// The e-mail address of a Google service account, `NAME@PROJECT.iam.gserviceaccount.com` or
    /// one that Google makes.
    pub GoogleServiceAccount expected "NAME@PROJECT.iam.gserviceaccount.com" samples &[],
    forms &[&[
        Piece::Run(is_letter, 1, ANY),
        Piece::Text("@"),
        Piece::Run(is_letter, 0, ANY),
        Piece::Text("."),
        Piece::Run(is_letter, 0, ANY),
        Piece::Run(|c| is_letter(c) && c != '.', 1, 1),
    ]], |text| {
        let (name, domain) = text.split_once('@').unwrap_or((text, ""));
        let shape = !name.is_empty() && domain.contains('.') && !domain.ends_with('.');
        (!shape || !name.chars().chain(domain.chars()).all(is_letter))
            .then(|| "is not the e-mail address of a Google service account".to_owned())
    }
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_')
}

impl GoogleServiceAccount {
    /// Whether a user made the account, rather than Google. Flux takes no other at object level.
    /// Source: fluxcd/pkg/auth/gcp,
    /// `^[a-zA-Z0-9-]{1,100}@[a-zA-Z0-9-]{1,100}\.iam\.gserviceaccount\.com$`.
    ///
    /// ```
    /// use flux_workload_identity::internal::GoogleServiceAccount;
    /// let made = |text: &str| text.parse::<GoogleServiceAccount>().unwrap().is_user_managed();
    /// assert!(made("flux@project.iam.gserviceaccount.com"));
    /// assert!(!made("1-compute@developer.gserviceaccount.com"));
    /// ```
    pub fn is_user_managed(&self) -> bool {
        let is_word = |part: &str| {
            has_length(part, 100) && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        };
        let parts = self.0.strip_suffix(".iam.gserviceaccount.com").and_then(|t| t.split_once('@'));
        parts.is_some_and(|(name, project)| is_word(name) && is_word(project))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::assert_parses;

    #[test]
    fn accounts_that_a_user_made() {
        let long = format!("{}@p.iam.gserviceaccount.com", "a".repeat(101));
        for (text, expected) in [
            ("flux-1@p-2.iam.gserviceaccount.com", true),
            ("a_b@p.iam.gserviceaccount.com", false),
            ("a@p.q.iam.gserviceaccount.com", false),
            ("a@p.gserviceaccount.com", false),
            (&long, false),
        ] {
            let account: GoogleServiceAccount = text.parse().unwrap();
            assert_eq!(account.is_user_managed(), expected, "{text}");
        }
    }

    #[test]
    fn forms() {
        let fault = "is not the e-mail address of a Google service account";
        assert_parses::<GoogleServiceAccount>(
            &[
                "a@p.iam.gserviceaccount.com",
                "1-compute@developer.gserviceaccount.com",
                "a@${PROJECT}.iam.gserviceaccount.com",
            ],
            &[
                ("", fault),
                ("a", fault),
                ("a@", fault),
                ("@b.c", fault),
                ("a b@c.d", fault),
                ("a@c.d\n", fault),
                (
                    "a@PROJECT_ID.iam.gserviceaccount.com",
                    "still holds the placeholder \"PROJECT_ID\"",
                ),
            ],
        );
    }
}
