//! The texts of a repository's files, as they are or as they are about to be.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::Root;
use super::source_ignore::{SOURCE_IGNORE, SourceIgnore};
use super::walk::walk;

/// A file that is larger is not read: no manifest is, and a device has no end.
const MOST_BYTES: u64 = 64 << 20;

/// The files below a root, some of them planned: as they will be once something is written.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    root: Root,
    /// The planned files by their paths relative to the root; no text for one that is to go.
    planned: BTreeMap<PathBuf, Option<Arc<[u8]>>>,
    seen: Arc<Seen>,
}

/// What is known of the folders that are there, for all copies of the same [`Files`].
#[derive(Debug, Default)]
struct Seen {
    /// The folders without links, by their paths relative to the root.
    resolved: Mutex<HashMap<PathBuf, PathBuf>>,
    /// The files, in order; none if the walk met what can't be read.
    listed: OnceLock<Option<Vec<PathBuf>>>,
    /// Those that say what is not a part of the source, by their folders, and their texts.
    source_ignores: OnceLock<Vec<(PathBuf, String)>>,
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
        Files { root, planned: BTreeMap::new(), seen: Arc::default() }
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

    /// The files below a folder that Flux has of the source, whose `spec.ignore` this is, in order:
    /// those that are there but for those that are to go, and the planned ones.
    ///
    /// # Errors
    /// A folder that can't be read.
    pub(super) fn of_source(
        &self,
        folder: &Path,
        ignore: Option<&str>,
    ) -> io::Result<Vec<PathBuf>> {
        let mut walked: Vec<PathBuf> = match self.listed() {
            Some(all) => {
                let first = all.partition_point(|path| path.as_path() < folder);
                let below = all[first..].iter().take_while(|path| path.starts_with(folder));
                below.cloned().collect()
            }
            // What can't be read may be in another folder.
            None => walk(&self.root, &[self.root.path().join(folder)])?,
        };
        walked.retain(|path| self.planned.get(path).is_none_or(Option::is_some));
        walked.extend(self.planned().filter(|path| path.starts_with(folder)).map(Path::to_owned));
        walked.sort();
        walked.dedup();
        let ignored = SourceIgnore::of(self, ignore);
        walked.retain(|path| ignored.pattern(path, false).is_none());
        Ok(walked)
    }

    /// All files that are there, in order; none if there is what can't be read.
    fn listed(&self) -> Option<&[PathBuf]> {
        let root = self.root.path().to_owned();
        self.seen.listed.get_or_init(|| walk(&self.root, &[root]).ok()).as_deref()
    }

    /// The files that say what is not a part of the source, those of a folder before those in it,
    /// and their texts.
    pub(super) fn source_ignores(&self) -> &[(PathBuf, String)] {
        self.seen.source_ignores.get_or_init(|| {
            let all = self.listed().unwrap_or_default().iter();
            let named = all.filter(|path| path.file_name().is_some_and(|n| n == SOURCE_IGNORE));
            let texts = named.map(|path| (path.clone(), self.text(path).unwrap_or_default()));
            let mut found: Vec<(PathBuf, String)> = texts.collect();
            found.sort_by(|(one, _), (other, _)| one.parent().cmp(&other.parent()));
            found
        })
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
        let Some((resolved, found)) = self.resolve(path) else {
            let is_planned =
                self.planned.iter().any(|(file, text)| text.is_some() && file.starts_with(path));
            let found = if is_planned { Found::Folder } else { Found::Missing };
            return located(found, path, None);
        };
        let Ok(inside) = resolved.strip_prefix(self.root.path()) else {
            return located(Found::Outside, path, None);
        };
        let link = if inside == path { None } else { self.first_link(path) };
        located(found, inside, link)
    }

    /// What is at a path, and where that is without links; none if nothing is there. The system is
    /// asked for the links on the way to a folder once, not for each file in it.
    fn resolve(&self, path: &Path) -> Option<(PathBuf, Found)> {
        let found = |data: &Metadata| match data {
            data if data.is_file() => Found::File,
            data if data.is_dir() => Found::Folder,
            _ => Found::Special,
        };
        let full = match (path.parent(), path.file_name()) {
            (Some(folder), Some(name)) => self.resolved(folder)?.join(name),
            _ => self.root.path().join(path),
        };
        let data = fs::symlink_metadata(&full).ok()?;
        if !data.is_symlink() {
            return Some((full, found(&data)));
        }
        let resolved = full.canonicalize().ok()?;
        let data = fs::metadata(&resolved).ok()?;
        Some((resolved, found(&data)))
    }

    /// A folder without links; none if it is not there.
    fn resolved(&self, folder: &Path) -> Option<PathBuf> {
        let known = || self.seen.resolved.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(resolved) = known().get(folder) {
            return Some(resolved.clone());
        }
        let resolved = self.root.path().join(folder).canonicalize().ok()?;
        known().insert(folder.to_owned(), resolved.clone());
        Some(resolved)
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
        let size = fs::metadata(&full).map_or(0, |data| data.len().min(MOST_BYTES));
        let mut bytes = Vec::with_capacity(size as usize + 1);
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
