//! The files that `flux bootstrap` makes. Source: <https://fluxcd.io/flux/installation/bootstrap/>.

/// The file with Flux's manifests.
pub(crate) const COMPONENTS_FILE: &str = "gotk-components.yaml";

/// The file that says what the cluster applies, and from where.
pub(crate) const SYNC_FILE: &str = "gotk-sync.yaml";
