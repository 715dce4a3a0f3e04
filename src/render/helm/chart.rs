//! The charts, and the names that their values have.
//!
//! Sources: <https://github.com/fluxcd-community/helm-charts/tree/main/charts/flux2>,
//! <https://github.com/controlplaneio-fluxcd/charts/tree/main/charts/flux-instance>.

use crate::flux::Controller;

/// A chart that installs Flux.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chart {
    /// Flux's controllers.
    Flux2,
    /// A FluxInstance of the Flux Operator.
    FluxInstance,
}

/// The value of the chart flux-instance that becomes the FluxInstance's spec.
pub(super) const INSTANCE: &str = "instance";

/// The value of the chart flux2 that holds whole objects.
pub(super) const EXTRA_OBJECTS: &str = "extraObjects";

impl Chart {
    /// The name, under which another chart has the values of this one.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Chart::Flux2 => "flux2",
            Chart::FluxInstance => "flux-instance",
        }
    }

    /// The format of its values, on the command line.
    pub(super) fn format(self) -> &'static str {
        match self {
            Chart::Flux2 => "helm-values",
            Chart::FluxInstance => "flux-instance-values",
        }
    }

    /// The other one.
    pub(super) fn other(self) -> Chart {
        match self {
            Chart::Flux2 => Chart::FluxInstance,
            Chart::FluxInstance => Chart::Flux2,
        }
    }

    /// Whether a value at the root is one that only this chart has.
    pub(super) fn has(self, key: &str) -> bool {
        match self {
            Chart::Flux2 => {
                Controller::ALL.iter().any(|controller| controller_key(*controller) == key)
            }
            Chart::FluxInstance => key == INSTANCE,
        }
    }
}

/// The value of the chart flux2 for a controller.
pub(crate) fn controller_key(controller: Controller) -> &'static str {
    match controller {
        Controller::SourceController => "sourceController",
        Controller::KustomizeController => "kustomizeController",
        Controller::HelmController => "helmController",
        Controller::NotificationController => "notificationController",
        // The chart's own spelling.
        Controller::ImageReflectorController => "imageReflectionController",
        Controller::ImageAutomationController => "imageAutomationController",
        Controller::SourceWatcher => "sourceWatcher",
    }
}
