//! The issuer of a cluster's tokens.

use std::fmt;
use std::str::FromStr;

use crate::diagnostic::code;

use super::{ANY, Identifier, Malformed, Piece};

/// The issuer, kept to the byte: clouds compare it exactly, and that of AKS ends in a slash.
///
/// ```
/// use flux_workload_identity::internal::Issuer;
/// let issuer: Issuer = "https://oidc.eks.us-east-1.amazonaws.com/id/ABC".parse().unwrap();
/// assert_eq!(issuer.without_scheme(), "oidc.eks.us-east-1.amazonaws.com/id/ABC");
/// assert!("http://oidc.example.com".parse::<Issuer>().is_err());
/// assert!("https://login.microsoftonline.com/common/v2.0".parse::<Issuer>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Issuer(String);

const EXPECTED: &str =
    "the \"issuer\" of what `kubectl get --raw /.well-known/openid-configuration` prints";

const SCHEME: &str = "https://";

/// Entra refuses its own issuers in federated credentials, and no cluster has one of them.
/// Source: Microsoft Entra, "Considerations for workload identity federation".
const ENTRA: [&str; 5] = [
    "sts.windows.net",
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.partner.microsoftonline.cn",
    "login.chinacloudapi.cn",
];

/// Before the project in the issuer of a GKE cluster.
const GKE: &str = "https://container.googleapis.com/v1/projects/";

impl Issuer {
    /// The issuer as AWS names its provider.
    pub fn without_scheme(&self) -> &str {
        self.0.strip_prefix(SCHEME).unwrap_or(&self.0)
    }

    /// The issuer.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The project of a GKE cluster.
    pub fn gke_project(&self) -> Option<&str> {
        self.0.strip_prefix(GKE)?.split('/').next().filter(|project| !project.is_empty())
    }

    /// The region of an EKS cluster.
    pub fn eks_region(&self) -> Option<&str> {
        self.without_scheme().strip_prefix("oidc.eks.")?.split('.').next()
    }

    /// The issuer of a discovery document, `/.well-known/openid-configuration`.
    ///
    /// # Errors
    /// A predicate about the document: what is wrong with it.
    pub fn of_discovery(document: &str) -> Result<Issuer, Malformed> {
        let read: Result<serde_json::Value, _> = serde_json::from_str(document);
        let read =
            read.map_err(|error| malformed(format!("is not a discovery document: {error}")))?;
        match read.get("issuer").and_then(serde_json::Value::as_str) {
            Some(issuer) => issuer.parse().map_err(|fault: Malformed| {
                malformed(format!("has the issuer {issuer:?}, which {}", fault.reason))
            }),
            None => Err(malformed("is not a discovery document: it has no \"issuer\"".to_owned())),
        }
    }
}

fn malformed(reason: String) -> Malformed {
    Malformed { code: code::ISSUER_MALFORMED, reason, help: format!("expected: {EXPECTED}") }
}

impl Identifier for Issuer {
    const FORMS: &'static [&'static [Piece]] =
        &[&[Piece::Text(SCHEME), Piece::Run(|_| true, 1, ANY)]];
    const EXPECTED: &'static str = EXPECTED;
}

impl FromStr for Issuer {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Issuer, Malformed> {
        let refuse = |reason: &str| Err(malformed(format!("is not a valid issuer: {reason}")));
        let Some(rest) = text.strip_prefix(SCHEME) else {
            return refuse("it does not begin with https://");
        };
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
        if authority.contains('@') {
            return refuse("it has a user");
        }
        let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        if host.is_empty() || !host.chars().all(is_host) {
            return refuse("its host is not a DNS name");
        }
        // Rust's own reading takes a sign.
        if port.starts_with('+') || port.parse::<u16>().is_err() {
            return refuse("its port is not a number");
        }
        if path.contains('?') {
            return refuse("it has a query");
        }
        if path.contains('#') {
            return refuse("it has a fragment");
        }
        // RFC 3986, `pchar`, without the quote.
        let is_path = |c: char| c.is_ascii_alphanumeric() || "-._~!$&()*+,;=:@%/".contains(c);
        if let Some(other) = path.chars().find(|c| !is_path(*c)) {
            return refuse(&format!("its path has the character {other:?}"));
        }
        if ENTRA.iter().any(|entra| host.eq_ignore_ascii_case(entra)) {
            return refuse("it is Entra's own, not a cluster's");
        }
        Ok(Issuer(text.to_owned()))
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Issuer;
    use crate::cloud::assert_parses;

    #[test]
    fn what_is_refused_and_why() {
        let table = [
            ("oidc.example.com", "it does not begin with https://"),
            ("http://a.example", "it does not begin with https://"),
            ("https://me@a.example", "it has a user"),
            ("https://", "its host is not a DNS name"),
            ("https://a b", "its host is not a DNS name"),
            ("https://a:x", "its port is not a number"),
            ("https://a:", "its port is not a number"),
            ("https://a:+1", "its port is not a number"),
            ("https://a:65536", "its port is not a number"),
            ("https://a/?b", "it has a query"),
            ("https://a?b", "it has a query"),
            ("https://a/#b", "it has a fragment"),
            ("https://a/'", "its path has the character '\\''"),
            ("https://a/\"", "its path has the character '\"'"),
            ("https://a/\n", "its path has the character '\\n'"),
            ("https://a/ ", "its path has the character ' '"),
            ("https://STS.windows.net/x/", "it is Entra's own, not a cluster's"),
        ];
        for (text, reason) in table {
            let error = text.parse::<Issuer>().unwrap_err();
            assert_eq!(error.reason, format!("is not a valid issuer: {reason}"), "{text:?}");
        }
    }

    #[test]
    fn it_is_kept_to_the_byte() {
        assert_parses::<Issuer>(
            &["https://a.example", "https://a.example/", "https://A.example:65535/b//c/"],
            &[],
        );
    }

    #[test]
    fn it_tells_what_clouds_read_of_it() {
        let eks = "https://oidc.eks.eu-west-1.amazonaws.com/id/ABC";
        let gke = "https://container.googleapis.com/v1/projects/mine/locations/a/clusters/b";
        for (text, region, project) in [
            (eks, Some("eu-west-1"), None),
            (gke, None, Some("mine")),
            ("https://container.googleapis.com/v1/projects//locations/a", None, None),
            ("https://a.example/oidc.eks.eu-west-1.amazonaws.com", None, None),
        ] {
            let issuer: Issuer = text.parse().unwrap();
            assert_eq!(issuer.as_str(), text);
            assert_eq!(issuer.without_scheme(), &text["https://".len()..]);
            assert_eq!((issuer.eks_region(), issuer.gke_project()), (region, project), "{text}");
        }
    }

    #[test]
    fn the_discovery_document_holds_it() {
        let read = |text| Issuer::of_discovery(text).map(|issuer| issuer.to_string());
        let reason = |text| read(text).unwrap_err().reason;
        assert_eq!(read(r#"{"issuer":"https://a/"}"#).as_deref(), Ok("https://a/"));
        assert_eq!(reason("{}"), "is not a discovery document: it has no \"issuer\"");
        assert!(reason("<html>").starts_with("is not a discovery document: "));
        assert_eq!(
            reason(r#"{"issuer":"a"}"#),
            "has the issuer \"a\", which is not a valid issuer: it does not begin with https://"
        );
    }
}
