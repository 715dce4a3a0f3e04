//! What calls a cloud for the objects of a cluster.

use std::fmt;

use super::{Controller, VersionRange};

/// The annotation by which the flux-operator leaves an object alone, and its value in any case of
/// letters. Source: controlplaneio-fluxcd/flux-operator, `api/v1`.
pub(crate) const LEFT_ALONE: (&str, &str) = ("fluxcd.controlplane.io/reconcile", "disabled");

/// One of Flux's controllers, or the flux-operator, which installs them and calls registries for its
/// own objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Caller {
    /// One of Flux's controllers.
    Flux(Controller),
    /// The flux-operator. Its ServiceAccount and its Deployment carry its name.
    Operator,
}

impl Caller {
    /// The name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Caller::Flux(controller) => controller.name(),
            Caller::Operator => "flux-operator",
        }
    }

    /// The controller, if it is one of Flux's.
    pub(crate) fn of_flux(self) -> Option<Controller> {
        match self {
            Caller::Flux(controller) => Some(controller),
            Caller::Operator => None,
        }
    }

    /// The versions of Flux in which it has the feature gate of object identity. The flux-operator has
    /// object identity always, and no gate.
    /// Source: controlplaneio-fluxcd/flux-operator, `cmd/operator/main.go`.
    pub(crate) fn gate(self) -> Option<VersionRange> {
        self.of_flux().and_then(Controller::gate)
    }
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
