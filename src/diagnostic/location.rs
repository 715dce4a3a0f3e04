//! Where a diagnostic is about: as values, which a renderer makes text of.

use std::ops::Range;

use crate::yaml::Path;

use super::{PackageFile, ResourceRef};

/// A location, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Location {
    /// The index of the text that the span counts in. 0 is the text with the config; manifests
    /// that were read from other texts follow it.
    pub source: usize,
    /// The bytes of that text.
    pub span: Option<Range<usize>>,
    /// The Kubernetes object.
    pub resource: Option<ResourceRef>,
    /// The field path in the object.
    pub path: Option<Path>,
    /// The file of a package that the object came from, as an orchestrator names it.
    pub file: Option<PackageFile>,
}

/// Another location that has to do with a diagnostic, and what is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// What is there.
    pub message: String,
    /// Where it is.
    pub location: Location,
}
