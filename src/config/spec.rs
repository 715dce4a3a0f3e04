//! The functionConfig as users write it. The doc comments are the descriptions in its schema.
//!
//! Every field is optional here: what is required depends on other fields, and one missing field
//! must not hide the next error.

use serde::Deserialize;

use crate::cloud::Wiring;
use crate::flux::{AzureCloud, Platform, Provider};

use super::controller_spec::ControllerSpec;

/// The fields of a spec, to tell where a misplaced one belongs. Kept true by a test.
pub(crate) const FIELDS: &[&str] = &[
    "provider",
    "cluster",
    "wiring",
    "namespace",
    "region",
    "tenantId",
    "cloud",
    "workloadIdentityProvider",
    "issuer",
    "identities",
    "objectLevel",
    "fluxVersion",
    "base",
    "output",
    "restartOnChange",
    "strict",
];

/// The fields of an identity, likewise.
pub(crate) const IDENTITY_FIELDS: &[&str] = &[
    "name",
    "services",
    "controllers",
    "provider",
    "wiring",
    "region",
    "tenantId",
    "cloud",
    "workloadIdentityProvider",
    "roleArn",
    "podIdentity",
    "clientId",
    "serviceAccountEmail",
    "tokenExpirationSeconds",
    "audience",
    "stsRegionalEndpoints",
    "roleSessionName",
];

/// Which cloud identities Flux's controllers get.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Spec {
    /// The target cloud: the default of every identity. Required unless every identity names one.
    pub provider: Option<Provider>,
    /// Where Flux runs. Default: the managed cluster of the only provider used. Required when
    /// several are used.
    pub cluster: Option<Platform>,
    /// How controllers get their token. `annotation`: ServiceAccount annotations that the
    /// platform's webhook or metadata server reads. `projected`: environment variables and a
    /// projected token in the Deployment. Default: `annotation` on the provider's own cluster,
    /// else `projected`.
    pub wiring: Option<Wiring>,
    /// The namespace of the controllers. Default: flux-system.
    pub namespace: Option<String>,
    /// AWS, projected: the region of the STS endpoint. Required there.
    pub region: Option<String>,
    /// Azure: the tenant, a UUID. Required here or on the identity, except with annotations on
    /// controllers, where the webhook takes the cluster's own.
    pub tenant_id: Option<String>,
    /// Azure, projected: which authority host to ask. Default: public. With object identity
    /// another than public sets AZURE_AUTHORITY_HOST on the controllers.
    pub cloud: Option<AzureCloud>,
    /// GCP outside GKE, and wherever projected:
    /// `projects/N/locations/global/workloadIdentityPools/POOL/providers/PROVIDER`.
    pub workload_identity_provider: Option<String>,
    /// The issuer of the cluster's tokens, for the cloud side (the command trust):
    /// `https://HOST[:PORT][/PATH]`.
    pub issuer: Option<String>,
    /// The identities of controllers.
    pub identities: Option<Vec<IdentitySpec>>,
    /// Object identity (object-level workload identity): identities of tenants' objects. Needs
    /// Flux 2.6 or later.
    pub object_level: Option<ObjectLevelSpec>,
    /// The version of Flux, such as "2.10", where no manifests tell it. That of manifests counts
    /// more.
    pub flux_version: Option<String>,
    /// Commands that read files only: the config that this one extends, a path relative to its
    /// file. Mappings are merged by key, identities by name, serviceAccounts by namespace and name;
    /// other lists are replaced, and null takes an inherited field away. The function refuses it.
    pub base: Option<String>,
    /// The command sync only: where it keeps what this config comes to. Exactly one place, and the
    /// manifests that are patched. Ignored elsewhere.
    pub output: Option<OutputSpec>,
    /// Whether to stamp the pod templates of the wired Deployments with the annotation
    /// flux-workload-identity.dev/identity-hash, so that a changed identity rolls the pods.
    /// Default: false.
    pub restart_on_change: Option<bool>,
    /// Whether warnings are errors. Default: false.
    pub strict: Option<bool>,
}

/// Where the command sync keeps what a config comes to: paths relative to its file.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct OutputSpec {
    /// The folder of a kustomize Component.
    pub component: Option<String>,
    /// A kustomization.yaml.
    pub kustomization: Option<String>,
    /// A file with a FluxInstance.
    pub flux_instance: Option<String>,
    /// Values of the flux2 chart.
    pub helm_values: Option<String>,
    /// Values of the flux-operator's chart flux-instance.
    pub flux_instance_values: Option<String>,
    /// The manifests that are patched. Default: those that are found beside the config.
    pub manifests: Option<Vec<String>>,
}

/// One cloud identity and the controllers that get it.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct IdentitySpec {
    /// A name for messages.
    pub name: Option<String>,
    /// Cloud services. Each stands for the controllers that call it.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<crate::flux::Service>>"))]
    pub services: Option<Vec<String>>,
    /// Controllers by name; or as `{name: source-controller, serviceAccount: flux-irsa}`, where one
    /// runs under another ServiceAccount than the one of its name. With services: both.
    pub controllers: Option<Vec<ControllerSpec>>,
    /// The target cloud. Default: the spec's.
    pub provider: Option<Provider>,
    /// How these controllers get their token. Default: the spec's.
    pub wiring: Option<Wiring>,
    /// AWS, projected: the region of the STS endpoint. Default: the spec's.
    pub region: Option<String>,
    /// Azure: the tenant, a UUID. Default: the spec's.
    pub tenant_id: Option<String>,
    /// Azure, projected: which authority host to ask. Default: the spec's.
    pub cloud: Option<AzureCloud>,
    /// GCP, projected: the workload identity provider. Default: the spec's.
    pub workload_identity_provider: Option<String>,
    /// AWS: the IAM role. Required, unless podIdentity.
    pub role_arn: Option<String>,
    /// AWS on EKS: the cloud side binds the role to the ServiceAccount (EKS Pod Identity);
    /// nothing is annotated.
    pub pod_identity: Option<bool>,
    /// Azure: the client ID of the managed identity or application, a UUID. Required.
    pub client_id: Option<String>,
    /// GCP: the Google service account to impersonate. Without it the Kubernetes ServiceAccount
    /// is granted access directly.
    pub service_account_email: Option<String>,
    /// The token's lifetime in seconds. Annotation: AWS 600 to 86400, Azure 3600 to 86400.
    /// Projected: 600 to 86400, default 3600.
    #[cfg_attr(feature = "schema", schemars(with = "Option<u32>", range(min = 600, max = 86400)))]
    pub token_expiration_seconds: Option<u64>,
    /// AWS: the token's audience. Default: sts.amazonaws.com.
    pub audience: Option<String>,
    /// AWS, annotation: whether to use the regional STS endpoint.
    pub sts_regional_endpoints: Option<bool>,
    /// AWS, projected: the session name, at most 64 characters. Default:
    /// CONTROLLER.NAMESPACE.REGION.fluxcd.io.
    pub role_session_name: Option<String>,
}

/// Object identity: identities of tenants' objects (Flux RFC-0010).
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ObjectLevelSpec {
    /// Whether object identity is to work. Flux 2.6 to 2.9: switches the feature gate
    /// ObjectLevelWorkloadIdentity on. From 2.10: the controllers may create tokens (rbac). Default:
    /// leave both alone.
    pub enabled: Option<bool>,
    /// Whether to add the ClusterRole and the ClusterRoleBinding flux-object-identity, which let
    /// the controllers create tokens, unless something else does. Default: where enabled is true,
    /// and Flux is 2.10 or later.
    pub rbac: Option<bool>,
    /// The controllers that get the gate, the flags and the permission. Default: all that know
    /// them.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<crate::flux::Controller>>"))]
    pub controllers: Option<Vec<String>>,
    /// The ServiceAccount of sources, events and images that name none. Needs Flux 2.7.
    pub default_service_account: Option<String>,
    /// The ServiceAccount of SOPS decryption where none is named. Needs Flux 2.7.
    pub default_decryption_service_account: Option<String>,
    /// The ServiceAccount for remote clusters where none is named. Needs Flux 2.7.
    pub default_kube_config_service_account: Option<String>,
    /// Tenants' ServiceAccounts.
    pub service_accounts: Option<Vec<TenantSpec>>,
}

/// A tenant's ServiceAccount and its cloud identity.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TenantSpec {
    /// Its name. Required.
    pub name: Option<String>,
    /// Its namespace. Required.
    pub namespace: Option<String>,
    /// The target cloud. Default: the spec's.
    pub provider: Option<Provider>,
    /// AWS: the IAM role. Required.
    pub role_arn: Option<String>,
    /// Azure: the client ID, a UUID. Required.
    pub client_id: Option<String>,
    /// Azure: the tenant, a UUID. Default: the spec's.
    pub tenant_id: Option<String>,
    /// GCP: the Google service account to impersonate.
    pub service_account_email: Option<String>,
    /// GCP outside GKE: the workload identity provider. Default: the spec's.
    pub workload_identity_provider: Option<String>,
    /// Whether to add the ServiceAccount if it is absent. Default: false.
    pub create: Option<bool>,
}

/// The flat form: the `data` of a ConfigMap, all values strings, lists separated by commas.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Data {
    pub(super) provider: Option<Provider>,
    pub(super) cluster: Option<Platform>,
    pub(super) wiring: Option<Wiring>,
    pub(super) namespace: Option<String>,
    pub(super) region: Option<String>,
    pub(super) tenant_id: Option<String>,
    pub(super) cloud: Option<AzureCloud>,
    pub(super) workload_identity_provider: Option<String>,
    pub(super) issuer: Option<String>,
    pub(super) restart_on_change: Option<bool>,
    pub(super) strict: Option<bool>,
    pub(super) name: Option<String>,
    pub(super) services: Option<Vec<String>>,
    pub(super) controllers: Option<Vec<ControllerSpec>>,
    pub(super) role_arn: Option<String>,
    pub(super) pod_identity: Option<bool>,
    pub(super) client_id: Option<String>,
    pub(super) service_account_email: Option<String>,
    pub(super) token_expiration_seconds: Option<u64>,
    pub(super) audience: Option<String>,
    pub(super) sts_regional_endpoints: Option<bool>,
    pub(super) role_session_name: Option<String>,
    pub(super) object_level: Option<bool>,
    pub(super) flux_version: Option<String>,
}

impl From<Data> for Spec {
    fn from(data: Data) -> Spec {
        let identity = IdentitySpec {
            name: data.name,
            services: data.services,
            controllers: data.controllers,
            role_arn: data.role_arn,
            pod_identity: data.pod_identity,
            client_id: data.client_id,
            service_account_email: data.service_account_email,
            token_expiration_seconds: data.token_expiration_seconds,
            audience: data.audience,
            sts_regional_endpoints: data.sts_regional_endpoints,
            role_session_name: data.role_session_name,
            ..IdentitySpec::default()
        };
        let gate =
            |enabled| ObjectLevelSpec { enabled: Some(enabled), ..ObjectLevelSpec::default() };
        // `objectLevel=true` alone asks for no identity.
        let only_gate = data.object_level == Some(true) && identity.names_nothing();
        Spec {
            provider: data.provider,
            cluster: data.cluster,
            wiring: data.wiring,
            namespace: data.namespace,
            region: data.region,
            tenant_id: data.tenant_id,
            cloud: data.cloud,
            workload_identity_provider: data.workload_identity_provider,
            issuer: data.issuer,
            identities: Some(if only_gate { Vec::new() } else { vec![identity] }),
            object_level: data.object_level.map(gate),
            flux_version: data.flux_version,
            base: None,
            output: None,
            restart_on_change: data.restart_on_change,
            strict: data.strict,
        }
    }
}

impl Spec {
    /// Whether its identities say nothing.
    pub(super) fn is_bare(&self) -> bool {
        self.identities.iter().flatten().all(IdentitySpec::names_nothing)
    }
}

impl IdentitySpec {
    fn names_nothing(&self) -> bool {
        self.services.is_none() && self.controllers.is_none() && self.own_fields().is_empty()
    }

    /// The fields that are set, but for those that every provider has.
    pub(super) fn own_fields(&self) -> Vec<&'static str> {
        let set = [
            ("region", self.region.is_some()),
            ("tenantId", self.tenant_id.is_some()),
            ("cloud", self.cloud.is_some()),
            ("workloadIdentityProvider", self.workload_identity_provider.is_some()),
            ("roleArn", self.role_arn.is_some()),
            ("podIdentity", self.pod_identity.is_some()),
            ("clientId", self.client_id.is_some()),
            ("serviceAccountEmail", self.service_account_email.is_some()),
            ("tokenExpirationSeconds", self.token_expiration_seconds.is_some()),
            ("audience", self.audience.is_some()),
            ("stsRegionalEndpoints", self.sts_regional_endpoints.is_some()),
            ("roleSessionName", self.role_session_name.is_some()),
        ];
        set.into_iter().filter(|(_, set)| *set).map(|(field, _)| field).collect()
    }
}

impl TenantSpec {
    /// The provider's fields that are set.
    pub(super) fn own_fields(&self) -> Vec<&'static str> {
        let set = [
            ("roleArn", self.role_arn.is_some()),
            ("clientId", self.client_id.is_some()),
            ("tenantId", self.tenant_id.is_some()),
            ("serviceAccountEmail", self.service_account_email.is_some()),
            ("workloadIdentityProvider", self.workload_identity_provider.is_some()),
        ];
        set.into_iter().filter(|(_, set)| *set).map(|(field, _)| field).collect()
    }
}

#[cfg(all(test, feature = "schema"))]
mod tests {
    use super::{FIELDS, IDENTITY_FIELDS, IdentitySpec, Spec};

    #[test]
    fn the_lists_of_fields_are_those_of_the_types() {
        let fields = |schema: schemars::Schema| {
            let object = schema.get("properties").unwrap().as_object().unwrap().clone();
            let mut names: Vec<String> = object.keys().cloned().collect();
            names.sort();
            names
        };
        let sorted = |names: &[&str]| {
            let mut names: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
            names.sort();
            names
        };
        assert_eq!(fields(schemars::schema_for!(Spec)), sorted(FIELDS));
        assert_eq!(fields(schemars::schema_for!(IdentitySpec)), sorted(IDENTITY_FIELDS));
    }
}
