//! Azure: workload identity by webhook, and projected tokens.

use crate::config::{Azure, Wiring};
use crate::flux::Provider;

use super::{EXPIRATION, Names, Needs, Token};

const CLIENT_ID: &str = "azure.workload.identity/client-id";
const TENANT_ID: &str = "azure.workload.identity/tenant-id";
const TOKEN_EXPIRATION: &str = "azure.workload.identity/service-account-token-expiration";
const USE: &str = "azure.workload.identity/use";

pub(super) const NAMES: Names = Names {
    annotations: &[CLIENT_ID, TENANT_ID, TOKEN_EXPIRATION],
    label: Some(USE),
    env: &[
        "AZURE_TENANT_ID",
        "AZURE_CLIENT_ID",
        "AZURE_AUTHORITY_HOST",
        "AZURE_FEDERATED_TOKEN_FILE",
    ],
    winning_env: &["AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE"],
    token: "azure-token",
    credentials: None,
};

/// The webhook reads the label of the pod, so both the Deployment and its template carry it.
/// Source: Azure/azure-workload-identity, `docs/book/src/topics/service-account-labels-and-annotations.md`.
pub(super) fn annotated(azure: &Azure) -> Needs {
    let expiration = azure.token_expiration.map(|seconds| (TOKEN_EXPIRATION, seconds.to_string()));
    let ids = [(CLIENT_ID, azure.client_id.clone()), (TENANT_ID, azure.tenant_id.clone())];
    Needs {
        annotations: ids.into_iter().chain(expiration).collect(),
        label: Some((USE, "true")),
        ..Needs::none(Provider::Azure, Wiring::Annotation)
    }
}

pub(super) fn projected(azure: &Azure, mount_path: String) -> Needs {
    let file = format!("{mount_path}/{}", NAMES.token);
    Needs {
        env: vec![
            ("AZURE_TENANT_ID", azure.tenant_id.clone()),
            ("AZURE_CLIENT_ID", azure.client_id.clone()),
            ("AZURE_AUTHORITY_HOST", azure.cloud.authority_host().to_owned()),
            ("AZURE_FEDERATED_TOKEN_FILE", file),
        ],
        token: Some(Token {
            name: NAMES.token,
            audience: "api://AzureADTokenExchange".to_owned(),
            expiration: azure.token_expiration.unwrap_or(EXPIRATION),
            mount_path,
        }),
        ..Needs::none(Provider::Azure, Wiring::Projected)
    }
}
