//! Where a kustomization says something, and why it is not built.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

use crate::yaml;

/// A place in a file of the repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The file, relative to the root.
    pub(crate) file: PathBuf,
    /// The field.
    pub(crate) path: yaml::Path,
    /// The bytes.
    pub(crate) span: Range<usize>,
}

/// That a kustomization is not built, since Flux would not, or since it may not be tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NotBuilt {
    /// The place that is at fault, if a file tells.
    pub(crate) place: Option<Place>,
    /// The reason.
    pub(crate) reason: String,
}

impl NotBuilt {
    /// With the place that is at fault.
    pub(super) fn at(place: &Place, reason: impl Into<String>) -> NotBuilt {
        NotBuilt { place: Some(place.clone()), reason: reason.into() }
    }

    /// Without a place.
    pub(super) fn because(reason: impl Into<String>) -> NotBuilt {
        NotBuilt { place: None, reason: reason.into() }
    }
}

impl fmt::Display for NotBuilt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{}: {}: {}", place.file.display(), place.path, self.reason),
            None => f.write_str(&self.reason),
        }
    }
}
