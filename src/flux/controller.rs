//! Flux's controllers.

use std::fmt;

use serde::Deserialize;

use super::{Version, VersionRange};

/// A Flux controller. Its ServiceAccount, its Deployment and its component carry its name.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Controller {
    /// Fetches Git, OCI, Helm and Bucket sources.
    SourceController,
    /// Builds and applies Kustomizations, decrypts SOPS secrets.
    KustomizeController,
    /// Installs Helm releases.
    HelmController,
    /// Sends events, receives webhooks.
    NotificationController,
    /// Scans container registries.
    ImageReflectorController,
    /// Commits image updates to Git.
    ImageAutomationController,
    /// Generates artifacts. Uses no cloud.
    SourceWatcher,
}

impl Controller {
    /// All of them, in the order in which Flux lists its components.
    pub const ALL: [Controller; 7] = [
        Controller::SourceController,
        Controller::KustomizeController,
        Controller::HelmController,
        Controller::NotificationController,
        Controller::ImageReflectorController,
        Controller::ImageAutomationController,
        Controller::SourceWatcher,
    ];

    /// The name.
    pub fn name(self) -> &'static str {
        match self {
            Controller::SourceController => "source-controller",
            Controller::KustomizeController => "kustomize-controller",
            Controller::HelmController => "helm-controller",
            Controller::NotificationController => "notification-controller",
            Controller::ImageReflectorController => "image-reflector-controller",
            Controller::ImageAutomationController => "image-automation-controller",
            Controller::SourceWatcher => "source-watcher",
        }
    }

    /// The controller of that name.
    ///
    /// ```
    /// use flux_workload_identity::internal::Controller;
    /// assert_eq!(Controller::named("helm-controller"), Some(Controller::HelmController));
    /// assert_eq!(Controller::named("helm"), None);
    /// ```
    pub fn named(name: &str) -> Option<Controller> {
        Controller::ALL.into_iter().find(|c| c.name() == name)
    }

    /// The controller whose name this one is, or that a shard's name starts with.
    pub fn of_deployment(name: &str) -> Option<Controller> {
        Controller::ALL.into_iter().find(|c| {
            name.strip_prefix(c.name()).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        })
    }

    /// Whether it ever calls a cloud.
    pub fn uses_cloud(self) -> bool {
        self != Controller::SourceWatcher
    }

    /// Whether its image's tag `v1.N` tells that Flux is `v2.N`.
    /// Source: fluxcd/flux2 release notes; the other controllers are numbered on their own.
    pub fn tag_follows_flux(self) -> bool {
        matches!(
            self,
            Controller::SourceController
                | Controller::KustomizeController
                | Controller::NotificationController
        )
    }

    /// The versions of Flux in which it has the feature gate of object identity; from the last one
    /// on the gate is known, always on, and without effect. `None` if it has no object identity.
    /// Source: <https://fluxcd.io/flux/integrations/>, release notes of 2.6, 2.7 and 2.10.
    pub fn gate(self) -> Option<VersionRange> {
        let since = match self {
            Controller::SourceWatcher => return None,
            Controller::HelmController => Version::new(2, 7),
            _ => Version::new(2, 6),
        };
        Some(VersionRange::since(since).until(Version::new(2, 10)))
    }
}

impl fmt::Display for Controller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
