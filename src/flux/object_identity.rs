//! Object identity, which before Flux 2.10 was called object-level workload identity: its feature
//! gate, its flags, and the permission that it needs.

use super::{Controller, Version, VersionRange};

/// The feature gate. Source: Flux RFC-0010. Which controllers have it in which versions says
/// [`Controller::gate`].
pub(crate) const GATE: &str = "ObjectLevelWorkloadIdentity";

/// The flag that takes feature gates.
pub(crate) const FEATURE_GATES: &str = "--feature-gates";

/// The annotation of a ServiceAccount that says who gives it its identity, from Flux 2.10 on.
/// Source: <https://fluxcd.io/flux/components/source/ocirepositories/>.
pub(crate) const CREDENTIAL_PROVIDER: &str = "credential.auth.fluxcd.io/provider";

/// The annotation beside it that says of what kind the identity is.
pub(crate) const CREDENTIAL_TYPE: &str = "credential.auth.fluxcd.io/type";

/// The annotation with the audiences of its tokens.
pub(crate) const CREDENTIAL_AUDIENCES: &str = "credential.auth.fluxcd.io/audiences";

/// The versions of Flux whose default RBAC lets its controllers create tokens of ServiceAccounts.
/// Source: the changelog of the source-controller 1.10.0, <https://github.com/fluxcd/flux2/pull/6139>.
pub(crate) const TOKEN_RULE: VersionRange =
    VersionRange::since(Version::new(2, 6)).until(Version::new(2, 10));

/// The ClusterRole of the default RBAC, in whose name the namespace of Flux follows: an upgrade
/// replaces it.
pub(crate) const DEFAULT_ROLE: &str = "crd-controller";

/// A flag that names the ServiceAccount of objects which name none. Source: <https://fluxcd.io/flux/installation/configuration/multitenancy/>.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lockdown {
    /// For sources, events and images.
    Objects,
    /// For SOPS decryption.
    Decryption,
    /// For remote clusters.
    KubeConfig,
}

impl Lockdown {
    /// All of them, in the order in which they are written.
    pub const ALL: [Lockdown; 3] = [Lockdown::Objects, Lockdown::Decryption, Lockdown::KubeConfig];

    /// The versions of Flux that know the flags.
    pub const VERSIONS: VersionRange = VersionRange::since(Version::new(2, 7));

    /// The versions in which a controller with such a flag and without the gate exits at start.
    /// Source: `InconsistentObjectLevelConfiguration` of fluxcd/pkg/auth, up to 0.54.
    pub const NEEDS_GATE: VersionRange = Lockdown::VERSIONS.until(Version::new(2, 10));

    /// The flag.
    pub fn flag(self) -> &'static str {
        match self {
            Lockdown::Objects => "--default-service-account",
            Lockdown::Decryption => "--default-decryption-service-account",
            Lockdown::KubeConfig => "--default-kubeconfig-service-account",
        }
    }

    /// The controllers that have it. The kustomize- and the helm-controller know
    /// `--default-service-account` too, but there it is the account they impersonate; the
    /// source-watcher of Flux 2.10 does, but there it authorises writes to other namespaces.
    pub fn controllers(self) -> &'static [Controller] {
        match self {
            Lockdown::Objects => &[
                Controller::SourceController,
                Controller::NotificationController,
                Controller::ImageReflectorController,
                Controller::ImageAutomationController,
            ],
            Lockdown::Decryption => &[Controller::KustomizeController],
            Lockdown::KubeConfig => &[Controller::KustomizeController, Controller::HelmController],
        }
    }
}
