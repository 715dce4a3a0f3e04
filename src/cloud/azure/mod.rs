//! Azure: workload identity by webhook, and projected tokens.

mod id;

pub(crate) use id::{ClientId, TenantId};

use crate::flux::{AzureCloud, Provider};

use super::needs::EXPIRATION;
use super::observed::Seen;
use super::{
    Access, Field, FieldValue, ManagedNames, Needs, Observed, Skip, Substitutable, Token, Wiring,
    present, text,
};

/// An Entra identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Azure {
    /// The client ID.
    pub client_id: Substitutable<ClientId>,
    /// The tenant ID; absent only with annotations on a controller, where the webhook takes the
    /// tenant that it was installed with.
    pub tenant_id: Option<Substitutable<TenantId>>,
    /// Which Azure.
    pub cloud: AzureCloud,
    /// The token's lifetime in seconds, if said.
    pub token_expiration: Option<u32>,
}

impl Azure {
    pub(super) fn fields(&self) -> Vec<FieldValue> {
        let is_default = self.cloud == AzureCloud::default();
        present([
            ("clientId", Some(self.client_id.to_string())),
            ("tenantId", text(self.tenant_id.as_ref())),
            ("cloud", (!is_default).then(|| self.cloud.name().to_owned())),
            ("tokenExpirationSeconds", text(self.token_expiration.as_ref())),
        ])
    }
}

/// The fields of a config.
pub(super) const FIELDS: &[Field] = &[
    Field {
        name: "clientId",
        read_by: &[Access::Annotation, Access::Projected, Access::ObjectLevel],
    },
    Field {
        name: "tenantId",
        read_by: &[Access::Annotation, Access::Projected, Access::ObjectLevel],
    },
    Field { name: "cloud", read_by: &[Access::Projected] },
    Field { name: "tokenExpirationSeconds", read_by: &[Access::Annotation, Access::Projected] },
];

pub(super) const CLIENT_ID: &str = "azure.workload.identity/client-id";
pub(super) const TENANT_ID: &str = "azure.workload.identity/tenant-id";
/// The variable with the place where tokens are exchanged; absent, it is that of the public cloud.
pub(crate) const AUTHORITY_HOST: &str = "AZURE_AUTHORITY_HOST";

const TOKEN_EXPIRATION: &str = "azure.workload.identity/service-account-token-expiration";
const USE: &str = "azure.workload.identity/use";

pub(super) const NAMES: ManagedNames = ManagedNames {
    annotations: &[CLIENT_ID, TENANT_ID, TOKEN_EXPIRATION],
    label: Some(USE),
    env: &["AZURE_TENANT_ID", "AZURE_CLIENT_ID", AUTHORITY_HOST, "AZURE_FEDERATED_TOKEN_FILE"],
    winning_env: &["AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE"],
    // Source: DefaultAzureCredential of azidentity, which asks the environment first.
    static_env: &["AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH"],
    // Source: Azure/azure-workload-identity,
    // `docs/book/src/topics/service-account-labels-and-annotations.md`.
    skip: Some(&Skip { annotation: "azure.workload.identity/skip-containers", separator: ';' }),
    token: "azure-token",
    credentials: None,
};

/// What gives access and leaves no trace in manifests.
pub(super) const TRACELESS: &str = "a managed identity of the node";

/// The audience of a projected token.
const AUDIENCE: &str = "api://AzureADTokenExchange";

/// The webhook reads the label of the pod, so both the Deployment and its template carry it.
/// Source: Azure/azure-workload-identity, `docs/book/src/topics/service-account-labels-and-annotations.md`.
pub(super) fn annotated(azure: &Azure) -> Needs {
    Needs {
        annotations: present([
            (CLIENT_ID, Some(azure.client_id.to_string())),
            (TENANT_ID, text(azure.tenant_id.as_ref())),
            (TOKEN_EXPIRATION, text(azure.token_expiration.as_ref())),
        ]),
        label: Some((USE, "true")),
        ..Needs::none(Provider::Azure, Wiring::Annotation)
    }
}

pub(super) fn projected(azure: &Azure, mount_path: String) -> Needs {
    let file = format!("{mount_path}/{}", NAMES.token);
    Needs {
        env: vec![
            ("AZURE_TENANT_ID", text(azure.tenant_id.as_ref()).unwrap_or_default()),
            ("AZURE_CLIENT_ID", azure.client_id.to_string()),
            (AUTHORITY_HOST, azure.cloud.authority_host().to_owned()),
            ("AZURE_FEDERATED_TOKEN_FILE", file),
        ],
        token: Some(Token {
            name: NAMES.token,
            audience: AUDIENCE.to_owned(),
            expiration: azure.token_expiration.unwrap_or(EXPIRATION),
            mount_path,
        }),
        ..Needs::none(Provider::Azure, Wiring::Projected)
    }
}

/// The identities that manifests give: by annotation, and by environment.
pub(super) fn observe(seen: &Seen<'_, '_>) -> [Observed; 2] {
    let mut annotated = Observed::new(Provider::Azure, Wiring::Annotation);
    annotated.field("clientId", seen.annotation(CLIENT_ID));
    annotated.field("tenantId", seen.annotation(TENANT_ID));
    annotated.field("tokenExpirationSeconds", seen.annotation(TOKEN_EXPIRATION));

    let mut projected = Observed::new(Provider::Azure, Wiring::Projected);
    projected.field("clientId", seen.variable("AZURE_CLIENT_ID"));
    projected.field("tenantId", seen.variable("AZURE_TENANT_ID"));
    let host = seen.variable(AUTHORITY_HOST);
    projected.field("cloud", host.and_then(|(host, path)| Some((cloud(&host)?, path))));
    let file = seen.variable("AZURE_FEDERATED_TOKEN_FILE");
    projected.token(seen, file, None);
    [annotated, projected]
}

/// The name of the cloud with this authority host, unless it is the default one.
fn cloud(host: &str) -> Option<String> {
    let host = host.trim_end_matches('/');
    let found = AzureCloud::ALL.into_iter().find(|cloud| {
        *cloud != AzureCloud::default() && cloud.authority_host().trim_end_matches('/') == host
    });
    found.map(|cloud| cloud.name().to_owned())
}
