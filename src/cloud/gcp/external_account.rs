//! The credential configuration of Google's libraries: `external_account`.

use serde::Serialize;
use serde_json::Value;

/// The document from which Google's libraries learn how to exchange the token.
/// Source: <https://google.aip.dev/auth/4117>.
#[derive(Serialize)]
struct ExternalAccount<'a> {
    universe_domain: &'a str,
    r#type: &'a str,
    audience: String,
    subject_token_type: &'a str,
    token_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_info_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_account_impersonation_url: Option<String>,
    credential_source: Source<'a>,
}

#[derive(Serialize)]
struct Source<'a> {
    file: &'a str,
    format: Format<'a>,
}

#[derive(Serialize)]
struct Format<'a> {
    r#type: &'a str,
}

/// The `type` of that document, by which it is known.
const TYPE: &str = "external_account";

/// That document, as text. `file` is where the token is.
pub(super) fn written(provider: &str, email: Option<&str>, file: &str) -> String {
    let impersonation = |email: &str| format!("{ACCOUNTS}{email}{GENERATE}");
    let document = ExternalAccount {
        universe_domain: "googleapis.com",
        r#type: TYPE,
        audience: format!("{EXCHANGE}{provider}"),
        subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
        token_url: "https://sts.googleapis.com/v1/token",
        token_info_url: email.is_none().then_some("https://sts.googleapis.com/v1/introspect"),
        service_account_impersonation_url: email.map(impersonation),
        credential_source: Source { file, format: Format { r#type: "text" } },
    };
    // Strings and nothing else: this can't fail.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

/// Before the provider's name in the audience of the exchange.
const EXCHANGE: &str = "//iam.googleapis.com/";

/// Before and behind the account that is impersonated.
const ACCOUNTS: &str = "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/";
const GENERATE: &str = ":generateAccessToken";

/// What such a document says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Read {
    /// The full name of the workload identity provider.
    pub(crate) provider: String,
    /// The account that is impersonated, if one is.
    pub(crate) email: Option<String>,
    /// The file with the token.
    pub(crate) file: Option<String>,
}

/// Reads a credential configuration; `None` if it is none of this type.
pub(crate) fn read(json: &str) -> Option<Read> {
    let document: Value = serde_json::from_str(json).ok()?;
    let text = |pointer: &str| document.pointer(pointer).and_then(Value::as_str);
    if text("/type") != Some(TYPE) {
        return None;
    }
    let email = text("/service_account_impersonation_url").and_then(|url| {
        url.strip_suffix(GENERATE)?.rsplit_once("/serviceAccounts/").map(|(_, email)| email)
    });
    Some(Read {
        provider: text("/audience")?.strip_prefix(EXCHANGE)?.to_owned(),
        email: email.map(str::to_owned),
        file: text("/credential_source/file").map(str::to_owned),
    })
}

/// Whether a ConfigMap's credential configuration has the form that this program writes.
pub(crate) fn is_external_account(json: &str) -> bool {
    let document: Result<Value, _> = serde_json::from_str(json);
    document.is_ok_and(|d| d.get("type").and_then(Value::as_str) == Some(TYPE))
}
