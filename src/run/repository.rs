//! The repository around the files that a run keeps.

use std::env;
use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Failure, code};
use crate::repository::{Files, Root, Survey};

use super::kept::File;

/// A repository as it will be when files are written.
#[derive(Debug)]
pub(crate) struct Repository {
    pub(crate) survey: Survey,
    /// The folder that the files stand in, relative to the root.
    pub(crate) folder: PathBuf,
}

impl Repository {
    /// The repository with this root, as it is.
    ///
    /// # Errors
    /// It can't be read.
    pub(crate) fn at(root: &Root) -> Result<Repository, Failure> {
        Repository::of(Files::new(root.clone()), PathBuf::new())
    }

    /// The repository around a folder that need not be there yet.
    ///
    /// # Errors
    /// It can't be read, or `planned` files are outside of it.
    pub(crate) fn around(folder: &Path, planned: &[File]) -> Result<Repository, Failure> {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let there = folder.ancestors().find(|above| above.is_dir()).unwrap_or(Path::new("."));
        let root = root_around(there)?;
        let relative = |path: &Path| {
            let outside = format!("{} is outside of the repository", folder.display());
            root.relative(path).ok_or_else(|| Failure::new(code::COMMAND_LINE, outside))
        };
        let inside = relative(folder)?;
        let mut files = Files::new(root.clone());
        for File { path, new, .. } in planned {
            files = files.with(relative(path)?, new.as_deref());
        }
        Repository::of(files, inside)
    }

    fn of(files: Files, folder: PathBuf) -> Result<Repository, Failure> {
        let root = files.root().clone();
        let survey = Survey::of(files).map_err(|error| unreadable(&root, &error))?;
        Ok(Repository { survey, folder })
    }

    /// The repository around a file that need not be there yet.
    ///
    /// # Errors
    /// It can't be read, or `planned` files are outside of it.
    pub(crate) fn around_file(file: &Path, planned: &[File]) -> Result<Repository, Failure> {
        Repository::around(file.parent().unwrap_or(Path::new("")), planned)
    }

    /// The path of a file relative to the root.
    pub(crate) fn file(&self, file: &Path) -> PathBuf {
        let relative = self.survey.files().root().relative(file);
        relative.unwrap_or_else(|| file.to_owned())
    }

    /// A file of the repository as messages call it: from the working directory, where it is below,
    /// and `.` where it is that folder itself.
    pub(crate) fn name(&self, file: &Path) -> PathBuf {
        let full = self.survey.files().root().path().join(file);
        let here = env::current_dir().and_then(|here| here.canonicalize());
        let below = here.ok().and_then(|here| full.strip_prefix(here).ok().map(Path::to_owned));
        match below {
            Some(below) if below.as_os_str().is_empty() => PathBuf::from("."),
            Some(below) => below,
            None => full,
        }
    }
}

/// The root of the repository around a folder. Without git it is the working directory, for what is
/// in it, and else the folder itself.
///
/// # Errors
/// The folder can't be reached.
pub(crate) fn root_around(folder: &Path) -> Result<Root, Failure> {
    let here = env::current_dir()
        .map_err(|error| Failure::access("there is no working directory", &error))?;
    let not_read = |error| Failure::access(folder.display(), &error);
    let resolved = folder.canonicalize().map_err(not_read)?;
    let otherwise = if resolved.starts_with(here.canonicalize()?) { &here } else { &resolved };
    Root::above(&resolved, otherwise).map_err(not_read)
}

/// That a repository can't be read.
pub(super) fn unreadable(root: &Root, error: &io::Error) -> Failure {
    let root = root.path().display();
    Failure::access(format_args!("the repository {root} can't be read"), error)
}
