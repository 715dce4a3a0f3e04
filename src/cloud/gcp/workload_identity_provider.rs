//! The provider of a workload identity pool.

use std::fmt;
use std::str::FromStr;

use crate::cloud::{Identifier, Malformed, Piece, has_length};

/// The full name of the provider that exchanges a cluster's tokens.
/// Source: fluxcd/pkg/auth/gcp,
/// `^projects/\d{1,30}/locations/global/workloadIdentityPools/[^/]{1,100}/providers/[^/]{1,100}$`.
///
/// ```
/// use flux_workload_identity::internal::WorkloadIdentityProvider;
/// let name = "projects/7/locations/global/workloadIdentityPools/pool/providers/provider";
/// let parsed: WorkloadIdentityProvider = name.parse().unwrap();
/// assert_eq!(parsed.to_string(), name);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkloadIdentityProvider {
    text: String,
    project_number: String,
}

/// Project numbers that Google's documentation uses as samples.
const SAMPLE_PROJECTS: [&str; 2] = ["123456789", "123456789012"];

const EXPECTED: &str =
    "projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER";

impl FromStr for WorkloadIdentityProvider {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<WorkloadIdentityProvider, Malformed> {
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
            return refuse("is not the full name of a workload identity provider");
        };
        if !has_length(number, 30) || !number.bytes().all(|b| b.is_ascii_digit()) {
            return refuse(format!("has a project {number:?} that is not a number"));
        }
        if !has_length(pool, 100) || !has_length(provider, 100) {
            return refuse("has a pool or a provider that is empty or too long");
        }
        if [pool, provider].concat().contains(|c| !is_of_name(c)) {
            return refuse("has a pool or a provider with white space in it");
        }
        let [text, project_number] = [text, number].map(str::to_owned);
        Ok(WorkloadIdentityProvider { text, project_number })
    }
}

fn is_of_name(c: char) -> bool {
    c != '/' && !c.is_whitespace() && !c.is_control()
}

fn refuse<T>(reason: impl Into<String>) -> Result<T, Malformed> {
    Err(Malformed::new(reason, EXPECTED))
}

impl fmt::Display for WorkloadIdentityProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Identifier for WorkloadIdentityProvider {
    const FORMS: &'static [&'static [Piece]] = &[&[
        Piece::Text("projects/"),
        Piece::Run(|c| c.is_ascii_digit(), 1, 30),
        Piece::Text("/locations/global/workloadIdentityPools/"),
        Piece::Run(is_of_name, 1, 100),
        Piece::Text("/providers/"),
        Piece::Run(is_of_name, 1, 100),
    ]];
    const EXPECTED: &'static str = EXPECTED;

    fn is_sample(&self) -> bool {
        SAMPLE_PROJECTS.contains(&self.project_number.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::assert_parses;

    #[test]
    fn forms() {
        let path = |project: &str, pool: &str| {
            format!("projects/{project}/locations/global/workloadIdentityPools/{pool}/providers/q")
        };
        let fault = "is not the full name of a workload identity provider";
        assert_parses::<WorkloadIdentityProvider>(
            &[&path("1", "p"), &path("${N}", "p"), "${WIP}"],
            &[
                ("", fault),
                ("p/q", fault),
                (&path("x", "p"), "has a project \"x\" that is not a number"),
                (&path("1", ""), "has a pool or a provider that is empty or too long"),
                (&path("1", "a b"), "has a pool or a provider with white space in it"),
                (&path("1", "POOL_ID"), "still holds the placeholder \"POOL_ID\""),
            ],
        );
    }
}
