//! The roots of the clusters in folders of a repository.

use std::io;
use std::path::PathBuf;

use crate::repository::{Files, Root, Sync, walk};
use crate::run::in_order;

/// The roots of clusters in folders of a repository; such a folder without any is a root itself.
#[derive(Debug)]
pub(crate) struct Roots {
    /// The files of the repository.
    pub(crate) files: Files,
    /// The roots, each once.
    pub(crate) syncs: Vec<Sync>,
}

/// So many files are looked through before the next thread may take some.
const FILES_AT_ONCE: usize = 64;

impl Roots {
    /// Finds them.
    ///
    /// # Errors
    /// A folder that can't be read.
    pub(crate) fn below(folders: &[PathBuf]) -> io::Result<Roots> {
        let Some(first) = folders.first() else {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "no folder is named"));
        };
        let files = Files::new(Root::above(first, first)?);
        let mut syncs: Vec<Sync> = Vec::new();
        for folder in folders {
            let walked = walk(files.root(), std::slice::from_ref(folder))?;
            let parts: Vec<&[PathBuf]> = walked.chunks(FILES_AT_ONCE).collect();
            let found = in_order(&parts, |part| Sync::all(&files, part));
            let found: Vec<Sync> = found.into_iter().flatten().collect();
            // Of a whole repository without a root it is not known what a cluster applies.
            let named = files.root().relative(folder).filter(|folder| *folder != PathBuf::new());
            match named.filter(|_| found.is_empty()) {
                Some(folder) => syncs.push(Sync::named(folder)),
                None => syncs.extend(found),
            }
        }
        syncs.sort_by(|one, other| one.folder.cmp(&other.folder));
        syncs.dedup_by(|one, other| one.folder == other.folder);
        Ok(Roots { files, syncs })
    }
}
