//! The cloud services that Flux reaches, and by which controllers.

use std::fmt;

use serde::Deserialize;

use super::{Controller, Provider, Version};

/// A cloud service.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the services' own names")]
pub enum Service {
    Ecr,
    EcrPublic,
    S3,
    Codecommit,
    Kms,
    Eks,
    Acr,
    Devops,
    Blob,
    Keyvault,
    Aks,
    Eventhubs,
    Gar,
    Gcs,
    Gke,
    Pubsub,
}

/// What a service of a provider means to Flux.
#[derive(Debug)]
pub struct Reach {
    /// The cloud.
    pub provider: Provider,
    /// The service.
    pub service: Service,
    /// The controllers that call it.
    pub controllers: &'static [Controller],
    /// The first Flux version that can; `None` for any that this program knows.
    pub since: Option<Version>,
}

use Controller::{
    HelmController as HELM, ImageAutomationController as AUTOMATION,
    ImageReflectorController as REFLECTOR, KustomizeController as KUSTOMIZE,
    NotificationController as NOTIFICATION, SourceController as SOURCE,
};

const fn reach(
    provider: Provider,
    service: Service,
    controllers: &'static [Controller],
    since: Option<Version>,
) -> Reach {
    Reach { provider, service, controllers, since }
}

const V2_4: Option<Version> = Some(Version::new(2, 4));
const V2_6: Option<Version> = Some(Version::new(2, 6));
const V2_7: Option<Version> = Some(Version::new(2, 7));
const V2_9: Option<Version> = Some(Version::new(2, 9));

/// Sources: <https://fluxcd.io/flux/integrations/aws/>, `/azure/`, `/gcp/` and the release notes.
const REACHES: &[Reach] = &[
    reach(Provider::Aws, Service::Ecr, &[SOURCE, REFLECTOR], None),
    reach(Provider::Aws, Service::EcrPublic, &[SOURCE, REFLECTOR], None),
    reach(Provider::Aws, Service::S3, &[SOURCE], None),
    reach(Provider::Aws, Service::Codecommit, &[SOURCE, AUTOMATION], V2_9),
    reach(Provider::Aws, Service::Kms, &[KUSTOMIZE], None),
    reach(Provider::Aws, Service::Eks, &[KUSTOMIZE, HELM], V2_7),
    reach(Provider::Azure, Service::Acr, &[SOURCE, REFLECTOR], None),
    reach(Provider::Azure, Service::Devops, &[SOURCE, AUTOMATION, NOTIFICATION], V2_4),
    reach(Provider::Azure, Service::Blob, &[SOURCE], None),
    reach(Provider::Azure, Service::Keyvault, &[KUSTOMIZE], None),
    reach(Provider::Azure, Service::Aks, &[KUSTOMIZE, HELM], V2_7),
    reach(Provider::Azure, Service::Eventhubs, &[NOTIFICATION], V2_6),
    reach(Provider::Gcp, Service::Gar, &[SOURCE, REFLECTOR], None),
    reach(Provider::Gcp, Service::Gcs, &[SOURCE], None),
    reach(Provider::Gcp, Service::Kms, &[KUSTOMIZE], None),
    reach(Provider::Gcp, Service::Gke, &[KUSTOMIZE, HELM], V2_7),
    reach(Provider::Gcp, Service::Pubsub, &[NOTIFICATION], None),
];

impl Service {
    /// All of them.
    pub const ALL: [Service; 16] = [
        Service::Ecr,
        Service::EcrPublic,
        Service::S3,
        Service::Codecommit,
        Service::Kms,
        Service::Eks,
        Service::Acr,
        Service::Devops,
        Service::Blob,
        Service::Keyvault,
        Service::Aks,
        Service::Eventhubs,
        Service::Gar,
        Service::Gcs,
        Service::Gke,
        Service::Pubsub,
    ];

    /// The name as in a config.
    pub fn name(self) -> &'static str {
        match self {
            Service::Ecr => "ecr",
            Service::EcrPublic => "ecr-public",
            Service::S3 => "s3",
            Service::Codecommit => "codecommit",
            Service::Kms => "kms",
            Service::Eks => "eks",
            Service::Acr => "acr",
            Service::Devops => "devops",
            Service::Blob => "blob",
            Service::Keyvault => "keyvault",
            Service::Aks => "aks",
            Service::Eventhubs => "eventhubs",
            Service::Gar => "gar",
            Service::Gcs => "gcs",
            Service::Gke => "gke",
            Service::Pubsub => "pubsub",
        }
    }

    /// The service of that name.
    pub fn named(name: &str) -> Option<Service> {
        Service::ALL.into_iter().find(|s| s.name() == name)
    }

    /// Which controllers of Flux call this service of `provider`; `None` if it has no such
    /// service.
    ///
    /// ```
    /// use flux_workload_identity::internal::{Controller, Provider, Service};
    /// let kms = Service::Kms.reach(Provider::Gcp).unwrap();
    /// assert_eq!(kms.controllers, [Controller::KustomizeController]);
    /// assert!(Service::Kms.reach(Provider::Azure).is_none());
    /// ```
    pub fn reach(self, provider: Provider) -> Option<&'static Reach> {
        REACHES.iter().find(|r| r.provider == provider && r.service == self)
    }

    /// The services of a provider.
    pub fn of(provider: Provider) -> impl Iterator<Item = Service> {
        REACHES.iter().filter(move |r| r.provider == provider).map(|r| r.service)
    }

    /// The providers that have the service.
    pub fn providers(self) -> impl Iterator<Item = Provider> {
        REACHES.iter().filter(move |r| r.service == self).map(|r| r.provider)
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
