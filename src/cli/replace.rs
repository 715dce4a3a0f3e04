//! Replaces files: each is the old one or the new one, whatever happens in between.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use tempfile::NamedTempFile;

/// A file's new content, on the disk beside it and not yet in its place.
#[derive(Debug)]
pub(super) struct Replacement {
    file: NamedTempFile,
    target: PathBuf,
}

impl Replacement {
    /// Writes the content beside the file. A symbolic link stays, and its target is the file.
    pub(super) fn prepare(path: &Path, content: &[&str]) -> anyhow::Result<Replacement> {
        let prepare = || {
            let target = if path.exists() { fs::canonicalize(path)? } else { path.to_owned() };
            let folder = folder_of(&target);
            let mut file = tempfile::Builder::new()
                .prefix(".flux-workload-identity-")
                .suffix(".tmp")
                .tempfile_in(folder)?;
            for slice in content {
                file.write_all(slice.as_bytes())?;
            }
            if let Ok(metadata) = fs::metadata(&target) {
                if metadata.permissions().readonly() {
                    bail!("it is read-only");
                }
                file.as_file().set_permissions(metadata.permissions())?;
            } else {
                set_usual_mode(file.as_file())?;
            }
            file.as_file().sync_all()?;
            Ok(Replacement { file, target })
        };
        prepare().with_context(|| format!("{} can't be written", path.display()))
    }

    /// Puts the content in its place.
    pub(super) fn commit(self) -> anyhow::Result<()> {
        let Replacement { file, target } = self;
        let name = target.display().to_string();
        file.persist(&target).with_context(|| format!("{name} can't be replaced"))?;
        // The new name is as durable as the content, where folders can be synchronised.
        if let Ok(folder) = File::open(folder_of(&target)) {
            let _ = folder.sync_all();
        }
        Ok(())
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The mode that a file made by a shell has: temporary ones are for their owner alone.
#[cfg(unix)]
fn set_usual_mode(file: &File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn set_usual_mode(_: &File) -> std::io::Result<()> {
    Ok(())
}
