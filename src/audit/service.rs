//! Which service of a cloud an object asks for.

use crate::flux::{Provider, Service};
use crate::krm::Object;

use super::consumption::Consumption;

/// A service of each cloud.
struct Services {
    aws: Service,
    azure: Service,
    gcp: Service,
}

const REGISTRY: Services = Services { aws: Service::Ecr, azure: Service::Acr, gcp: Service::Gar };
const KEY: Services = Services { aws: Service::Kms, azure: Service::Keyvault, gcp: Service::Kms };

impl Services {
    fn of(&self, provider: Provider) -> Service {
        match provider {
            Provider::Aws => self.aws,
            Provider::Azure => self.azure,
            Provider::Gcp => self.gcp,
        }
    }
}

/// The service that decrypts what SOPS has encrypted.
pub(crate) fn key_service(provider: Provider) -> Service {
    KEY.of(provider)
}

/// The service that an object asks for: that of the table, else what the object says.
pub(crate) fn service(consumption: &Consumption<'_>, object: &Object<'_, '_>) -> Service {
    let is_git = object.text(&["spec", "sync", "kind"]) == Some("GitRepository");
    match (consumption.service, consumption.provider) {
        (Some(service), _) => service,
        (None, Provider::Aws) if is_git => Service::Codecommit,
        (None, _) if is_git => Service::Devops,
        (None, provider) => REGISTRY.of(provider),
    }
}
