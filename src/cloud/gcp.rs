//! GCP: workload identity federation for GKE, and external accounts elsewhere.

use serde::Serialize;

use crate::config::{Gcp, Wiring};
use crate::flux::{Controller, Provider};

use super::{Credentials, EXPIRATION, Names, Needs, Token};

const SERVICE_ACCOUNT: &str = "iam.gke.io/gcp-service-account";
const WORKLOAD_IDENTITY_PROVIDER: &str = "gcp.auth.fluxcd.io/workload-identity-provider";
const CREDENTIALS: &str = "workload-identity-credential-configuration";
/// The key in the ConfigMap of a credential configuration.
pub const KEY: &str = "credential-configuration.json";
const CREDENTIALS_PATH: &str = "/etc/workload-identity";

/// The ConfigMap of a controller's credential configuration.
pub fn config_map(controller: Controller) -> String {
    format!("{controller}-workload-identity-federation")
}

pub(super) const NAMES: Names = Names {
    annotations: &[SERVICE_ACCOUNT],
    label: None,
    env: &["GOOGLE_APPLICATION_CREDENTIALS"],
    winning_env: &["GOOGLE_APPLICATION_CREDENTIALS"],
    token: "gcp-token",
    credentials: Some(CREDENTIALS),
};

/// Without an account the Kubernetes ServiceAccount itself is granted access: nothing to write.
pub(super) fn annotated(gcp: &Gcp) -> Needs {
    Needs {
        annotations: gcp.email.iter().map(|email| (SERVICE_ACCOUNT, email.clone())).collect(),
        ..Needs::none(Provider::Gcp, Wiring::Annotation)
    }
}

/// Outside GKE Flux must also know the provider to exchange the token with.
pub(super) fn tenant(gcp: &Gcp) -> Vec<(&'static str, String)> {
    let provider = gcp.workload_identity_provider.iter();
    let provider = provider.map(|wip| (WORKLOAD_IDENTITY_PROVIDER, wip.clone()));
    annotated(gcp).annotations.into_iter().chain(provider).collect()
}

pub(super) fn projected(gcp: &Gcp, controller: Controller, mount_path: String) -> Needs {
    let provider = gcp.workload_identity_provider.clone().unwrap_or_default();
    let file = format!("{mount_path}/{}", NAMES.token);
    Needs {
        env: vec![("GOOGLE_APPLICATION_CREDENTIALS", format!("{CREDENTIALS_PATH}/{KEY}"))],
        token: Some(Token {
            name: NAMES.token,
            audience: format!("https://iam.googleapis.com/{provider}"),
            expiration: gcp.token_expiration.unwrap_or(EXPIRATION),
            mount_path,
        }),
        credentials: Some(Credentials {
            volume: CREDENTIALS,
            config_map: config_map(controller),
            key: KEY,
            json: external_account(&provider, gcp.email.as_deref(), &file),
            mount_path: CREDENTIALS_PATH,
        }),
        ..Needs::none(Provider::Gcp, Wiring::Projected)
    }
}

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
pub(super) const EXTERNAL_ACCOUNT: &str = "external_account";

fn external_account(provider: &str, email: Option<&str>, file: &str) -> String {
    let impersonation = |email: &str| {
        let accounts = "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts";
        format!("{accounts}/{email}:generateAccessToken")
    };
    let document = ExternalAccount {
        universe_domain: "googleapis.com",
        r#type: EXTERNAL_ACCOUNT,
        audience: format!("//iam.googleapis.com/{provider}"),
        subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
        token_url: "https://sts.googleapis.com/v1/token",
        token_info_url: email.is_none().then_some("https://sts.googleapis.com/v1/introspect"),
        service_account_impersonation_url: email.map(impersonation),
        credential_source: Source { file, format: Format { r#type: "text" } },
    };
    // Strings and nothing else: this can't fail.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}
