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
    /// Who could build it.
    pub(crate) cause: Cause,
}

/// Whether what is not built here is built by Flux.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// It would be fetched, or is made by what does not run here: Flux may build it.
    Elsewhere,
    /// It is at fault, as far as is known: Flux can't build it either.
    Fault,
}

impl NotBuilt {
    /// With the place that is at fault.
    pub(super) fn at(place: &Place, reason: impl Into<String>) -> NotBuilt {
        NotBuilt { place: Some(place.clone()), ..NotBuilt::because(reason) }
    }

    /// With the place of what comes from elsewhere.
    pub(super) fn elsewhere(place: &Place, reason: impl Into<String>) -> NotBuilt {
        NotBuilt { cause: Cause::Elsewhere, ..NotBuilt::at(place, reason) }
    }

    /// Without a place.
    pub(crate) fn because(reason: impl Into<String>) -> NotBuilt {
        NotBuilt { place: None, reason: reason.into(), cause: Cause::Fault }
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
