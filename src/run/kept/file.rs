//! A file that is kept: as it is, and as it should be.

use std::path::PathBuf;

use crate::repository::Files;

/// A file as it is and as it should be; no text where there is no file.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) path: PathBuf,
    pub(crate) old: Option<String>,
    pub(crate) new: Option<String>,
}

impl File {
    pub(crate) fn is_stale(&self) -> bool {
        self.old != self.new
    }
}

/// The files of a repository as they will be. One outside of it is none of them.
pub(crate) fn planned<'f>(files: Files, kept: impl IntoIterator<Item = &'f File>) -> Files {
    let root = files.root().clone();
    kept.into_iter().fold(files, |files, File { path, new, .. }| match root.relative(path) {
        Some(path) => files.with(path, new.as_deref()),
        None => files,
    })
}
