//! What a cloud must permit so that Flux can use a service, by its own names.

use crate::flux::{Provider, Service};

use super::{aws, azure, gcp};

/// The policies, actions or roles.
pub(crate) fn permissions(provider: Provider, service: Service) -> Vec<&'static str> {
    match provider {
        Provider::Aws => aws::permissions(service),
        Provider::Azure => azure::permissions(service),
        Provider::Gcp => gcp::permissions(service),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_needs_something() {
        for provider in Provider::ALL {
            for service in Service::of(provider) {
                assert!(!permissions(provider, service).is_empty(), "{provider} {service}");
            }
        }
    }
}
