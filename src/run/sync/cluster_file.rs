//! The file with a cluster's config.

use std::path::PathBuf;

use crate::config::Layers;
use crate::diagnostic::Failure;
use crate::run::{Input, Repository, layers};

/// A file, and the config that it comes to with what it extends.
#[derive(Debug)]
pub(crate) struct ClusterFile {
    /// The file, relative to the repository's root.
    pub(crate) path: PathBuf,
    /// Whether the command line names it, rather than a folder around it.
    pub(crate) is_named: bool,
    pub(crate) layers: Layers,
}

impl ClusterFile {
    /// Reads it.
    ///
    /// # Errors
    /// It can't be read.
    pub(super) fn read(
        path: PathBuf,
        is_named: bool,
        repository: &Repository,
    ) -> Result<ClusterFile, Failure> {
        let input = Input::of_file(&repository.name(&path))?;
        Ok(ClusterFile::of(path, is_named, input, repository))
    }

    /// One of which the text is known.
    pub(super) fn of(
        path: PathBuf,
        is_named: bool,
        input: Input,
        repository: &Repository,
    ) -> ClusterFile {
        let layers = layers(repository.survey.files().root().path(), vec![input]);
        ClusterFile { path, is_named, layers }
    }

    /// How messages call it.
    pub(crate) fn name(&self, repository: &Repository) -> String {
        repository.name(&self.path).display().to_string()
    }
}
