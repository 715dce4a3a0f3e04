//! Replaces files: each is the old one or the new one, whatever happens in between.

use std::fs::{self, File, Metadata};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use tempfile::{NamedTempFile, TempPath};

use crate::diagnostic::{Failure, code};

use super::signals::Signals;

/// A file's new content, on the disk beside it and not yet in its place.
#[derive(Debug)]
struct Replacement {
    /// None for a file that is to go. It is closed: there may be more of them than a process may
    /// have open.
    file: Option<TempPath>,
    target: PathBuf,
    old: Option<String>,
}

/// A file to replace: its path, what was read from it, and the new content in pieces; none for a
/// file that is to go.
#[derive(Debug)]
pub(crate) struct Wanted<'w> {
    pub(crate) path: &'w Path,
    pub(crate) old: Option<&'w str>,
    pub(crate) new: Option<Vec<&'w str>>,
}

/// Replaces files: all of them are written beside the old ones before the first one is replaced,
/// and a signal to end takes effect when no temporary file is left.
pub(crate) fn replace(wanted: &[Wanted<'_>]) -> anyhow::Result<()> {
    let signals = Signals::defer()?;
    let mut replacements = Vec::new();
    for wanted in wanted {
        replacements.push(Replacement::prepare(wanted)?);
        if signals.arrived() {
            drop(replacements);
            signals.obey();
            return refuse("interrupted: no file is written");
        }
    }
    let mut replaced: Vec<String> = Vec::new();
    let mut rest = replacements.into_iter();
    for replacement in rest.by_ref() {
        let name = replacement.target.display().to_string();
        if let Err(error) = replacement.commit() {
            let left = rest.map(|r| r.target.display().to_string());
            let old: Vec<String> = [name].into_iter().chain(left).collect();
            return Err(error).context(match replaced.as_slice() {
                [] => format!("nothing is written: {} as before", old.join(", ")),
                new => format!("written: {}; as before: {}", new.join(", "), old.join(", ")),
            });
        }
        replaced.push(name);
    }
    signals.obey();
    Ok(())
}

impl Replacement {
    /// Writes the content beside the file. A symbolic link stays, and its target is the file.
    fn prepare(wanted: &Wanted<'_>) -> anyhow::Result<Replacement> {
        let Wanted { path, old, new } = wanted;
        let prepare = || {
            let target = if path.is_symlink() || path.exists() {
                fs::canonicalize(path).context("it is a link to nothing")?
            } else {
                path.to_path_buf()
            };
            let metadata = match fs::metadata(&target) {
                Ok(metadata) if !metadata.is_file() => return refuse("it is not a regular file"),
                Ok(metadata) if metadata.permissions().readonly() => {
                    return refuse("it is read-only");
                }
                metadata => metadata.ok(),
            };
            let old = old.map(str::to_owned);
            let Some(pieces) = new else { return Ok(Replacement { file: None, target, old }) };
            let mut file = beside(&target, metadata.is_none())?;
            for piece in pieces {
                file.write_all(piece.as_bytes())?;
            }
            if let Some(metadata) = metadata {
                keep_owner(file.as_file(), &metadata)?;
                file.as_file().set_permissions(metadata.permissions())?;
            }
            file.as_file().sync_all()?;
            Ok(Replacement { file: Some(file.into_temp_path()), target, old })
        };
        prepare().with_context(|| format!("{} can't be written", path.display()))
    }

    /// Puts the content in its place, if the file is still what was read.
    fn commit(self) -> anyhow::Result<()> {
        let Replacement { file, target, old } = self;
        let name = target.display().to_string();
        // Another run of this program waits until the new content is in its place, and then sees it.
        // Where files can't be locked, only what happens in this moment is not seen.
        let lock = File::open(&target).ok();
        let _ = lock.as_ref().map(File::lock);
        let is_as_read = match &old {
            Some(old) => fs::read(&target).is_ok_and(|now| now == old.as_bytes()),
            None => fs::symlink_metadata(&target).is_err(),
        };
        if !is_as_read {
            return refuse(format!(
                "{name} was changed by something else in the meantime: it is left as it is"
            ));
        }
        let done = match (file, old) {
            (None, _) => fs::remove_file(&target),
            (Some(file), Some(_)) => file.persist(&target).map(drop).map_err(|error| error.error),
            (Some(file), None) => {
                file.persist_noclobber(&target).map(drop).map_err(|error| error.error)
            }
        };
        done.with_context(|| format!("{name} can't be replaced"))?;
        // The new name is as durable as the content, where folders can be synchronised.
        if let Ok(folder) = File::open(folder_of(&target)) {
            let _ = folder.sync_all();
        }
        Ok(())
    }
}

/// Refuses to write, for a reason that is the file's.
fn refuse<T>(reason: impl Into<String>) -> anyhow::Result<T> {
    Err(Failure::new(code::FILE_ACCESS, reason).into())
}

/// A temporary file beside another. One that becomes a new file has the mode that new files have
/// under the user's umask.
fn beside(target: &Path, is_new: bool) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".flux-workload-identity-").suffix(".tmp");
    #[cfg(unix)]
    if is_new {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = is_new;
    builder.tempfile_in(folder_of(target))
}

/// Gives the new file the owner of the old one. Where the process may not, nothing is replaced: a
/// file that silently changes its owner may lock somebody out.
#[cfg(unix)]
fn keep_owner(file: &File, old: &Metadata) -> anyhow::Result<()> {
    use std::os::unix::fs::MetadataExt;
    let new = file.metadata()?;
    if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
        std::os::unix::fs::fchown(file, Some(old.uid()), Some(old.gid()))
            .with_context(|| format!("its owner {}:{} can't be kept", old.uid(), old.gid()))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) -> anyhow::Result<()> {
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
