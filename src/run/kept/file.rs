//! A file that is kept: as it is, and as it should be.

use std::path::PathBuf;

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
