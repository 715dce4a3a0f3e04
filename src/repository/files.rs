//! The texts of a repository's files, as they are or as they are about to be.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Root;

/// A file that is larger is not read: no manifest is, and a device has no end.
const MOST_BYTES: u64 = 64 << 20;

/// The files below a root, some of them planned: as they will be once something is written.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    root: Root,
    /// The planned files by their paths relative to the root; no text for one that is to go.
    planned: BTreeMap<PathBuf, Option<Arc<[u8]>>>,
}

/// What is at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    File,
    Folder,
    Missing,
    /// A link leads out of the root.
    Outside,
    /// A pipe, a device, a socket.
    Special,
}

impl Found {
    /// Why what was found is not the file or the folder that is read.
    pub(super) fn reason(&self) -> &'static str {
        match self {
            Found::Missing => "it is absent",
            Found::Outside => "a link leads out of the repository",
            Found::Special => "it is no regular file",
            Found::Folder => "it is a folder, and a file is expected",
            Found::File => "it is a file, and a folder is expected",
        }
    }
}

/// What is at a path, after its links.
#[derive(Clone, Debug)]
pub(super) struct Located {
    pub(super) found: Found,
    /// The path relative to the root without links.
    pub(super) path: PathBuf,
    /// The first link on the way, and where it leads.
    pub(super) link: Option<(PathBuf, PathBuf)>,
}

impl Files {
    /// The files as they are.
    pub(crate) fn new(root: Root) -> Files {
        Files { root, planned: BTreeMap::new() }
    }

    /// The same with a file as it will be; none for one that is to go.
    pub(crate) fn with(mut self, path: PathBuf, text: Option<&str>) -> Files {
        self.planned.insert(path, text.map(|text| Arc::from(text.as_bytes())));
        self
    }

    /// The planned files that will be there.
    pub(super) fn planned(&self) -> impl Iterator<Item = &Path> {
        self.planned.iter().filter(|(_, text)| text.is_some()).map(|(path, _)| path.as_path())
    }

    /// The root.
    pub(crate) fn root(&self) -> &Root {
        &self.root
    }

    /// Whether a regular file is at a path relative to the root.
    pub(crate) fn has(&self, path: &Path) -> bool {
        self.locate(path).found == Found::File
    }

    /// What is at a path relative to the root.
    pub(super) fn locate(&self, path: &Path) -> Located {
        let located = |found, path: &Path, link| Located { found, path: path.to_owned(), link };
        match self.planned.get(path) {
            Some(Some(_)) => return located(Found::File, path, None),
            Some(None) => return located(Found::Missing, path, None),
            None => {}
        }
        let full = self.root.path().join(path);
        let Ok(resolved) = full.canonicalize() else {
            let is_planned =
                self.planned.iter().any(|(file, text)| text.is_some() && file.starts_with(path));
            let found = if is_planned { Found::Folder } else { Found::Missing };
            return located(found, path, None);
        };
        let Ok(inside) = resolved.strip_prefix(self.root.path()) else {
            return located(Found::Outside, path, None);
        };
        let found = match fs::metadata(&resolved) {
            Ok(data) if data.is_file() => Found::File,
            Ok(data) if data.is_dir() => Found::Folder,
            Ok(_) => Found::Special,
            Err(_) => Found::Missing,
        };
        let link = if inside == path { None } else { self.first_link(path) };
        located(found, inside, link)
    }

    /// The first link on the way to a path, and where it leads.
    fn first_link(&self, path: &Path) -> Option<(PathBuf, PathBuf)> {
        let mut above: Vec<&Path> = path.ancestors().collect();
        above.reverse();
        let link = above.into_iter().find(|path| self.root.path().join(path).is_symlink())?;
        let target = self.root.path().join(link).canonicalize().ok()?;
        Some((link.to_owned(), target.strip_prefix(self.root.path()).ok()?.to_owned()))
    }

    /// The bytes of a regular file.
    ///
    /// # Errors
    /// Why it is not read: it is outside of the root, or no regular file. To open a named pipe never
    /// ends, and a device has no size.
    pub(super) fn read(&self, path: &Path) -> Result<Arc<[u8]>, String> {
        let Located { found, path, .. } = self.locate(path);
        if found != Found::File {
            return Err(found.reason().to_owned());
        }
        if let Some(Some(planned)) = self.planned.get(&path) {
            return Ok(Arc::clone(planned));
        }
        let full = self.root.path().join(path);
        let mut bytes = Vec::new();
        let read =
            File::open(&full).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes));
        read.map_err(|error| error.to_string())?;
        if bytes.len() as u64 > MOST_BYTES {
            return Err(format!("it is larger than {} MiB", MOST_BYTES >> 20));
        }
        Ok(Arc::from(bytes))
    }

    /// The text of a regular file; none if it is absent or no text.
    pub(crate) fn text(&self, path: &Path) -> Option<String> {
        let bytes = self.read(path).ok()?;
        String::from_utf8(bytes.to_vec()).ok()
    }
}
