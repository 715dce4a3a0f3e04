//! The API groups of the objects that Flux and the flux-operator read.

pub(crate) const HELM: &str = "helm.toolkit.fluxcd.io";
pub(crate) const IMAGE: &str = "image.toolkit.fluxcd.io";
pub(crate) const KUSTOMIZE: &str = "kustomize.toolkit.fluxcd.io";
pub(crate) const NOTIFICATION: &str = "notification.toolkit.fluxcd.io";
/// That of a FluxInstance. Source: <https://fluxoperator.dev/docs/crd/fluxinstance/>.
pub(crate) const OPERATOR: &str = "fluxcd.controlplane.io";
pub(crate) const SOURCE: &str = "source.toolkit.fluxcd.io";

/// A FluxInstance in the version that is written, as `apiVersion` and `kind`.
pub(crate) const FLUX_INSTANCE: (&str, &str) = ("fluxcd.controlplane.io/v1", "FluxInstance");
