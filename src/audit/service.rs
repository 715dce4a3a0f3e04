//! Which service of a cloud an object asks for.

use crate::flux::{Controller, Provider, Service};
use crate::krm::Object;

use super::consumption::Consumption;

/// A service of each cloud.
struct Services {
    aws: Service,
    azure: Service,
    gcp: Service,
}

const REGISTRY: Services = Services { aws: Service::Ecr, azure: Service::Acr, gcp: Service::Gar };
const BUCKET: Services = Services { aws: Service::S3, azure: Service::Blob, gcp: Service::Gcs };
const CLUSTER: Services = Services { aws: Service::Eks, azure: Service::Aks, gcp: Service::Gke };
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

/// The service that an object asks for.
pub(crate) fn service(consumption: &Consumption<'_>, object: &Object<'_, '_>) -> Service {
    let is_git = || object.text(&["spec", "sync", "kind"]) == Some("GitRepository");
    let services = match (consumption.controller, object.kind()) {
        (Controller::KustomizeController | Controller::HelmController, _) => CLUSTER,
        (_, "GitRepository") => return git(consumption.provider),
        (_, "FluxInstance") if is_git() => return git(consumption.provider),
        (_, "Bucket") => BUCKET,
        (_, "Provider") => return event(object),
        _ => REGISTRY,
    };
    services.of(consumption.provider)
}

/// Git of a cloud; Google's is none that Flux knows.
fn git(provider: Provider) -> Service {
    if provider == Provider::Aws { Service::Codecommit } else { Service::Devops }
}

/// Where a Provider of notifications sends to.
fn event(object: &Object<'_, '_>) -> Service {
    match object.text(&["spec", "type"]) {
        Some("azuredevops") => Service::Devops,
        Some("googlepubsub") => Service::Pubsub,
        _ => Service::Eventhubs,
    }
}
