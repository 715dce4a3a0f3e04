//! The config as the program reads it: defaults filled in, nothing in it can be wrong.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::flux::{AzureCloud, Controller, Lockdown, Provider, Service};
use crate::yaml::Path;

/// How a controller gets its token.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, JsonSchema, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum Wiring {
    /// ServiceAccount annotations that the platform's webhook or metadata server reads.
    Annotation,
    /// Environment variables and a projected token in the Deployment.
    Projected,
}

/// A config without errors.
#[derive(Clone, Debug)]
pub struct Config {
    /// The namespace of the controllers.
    pub namespace: String,
    /// The identities of controllers.
    pub identities: Vec<Identity>,
    /// What holds at object level.
    pub object_level: ObjectLevel,
    /// Whether pod templates are stamped with a hash of their identity.
    pub restart_on_change: bool,
    /// Whether warnings are errors.
    pub strict: bool,
}

/// One cloud identity and who gets it.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Its field path in the config, `spec.identities[0]`.
    pub path: Path,
    /// The user's name for it.
    pub name: Option<String>,
    /// Who gets it, each controller once.
    pub controllers: Vec<Recipient>,
    /// How they get their token.
    pub wiring: Wiring,
    /// The identity itself.
    pub cloud: Cloud,
}

/// A controller that gets an identity, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The controller.
    pub controller: Controller,
    /// Whether the config names it itself, rather than a service that implies it.
    pub named: bool,
    /// The services that imply it.
    pub services: Vec<Service>,
}

/// An identity in its cloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cloud {
    /// An IAM role.
    Aws(Aws),
    /// A managed identity or an application.
    Azure(Azure),
    /// A Google service account, or direct access.
    Gcp(Gcp),
}

/// An IAM role and how its token is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aws {
    /// The role; absent only with Pod Identity.
    pub role_arn: Option<String>,
    /// Whether the cloud side binds the role (EKS Pod Identity).
    pub pod_identity: bool,
    /// The token's audience, if not the default.
    pub audience: Option<String>,
    /// Whether to use the regional STS endpoint, if said.
    pub sts_regional_endpoints: Option<bool>,
    /// The token's lifetime, if said.
    pub token_expiration: Option<u32>,
    /// The STS region; there if projected.
    pub region: Option<String>,
    /// The session name, if not the default.
    pub role_session_name: Option<String>,
}

/// An Entra identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Azure {
    /// The client ID.
    pub client_id: String,
    /// The tenant ID.
    pub tenant_id: String,
    /// Which Azure.
    pub cloud: AzureCloud,
    /// The token's lifetime, if said.
    pub token_expiration: Option<u32>,
}

/// A Google identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gcp {
    /// The Google service account to impersonate; none for direct access.
    pub email: Option<String>,
    /// The workload identity provider; there outside GKE and if projected.
    pub workload_identity_provider: Option<String>,
    /// The token's lifetime, if said.
    pub token_expiration: Option<u32>,
}

/// What holds at object level.
#[derive(Clone, Debug, Default)]
pub struct ObjectLevel {
    /// Whether the gate is switched on.
    pub enabled: bool,
    /// The controllers that get gate and flags, if not all.
    pub controllers: Option<Vec<Controller>>,
    /// The lockdown flags and the ServiceAccounts they name.
    pub lockdown: Vec<(Lockdown, String)>,
    /// The host that tokens for another Azure than the public one are asked from.
    pub authority_host: Option<&'static str>,
    /// Whether tenants' objects reach Azure from AKS, which upstream calls unstable.
    pub aks_to_azure: bool,
    /// Tenants' ServiceAccounts.
    pub tenants: Vec<Tenant>,
}

/// A tenant's ServiceAccount.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// Its field path in the config.
    pub path: Path,
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// The identity.
    pub cloud: Cloud,
    /// Whether to add it if it is absent.
    pub create: bool,
}

impl Cloud {
    /// The identifiers that a substitution may stand in for.
    pub(crate) fn ids(&self) -> Vec<&str> {
        match self {
            Cloud::Aws(aws) => {
                aws.role_arn.as_deref().into_iter().chain(aws.region.as_deref()).collect()
            }
            Cloud::Azure(azure) => vec![&azure.client_id, &azure.tenant_id],
            Cloud::Gcp(gcp) => gcp
                .email
                .as_deref()
                .into_iter()
                .chain(gcp.workload_identity_provider.as_deref())
                .collect(),
        }
    }

    /// The provider.
    pub fn provider(&self) -> Provider {
        match self {
            Cloud::Aws(_) => Provider::Aws,
            Cloud::Azure(_) => Provider::Azure,
            Cloud::Gcp(_) => Provider::Gcp,
        }
    }
}

impl ObjectLevel {
    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        !self.enabled && self.tenants.is_empty()
    }
}

impl Identity {
    /// How messages call it.
    pub fn label(&self) -> String {
        match &self.name {
            Some(name) => format!("{} ({name})", self.path),
            None => self.path.to_string(),
        }
    }
}

impl Wiring {
    /// The name as in a config.
    pub fn name(self) -> &'static str {
        match self {
            Wiring::Annotation => "annotation",
            Wiring::Projected => "projected",
        }
    }
}
