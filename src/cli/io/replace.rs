//! Replaces files: each is the old one or the new one, whatever happens in between.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use tempfile::NamedTempFile;

/// A file's new content, on the disk beside it and not yet in its place.
#[derive(Debug)]
pub(crate) struct Replacement {
    file: NamedTempFile,
    target: PathBuf,
    old: Option<String>,
}

impl Replacement {
    /// Writes the content beside the file. A symbolic link stays, and its target is the file; `old`
    /// is what was read from it.
    pub(crate) fn prepare(
        path: &Path,
        old: Option<&str>,
        content: &[&str],
    ) -> anyhow::Result<Replacement> {
        let prepare = || {
            let target = if path.is_symlink() || path.exists() {
                fs::canonicalize(path).context("it is a link to nothing")?
            } else {
                path.to_owned()
            };
            let folder = folder_of(&target);
            let mut file = tempfile::Builder::new()
                .prefix(".flux-workload-identity-")
                .suffix(".tmp")
                .tempfile_in(folder)?;
            for slice in content {
                file.write_all(slice.as_bytes())?;
            }
            match fs::metadata(&target) {
                Ok(metadata) if !metadata.is_file() => bail!("it is no regular file"),
                Ok(metadata) if metadata.permissions().readonly() => bail!("it is read-only"),
                Ok(metadata) => {
                    keep_owner(file.as_file(), &metadata);
                    file.as_file().set_permissions(metadata.permissions())?;
                }
                Err(_) => set_usual_mode(file.as_file())?,
            }
            file.as_file().sync_all()?;
            Ok(Replacement { file, target, old: old.map(str::to_owned) })
        };
        prepare().with_context(|| format!("{} can't be written", path.display()))
    }

    /// Puts the content in its place, if the file is still what was read.
    pub(crate) fn commit(self) -> anyhow::Result<()> {
        let Replacement { file, target, old } = self;
        let name = target.display().to_string();
        if fs::read_to_string(&target).ok() != old {
            bail!("{name} was changed by something else in the meantime: it is left as it is");
        }
        file.persist(&target)
            .map_err(|error| error.error)
            .with_context(|| format!("{name} can't be replaced"))?;
        // The new name is as durable as the content, where folders can be synchronised.
        if let Ok(folder) = File::open(folder_of(&target)) {
            let _ = folder.sync_all();
        }
        Ok(())
    }
}

/// Gives the new file the owner of the old one, where the process may.
#[cfg(unix)]
fn keep_owner(file: &File, old: &fs::Metadata) {
    use std::os::unix::fs::MetadataExt;
    let _ = std::os::unix::fs::fchown(file, Some(old.uid()), Some(old.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &fs::Metadata) {}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The mode of a new file: temporary ones are for their owner alone.
#[cfg(unix)]
fn set_usual_mode(file: &File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn set_usual_mode(_: &File) -> std::io::Result<()> {
    Ok(())
}
