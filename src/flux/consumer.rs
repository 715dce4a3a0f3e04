//! The kinds of objects in which users ask Flux's controllers or the flux-operator for something of a
//! cloud, and the fields in which they say of which cloud, for which ServiceAccount, and where it is.
//!
//! Sources: the API references of the controllers, <https://fluxcd.io/flux/components/>, and the
//! release notes for the versions.

use super::{Caller, Controller, Provider, Service, Version, group};

/// A path of keys.
pub(crate) type Keys = &'static [&'static str];

/// A kind of Flux object that reaches a cloud.
#[derive(Debug)]
pub(crate) struct Consumer {
    /// Its API group; of the versions any.
    pub(crate) group: &'static str,
    /// Its kind.
    pub(crate) kind: &'static str,
    /// What reaches the cloud for it.
    pub(crate) controller: Caller,
    /// The field that names the cloud.
    pub(crate) provider: Keys,
    /// The field that names a kind of source which is made of it: then the provider means what it means
    /// there, and it gets the default account that such a source gets.
    pub(crate) source: Option<Keys>,
    /// The values of the provider's field that mean a cloud. The first one of a cloud is its registry,
    /// where the kind reads registries.
    pub(crate) choices: &'static [Choice],
    /// The value of the provider's field that means none, as leaving it out does where that is allowed.
    pub(crate) generic: &'static str,
    /// The field that names a ServiceAccount of the object's namespace (object identity), and the
    /// first version of Flux with it, if Flux's version tells it.
    pub(crate) account: Option<(Keys, Option<Version>)>,
    /// The field that names a Secret with credentials.
    pub(crate) secret: Keys,
    /// What comes of a Secret beside the provider of a registry.
    pub(crate) beside: Beside,
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

/// What comes of a Secret beside a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beside {
    /// It is used, and the identity is not.
    Used,
    /// Kubernetes refuses the object.
    Refused,
}

/// A value that means a cloud.
#[derive(Debug)]
pub(crate) struct Choice {
    /// The value.
    pub(crate) name: &'static str,
    /// The cloud.
    pub(crate) provider: Provider,
    /// The service that is reached.
    pub(crate) service: Service,
    /// The first version of Flux that knows it; `None` for any that this program knows.
    pub(crate) since: Option<Version>,
}

const fn choice(name: &'static str, provider: Provider, service: Service) -> Choice {
    Choice { name, provider, service, since: None }
}

impl Choice {
    const fn since(self, since: Version) -> Choice {
        Choice { since: Some(since), ..self }
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
const GENERIC: &str = "generic";
const URL: Keys = &["spec", "url"];

/// All of them.
pub(crate) const CONSUMERS: &[Consumer] = &[
    Consumer {
        group: group::SOURCE,
        kind: "OCIRepository",
        controller: Caller::Flux(Controller::SourceController),
        provider: SPEC_PROVIDER,
        source: None,
        choices: REGISTRIES,
        generic: GENERIC,
        account: Some((ACCOUNT, Some(V2_6))),
        secret: SECRET,
        beside: Beside::Used,
        address: URL,
        reads: Reads::Registry,
    },
    Consumer {
        group: group::SOURCE,
        kind: "HelmRepository",
        controller: Caller::Flux(Controller::SourceController),
        provider: SPEC_PROVIDER,
        source: None,
        choices: REGISTRIES,
        generic: GENERIC,
        account: None,
        secret: SECRET,
        beside: Beside::Used,
        address: URL,
        reads: Reads::RegistryByScheme,
    },
    Consumer {
        group: group::SOURCE,
        kind: "Bucket",
        controller: Caller::Flux(Controller::SourceController),
        provider: SPEC_PROVIDER,
        source: None,
        choices: BUCKETS,
        generic: GENERIC,
        account: Some((ACCOUNT, Some(V2_7))),
        secret: SECRET,
        beside: Beside::Used,
        address: &["spec", "endpoint"],
        reads: Reads::Other,
    },
    Consumer {
        group: group::SOURCE,
        kind: "GitRepository",
        controller: Caller::Flux(Controller::SourceController),
        provider: SPEC_PROVIDER,
        source: None,
        choices: &[
            choice("azure", Provider::Azure, Service::Devops).since(V2_4),
            choice("aws", Provider::Aws, Service::Codecommit).since(V2_9),
        ],
        generic: GENERIC,
        account: Some((ACCOUNT, Some(V2_7))),
        secret: SECRET,
        beside: Beside::Used,
        address: URL,
        reads: Reads::Other,
    },
    Consumer {
        group: group::IMAGE,
        kind: "ImageRepository",
        controller: Caller::Flux(Controller::ImageReflectorController),
        provider: SPEC_PROVIDER,
        source: None,
        choices: REGISTRIES,
        generic: GENERIC,
        account: Some((ACCOUNT, Some(V2_6))),
        secret: SECRET,
        beside: Beside::Used,
        address: &["spec", "image"],
        reads: Reads::Registry,
    },
    Consumer {
        group: group::NOTIFICATION,
        kind: "Provider",
        controller: Caller::Flux(Controller::NotificationController),
        provider: &["spec", "type"],
        source: None,
        choices: &[
            choice("azureeventhub", Provider::Azure, Service::Eventhubs),
            choice("azuredevops", Provider::Azure, Service::Devops),
            choice("googlepubsub", Provider::Gcp, Service::Pubsub),
        ],
        generic: GENERIC,
        account: Some((ACCOUNT, Some(V2_6))),
        secret: SECRET,
        beside: Beside::Used,
        address: &["spec", "address"],
        reads: Reads::Other,
    },
    // Its chart is an OCIRepository's, which the source-controller fetches, where
    // `.spec.chart.kind` says so; other charts have no fields of these names.
    Consumer {
        group: group::HELM,
        kind: "HelmRelease",
        controller: Caller::Flux(Controller::SourceController),
        provider: &["spec", "chart", "spec", "provider"],
        source: None,
        choices: &[
            choice("aws", Provider::Aws, Service::Ecr).since(V2_10),
            choice("azure", Provider::Azure, Service::Acr).since(V2_10),
            choice("gcp", Provider::Gcp, Service::Gar).since(V2_10),
        ],
        generic: GENERIC,
        account: Some((&["spec", "chart", "spec", "serviceAccountName"], Some(V2_10))),
        secret: &["spec", "chart", "spec", "secretRef", "name"],
        beside: Beside::Used,
        address: &["spec", "chart", "spec", "url"],
        reads: Reads::Registry,
    },
    // The source-controller fetches what a FluxInstance syncs from.
    Consumer {
        group: group::OPERATOR,
        kind: "FluxInstance",
        controller: Caller::Flux(Controller::SourceController),
        provider: &["spec", "sync", "provider"],
        source: Some(&["spec", "sync", "kind"]),
        choices: &[],
        generic: GENERIC,
        account: None,
        secret: &["spec", "sync", "pullSecret"],
        beside: Beside::Used,
        address: &["spec", "sync", "url"],
        reads: Reads::RegistryByScheme,
    },
    // The flux-operator itself lists the tags of a registry, and the branches, tags and pull requests
    // of Azure DevOps. Source: controlplaneio-fluxcd/flux-operator, `api/v1`, and
    // `internal/controller/resourcesetinputprovider_controller.go`.
    Consumer {
        group: group::OPERATOR,
        kind: "ResourceSetInputProvider",
        controller: Caller::Operator,
        provider: &["spec", "type"],
        source: None,
        choices: &[
            choice("ECRArtifactTag", Provider::Aws, Service::Ecr),
            choice("ACRArtifactTag", Provider::Azure, Service::Acr),
            choice("GARArtifactTag", Provider::Gcp, Service::Gar),
            choice("AzureDevOpsBranch", Provider::Azure, Service::Devops),
            choice("AzureDevOpsTag", Provider::Azure, Service::Devops),
            choice("AzureDevOpsPullRequest", Provider::Azure, Service::Devops),
        ],
        generic: "OCIArtifactTag",
        account: Some((ACCOUNT, None)),
        secret: SECRET,
        beside: Beside::Refused,
        address: URL,
        reads: Reads::RegistryByScheme,
    },
];

impl Consumer {
    /// The kind that an object is of.
    pub(crate) fn of(api_version: &str, kind: &str) -> Option<&'static Consumer> {
        let group = api_version.split_once('/').map(|(group, _)| group)?;
        CONSUMERS.iter().find(|known| known.kind == kind && known.group == group)
    }

    /// The kind of source that a kind is of.
    pub(crate) fn of_source(kind: &str) -> Option<&'static Consumer> {
        CONSUMERS.iter().find(|known| known.kind == kind && known.group == group::SOURCE)
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
        let source = Some(Caller::Flux(Controller::SourceController));
        assert_eq!(kind("source.toolkit.fluxcd.io/v1beta2", "OCIRepository"), source);
        assert_eq!(kind("helm.toolkit.fluxcd.io/v2", "HelmRelease"), source);
        let notification = Some(Caller::Flux(Controller::NotificationController));
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
