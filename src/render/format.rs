//! The formats of `patches`.

use super::Chart;

/// A form that Flux, its operator or an installer reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The `patches` field of a kustomization.yaml.
    Patches,
    /// A complete kustomization.yaml over gotk-components.yaml and gotk-sync.yaml.
    Kustomization,
    /// A kustomize Component.
    Component,
    /// The fields of a FluxInstance of the Flux Operator.
    FluxInstance,
    /// Values of the Helm chart flux2.
    HelmValues,
    /// Values of the Flux Operator's Helm chart flux-instance.
    FluxInstanceValues,
    /// Settings of the AKS extension microsoft.flux.
    AksExtension,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 7] = [
        Format::Patches,
        Format::Kustomization,
        Format::Component,
        Format::FluxInstance,
        Format::HelmValues,
        Format::FluxInstanceValues,
        Format::AksExtension,
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Patches => "patches",
            Format::Kustomization => "kustomization",
            Format::Component => "component",
            Format::FluxInstance => "flux-instance",
            Format::HelmValues => "helm-values",
            Format::FluxInstanceValues => "flux-instance-values",
            Format::AksExtension => "aks-extension",
        }
    }

    /// What it is, in a few words.
    pub fn summary(self) -> &'static str {
        match self {
            Format::Patches => "The patches field of a kustomization.yaml, to paste",
            Format::Kustomization => {
                "A complete kustomization.yaml over gotk-components.yaml and gotk-sync.yaml"
            }
            Format::Component => "A kustomize Component",
            Format::FluxInstance => "The fields of a FluxInstance of the Flux Operator",
            Format::HelmValues => "Values of the Helm chart flux2",
            Format::FluxInstanceValues => "Values of the Flux Operator's Helm chart flux-instance",
            Format::AksExtension => "Settings of the AKS extension microsoft.flux",
        }
    }

    /// The Helm chart whose values it is.
    pub(crate) fn chart(self) -> Option<Chart> {
        match self {
            Format::HelmValues => Some(Chart::Flux2),
            Format::FluxInstanceValues => Some(Chart::FluxInstance),
            _ => None,
        }
    }

    /// Whether it can be kept in a file.
    pub fn is_kept(self) -> bool {
        !matches!(self, Format::FluxInstance | Format::AksExtension)
    }
}
