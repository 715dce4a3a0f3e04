//! The flags of object-level workload identity.

use super::{Controller, Version};

/// The feature gate. Source: Flux RFC-0010.
pub const GATE: &str = "ObjectLevelWorkloadIdentity";

/// The flag that takes feature gates.
pub const FEATURE_GATES: &str = "--feature-gates";

/// A flag that names the ServiceAccount of objects which name none. Without the gate on the same
/// controller it exits at start. Source: <https://fluxcd.io/flux/installation/configuration/multitenancy/>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lockdown {
    /// For sources, events and images.
    ServiceAccount,
    /// For SOPS decryption.
    DecryptionServiceAccount,
    /// For remote clusters.
    KubeConfigServiceAccount,
}

impl Lockdown {
    /// All of them, in the order in which they are written.
    pub const ALL: [Lockdown; 3] = [
        Lockdown::ServiceAccount,
        Lockdown::DecryptionServiceAccount,
        Lockdown::KubeConfigServiceAccount,
    ];

    /// The Flux version that brought the flags.
    pub const SINCE: Version = Version::new(2, 7);

    /// The flag.
    pub fn flag(self) -> &'static str {
        match self {
            Lockdown::ServiceAccount => "--default-service-account",
            Lockdown::DecryptionServiceAccount => "--default-decryption-service-account",
            Lockdown::KubeConfigServiceAccount => "--default-kubeconfig-service-account",
        }
    }

    /// The controllers that have it. The kustomize- and the helm-controller know
    /// `--default-service-account` too, but there it is the account they impersonate.
    pub fn controllers(self) -> &'static [Controller] {
        match self {
            Lockdown::ServiceAccount => &[
                Controller::SourceController,
                Controller::NotificationController,
                Controller::ImageReflectorController,
                Controller::ImageAutomationController,
            ],
            Lockdown::DecryptionServiceAccount => &[Controller::KustomizeController],
            Lockdown::KubeConfigServiceAccount => {
                &[Controller::KustomizeController, Controller::HelmController]
            }
        }
    }
}
