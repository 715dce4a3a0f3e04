//! The kinds of objects in which users ask Flux's controllers for something of a cloud, and the
//! fields in which they say of which cloud, for which ServiceAccount, and where it is.
//!
//! Sources: the API references of the controllers, <https://fluxcd.io/flux/components/>, and the
//! release notes for the versions.

use super::{Controller, Provider, Service, Version, group};

/// A path of keys.
pub(crate) type Keys = &'static [&'static str];

/// A kind of Flux object that reaches a cloud.
#[derive(Debug)]
pub(crate) struct Consumer {
    /// Its API group; of the versions any.
    pub(crate) group: &'static str,
    /// Its kind.
    pub(crate) kind: &'static str,
    /// The controller that reaches the cloud for it.
    pub(crate) controller: Controller,
    /// The field that names the cloud.
    pub(crate) provider: Keys,
    /// The values of that field that mean a cloud.
    pub(crate) choices: &'static [Choice],
    /// The field that names a ServiceAccount of the object's namespace (object identity), and the
    /// first version of Flux with it.
    pub(crate) account: Option<(Keys, Version)>,
    /// The field that names a Secret with credentials.
    pub(crate) secret: Keys,
    /// The field that says where it is: a URL or an image.
    pub(crate) address: Keys,
    /// What it reads.
    pub(crate) reads: Reads,
}

/// What an object reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    /// A container registry, whatever its address looks like.
    Registry,
    /// A container registry, if the address begins with `oci://`.
    RegistryByScheme,
    /// Anything else.
    Other,
}

/// A value that means a cloud.
#[derive(Debug)]
pub(crate) struct Choice {
    /// The value.
    pub(crate) name: &'static str,
    /// The cloud.
    pub(crate) provider: Provider,
    /// The service that is reached, if it is always the same.
    pub(crate) service: Option<Service>,
    /// The first version of Flux that knows it; `None` for any that this program knows.
    pub(crate) since: Option<Version>,
}

const fn choice(name: &'static str, provider: Provider, service: Service) -> Choice {
    Choice { name, provider, service: Some(service), since: None }
}

impl Choice {
    const fn since(self, since: Version) -> Choice {
        Choice { since: Some(since), ..self }
    }

    const fn any_service(self) -> Choice {
        Choice { service: None, ..self }
    }
}

const V2_4: Version = Version::new(2, 4);
const V2_6: Version = Version::new(2, 6);
const V2_7: Version = Version::new(2, 7);
const V2_9: Version = Version::new(2, 9);
const V2_10: Version = Version::new(2, 10);

/// The clouds by their own names, for their registries.
const REGISTRIES: &[Choice] = &[
    choice("aws", Provider::Aws, Service::Ecr),
    choice("azure", Provider::Azure, Service::Acr),
    choice("gcp", Provider::Gcp, Service::Gar),
];

/// The clouds by their own names, for their object stores.
const BUCKETS: &[Choice] = &[
    choice("aws", Provider::Aws, Service::S3),
    choice("azure", Provider::Azure, Service::Blob),
    choice("gcp", Provider::Gcp, Service::Gcs),
];

const SPEC_PROVIDER: Keys = &["spec", "provider"];
const ACCOUNT: Keys = &["spec", "serviceAccountName"];
const SECRET: Keys = &["spec", "secretRef", "name"];
const URL: Keys = &["spec", "url"];

/// All of them.
pub(crate) const CONSUMERS: &[Consumer] = &[
    Consumer {
        group: group::SOURCE,
        kind: "OCIRepository",
        controller: Controller::SourceController,
        provider: SPEC_PROVIDER,
        choices: REGISTRIES,
        account: Some((ACCOUNT, V2_6)),
        secret: SECRET,
        address: URL,
        reads: Reads::Registry,
    },
    Consumer {
        group: group::SOURCE,
        kind: "HelmRepository",
        controller: Controller::SourceController,
        provider: SPEC_PROVIDER,
        choices: REGISTRIES,
        account: None,
        secret: SECRET,
        address: URL,
        reads: Reads::RegistryByScheme,
    },
    Consumer {
        group: group::SOURCE,
        kind: "Bucket",
        controller: Controller::SourceController,
        provider: SPEC_PROVIDER,
        choices: BUCKETS,
        account: Some((ACCOUNT, V2_7)),
        secret: SECRET,
        address: &["spec", "endpoint"],
        reads: Reads::Other,
    },
    Consumer {
        group: group::SOURCE,
        kind: "GitRepository",
        controller: Controller::SourceController,
        provider: SPEC_PROVIDER,
        choices: &[
            choice("azure", Provider::Azure, Service::Devops).since(V2_4),
            choice("aws", Provider::Aws, Service::Codecommit).since(V2_9),
        ],
        account: Some((ACCOUNT, V2_7)),
        secret: SECRET,
        address: URL,
        reads: Reads::Other,
    },
    Consumer {
        group: group::IMAGE,
        kind: "ImageRepository",
        controller: Controller::ImageReflectorController,
        provider: SPEC_PROVIDER,
        choices: REGISTRIES,
        account: Some((ACCOUNT, V2_6)),
        secret: SECRET,
        address: &["spec", "image"],
        reads: Reads::Registry,
    },
    Consumer {
        group: group::NOTIFICATION,
        kind: "Provider",
        controller: Controller::NotificationController,
        provider: &["spec", "type"],
        choices: &[
            choice("azureeventhub", Provider::Azure, Service::Eventhubs),
            choice("azuredevops", Provider::Azure, Service::Devops),
            choice("googlepubsub", Provider::Gcp, Service::Pubsub),
        ],
        account: Some((ACCOUNT, V2_6)),
        secret: SECRET,
        address: &["spec", "address"],
        reads: Reads::Other,
    },
    // Its chart is an OCIRepository's, which the source-controller fetches, where
    // `.spec.chart.kind` says so; other charts have no fields of these names.
    Consumer {
        group: group::HELM,
        kind: "HelmRelease",
        controller: Controller::SourceController,
        provider: &["spec", "chart", "spec", "provider"],
        choices: &[
            choice("aws", Provider::Aws, Service::Ecr).since(V2_10),
            choice("azure", Provider::Azure, Service::Acr).since(V2_10),
            choice("gcp", Provider::Gcp, Service::Gar).since(V2_10),
        ],
        account: Some((&["spec", "chart", "spec", "serviceAccountName"], V2_10)),
        secret: &["spec", "chart", "spec", "secretRef", "name"],
        address: &["spec", "chart", "spec", "url"],
        reads: Reads::Registry,
    },
    // The source-controller fetches what a FluxInstance syncs from.
    Consumer {
        group: group::OPERATOR,
        kind: "FluxInstance",
        controller: Controller::SourceController,
        provider: &["spec", "sync", "provider"],
        choices: &[
            choice("aws", Provider::Aws, Service::Ecr).any_service(),
            choice("azure", Provider::Azure, Service::Acr).any_service(),
            choice("gcp", Provider::Gcp, Service::Gar).any_service(),
        ],
        account: None,
        secret: &["spec", "sync", "pullSecret"],
        address: &["spec", "sync", "url"],
        reads: Reads::RegistryByScheme,
    },
];

impl Consumer {
    /// The kind that an object is of.
    pub(crate) fn of(api_version: &str, kind: &str) -> Option<&'static Consumer> {
        let group = api_version.split_once('/').map(|(group, _)| group)?;
        CONSUMERS.iter().find(|known| known.kind == kind && known.group == group)
    }

    /// What a value of its provider field means, if it means a cloud.
    pub(crate) fn choice(&self, name: &str) -> Option<&'static Choice> {
        self.choices.iter().find(|choice| choice.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_of_a_kind_by_group_and_kind() {
        let kind = |api, kind| Consumer::of(api, kind).map(|consumer| consumer.controller);
        let source = Some(Controller::SourceController);
        assert_eq!(kind("source.toolkit.fluxcd.io/v1beta2", "OCIRepository"), source);
        assert_eq!(kind("helm.toolkit.fluxcd.io/v2", "HelmRelease"), source);
        let notification = Some(Controller::NotificationController);
        assert_eq!(kind("notification.toolkit.fluxcd.io/v1", "Provider"), notification);
        assert_eq!(kind("pkg.crossplane.io/v1", "Provider"), None);
        assert_eq!(kind("v1", "Provider"), None);
    }

    #[test]
    fn a_generic_provider_means_no_cloud() {
        let kind = Consumer::of("source.toolkit.fluxcd.io/v1", "GitRepository").unwrap();
        assert_eq!(kind.choice("azure").unwrap().since, Some(V2_4));
        assert!(kind.choice("generic").is_none() && kind.choice("gcp").is_none());
    }
}
