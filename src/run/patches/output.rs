//! What a config comes to in a format, and where that goes.

use crate::render::{Format, KustomizeParts, Values, component, kustomization};

/// What comes out: a text, what kustomize is to add, or values of a Helm chart.
#[derive(Debug)]
pub(crate) enum Output {
    Text(String),
    Kustomize(KustomizeParts),
    Values(Values),
}

impl Output {
    /// As it is printed.
    pub(crate) fn text(&self, format: Format, namespace: &str) -> String {
        match (self, format) {
            (Output::Text(text), _) => text.clone(),
            (Output::Values(values), _) => values.text(),
            (Output::Kustomize(parts), Format::Kustomization) => {
                kustomization::body(parts, namespace)
            }
            (Output::Kustomize(parts), Format::Component) => component::body(parts, namespace),
            (Output::Kustomize(parts), _) => kustomization::fields(parts, namespace),
        }
    }
}

/// Where the output goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Destination<'d> {
    /// It is printed.
    Printed,
    /// Into a file or a folder that is kept: a Component may have several files there.
    Kept {
        /// The namespace that kustomize puts everything into, by the kustomization that the file is
        /// or that lists the folder.
        namespace: Option<&'d str>,
    },
}

impl Destination<'_> {
    pub(super) fn is_kept(self) -> bool {
        self != Destination::Printed
    }

    pub(super) fn namespace(&self) -> Option<&str> {
        match self {
            Destination::Kept { namespace } => *namespace,
            Destination::Printed => None,
        }
    }
}
