//! GCP: workload identity federation for GKE, and external accounts elsewhere.

mod external_account;
mod google_service_account;
mod workload_identity_provider;

pub(crate) use external_account::{is_external_account, read as external_account};
pub use google_service_account::GoogleServiceAccount;
pub use workload_identity_provider::WorkloadIdentityProvider;

use crate::flux::{Controller, Provider};

use super::needs::EXPIRATION;
use super::observed::Seen;
use super::{
    Access, Credentials, Field, FieldValue, ManagedNames, Needs, Observed, Substitutable, Token,
    Wiring, present, text,
};
use external_account::written;

/// A Google identity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gcp {
    /// The Google service account to impersonate; none for direct access.
    pub email: Option<Substitutable<GoogleServiceAccount>>,
    /// The workload identity provider; there outside GKE and if projected.
    pub workload_identity_provider: Option<Substitutable<WorkloadIdentityProvider>>,
    /// The token's lifetime in seconds, if said.
    pub token_expiration: Option<u32>,
}

impl Gcp {
    pub(super) fn fields(&self) -> Vec<FieldValue> {
        present([
            ("serviceAccountEmail", text(self.email.as_ref())),
            ("workloadIdentityProvider", text(self.workload_identity_provider.as_ref())),
            ("tokenExpirationSeconds", text(self.token_expiration.as_ref())),
        ])
    }
}

/// The fields of a config.
pub(super) const FIELDS: &[Field] = &[
    Field {
        name: "serviceAccountEmail",
        read_by: &[Access::Annotation, Access::Projected, Access::ObjectLevel],
    },
    Field { name: "workloadIdentityProvider", read_by: &[Access::Projected, Access::ObjectLevel] },
    Field { name: "tokenExpirationSeconds", read_by: &[Access::Projected] },
];

pub(super) const SERVICE_ACCOUNT: &str = "iam.gke.io/gcp-service-account";
pub(super) const WORKLOAD_IDENTITY_PROVIDER: &str = "gcp.auth.fluxcd.io/workload-identity-provider";
const CREDENTIALS: &str = "workload-identity-credential-configuration";
const CREDENTIALS_PATH: &str = "/etc/workload-identity";

/// The key in the ConfigMap of a credential configuration.
pub(crate) const CREDENTIALS_KEY: &str = "credential-configuration.json";

/// The ConfigMap of a controller's credential configuration.
pub(crate) fn config_map(controller: Controller) -> String {
    format!("{controller}-workload-identity-federation")
}

pub(super) const NAMES: ManagedNames = ManagedNames {
    annotations: &[SERVICE_ACCOUNT],
    label: None,
    env: &["GOOGLE_APPLICATION_CREDENTIALS"],
    winning_env: &["GOOGLE_APPLICATION_CREDENTIALS"],
    static_env: &[],
    skip: None,
    token: "gcp-token",
    credentials: Some(CREDENTIALS),
};

/// What gives access and leaves no trace in manifests.
pub(super) const TRACELESS: &str = "the service account of the node or direct access on GKE";

/// Without an account the Kubernetes ServiceAccount itself is granted access: nothing to write.
pub(super) fn annotated(gcp: &Gcp) -> Needs {
    Needs {
        annotations: present([(SERVICE_ACCOUNT, text(gcp.email.as_ref()))]),
        ..Needs::none(Provider::Gcp, Wiring::Annotation)
    }
}

/// Outside GKE Flux must also know the provider to exchange the token with.
pub(super) fn tenant(gcp: &Gcp) -> Vec<(&'static str, String)> {
    present([
        (SERVICE_ACCOUNT, text(gcp.email.as_ref())),
        (WORKLOAD_IDENTITY_PROVIDER, text(gcp.workload_identity_provider.as_ref())),
    ])
}

pub(super) fn projected(gcp: &Gcp, controller: Controller, mount_path: String) -> Needs {
    let provider = text(gcp.workload_identity_provider.as_ref()).unwrap_or_default();
    let email = text(gcp.email.as_ref());
    let file = format!("{mount_path}/{}", NAMES.token);
    Needs {
        env: vec![(
            "GOOGLE_APPLICATION_CREDENTIALS",
            format!("{CREDENTIALS_PATH}/{CREDENTIALS_KEY}"),
        )],
        token: Some(Token {
            name: NAMES.token,
            audience: format!("https://iam.googleapis.com/{provider}"),
            expiration: gcp.token_expiration.unwrap_or(EXPIRATION),
            mount_path,
        }),
        credentials: Some(Credentials {
            volume: CREDENTIALS,
            config_map: config_map(controller),
            key: CREDENTIALS_KEY,
            json: written(&provider, email.as_deref(), &file),
            mount_path: CREDENTIALS_PATH,
        }),
        ..Needs::none(Provider::Gcp, Wiring::Projected)
    }
}

/// The identities that manifests give: by annotation, and by a credential configuration.
pub(super) fn observe(seen: &Seen<'_, '_>) -> [Observed; 2] {
    let mut annotated = Observed::new(Provider::Gcp, Wiring::Annotation);
    annotated.field("serviceAccountEmail", seen.annotation(SERVICE_ACCOUNT));
    let provider = seen.annotation(WORKLOAD_IDENTITY_PROVIDER);
    annotated.field("workloadIdentityProvider", provider);

    let mut projected = Observed::new(Provider::Gcp, Wiring::Projected);
    let Some((file, variable)) = seen.variable("GOOGLE_APPLICATION_CREDENTIALS") else {
        return [annotated, projected];
    };
    let Some((json, volume)) = seen.config_map_file(&file) else {
        return [annotated, projected];
    };
    if let Some(read) = external_account::read(&json) {
        let at = |value: String| (value, volume.clone());
        projected.field("serviceAccountEmail", read.email.map(at));
        projected.field("workloadIdentityProvider", Some((read.provider, variable.clone())));
        projected.evidence.push(volume.clone());
        projected.token(seen, read.file.map(|file| (file, variable)), None);
    }
    [annotated, projected]
}
