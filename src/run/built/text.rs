//! A text of what a cluster applies.

use std::path::PathBuf;
use std::sync::Arc;

use crate::cloud::Variables;

use super::Instance;

/// A text, and where it comes from.
#[derive(Debug)]
pub(crate) struct ClusterText {
    /// The file; of what was built that of the kustomization, or of the FluxInstance.
    pub(crate) file: PathBuf,
    pub(crate) text: Arc<str>,
    /// Whether everything that applies it decrypts what SOPS has encrypted.
    pub(crate) is_decrypted: bool,
    /// The variables that Flux fills in, if it is known that there are no others. Those that have a
    /// value are filled in already.
    pub(crate) variables: Option<Arc<Variables>>,
    pub(crate) origin: Origin,
}

/// How a text came about.
#[derive(Debug)]
pub(crate) enum Origin {
    /// It is that of the file, byte for byte.
    File,
    /// The stage with this number built it, or filled in its variables.
    Build { stage: usize },
    /// A chart makes it of values.
    Values,
    /// The flux-operator makes it.
    Instance(Instance),
}

impl ClusterText {
    /// Whether a chart or the flux-operator makes it.
    pub(crate) fn is_made(&self) -> bool {
        matches!(self.origin, Origin::Instance(_) | Origin::Values)
    }
}
