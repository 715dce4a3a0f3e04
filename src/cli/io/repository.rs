//! The repository around the files that a command keeps.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::repository::{Files, Root, Survey};

use super::target::File;

/// A repository as it will be when files are written.
#[derive(Debug)]
pub(crate) struct Repository {
    pub(crate) survey: Survey,
    /// The folder that the files stand in, relative to the root.
    pub(crate) folder: PathBuf,
}

impl Repository {
    /// The repository around a folder that need not be there yet.
    pub(crate) fn around(folder: &Path, planned: &[File]) -> anyhow::Result<Repository> {
        let here = env::current_dir().context("there is no working directory")?;
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let there = folder.ancestors().find(|above| above.is_dir()).unwrap_or(&here);
        let resolved = there.canonicalize().with_context(|| there.display().to_string())?;
        // Without git the root is the working directory, for what is in it.
        let otherwise = if resolved.starts_with(here.canonicalize()?) { &here } else { &resolved };
        let root = Root::above(there, otherwise)?;
        let outside = || format!("{} is outside of the repository", folder.display());
        let relative = |path: &Path| root.relative(path).with_context(outside);
        let inside = relative(folder)?;
        let mut files = Files::new(root.clone());
        for File { path, new, .. } in planned {
            files = files.with(relative(path)?, new.as_deref());
        }
        let survey = Survey::of(files)
            .with_context(|| format!("the repository {} can't be read", root.path().display()))?;
        Ok(Repository { survey, folder: inside })
    }

    /// The repository around a file that need not be there yet.
    pub(crate) fn around_file(file: &Path, planned: &[File]) -> anyhow::Result<Repository> {
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
