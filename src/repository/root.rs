//! The root of a repository.

use std::io;
use std::path::{Component, Path, PathBuf};

/// A folder outside of which nothing is read. Its path has no links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Root(PathBuf);

impl Root {
    /// The nearest folder upwards from a file or a folder that has `.git`; without one, `otherwise`.
    ///
    /// # Errors
    /// A folder that can't be reached.
    pub(crate) fn above(start: &Path, otherwise: &Path) -> io::Result<Root> {
        let start = start.canonicalize()?;
        // A worktree and a submodule have a file of that name.
        let found = start.ancestors().find(|folder| folder.join(".git").exists());
        match found {
            Some(folder) => Ok(Root(folder.to_owned())),
            None => Ok(Root(otherwise.canonicalize()?)),
        }
    }

    /// This folder.
    ///
    /// # Errors
    /// It can't be reached.
    pub(crate) fn of(folder: &Path) -> io::Result<Root> {
        folder.canonicalize().map(Root)
    }

    /// The folder itself.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Whether it is that of a whole repository, and not of a part that lies elsewhere.
    pub(super) fn is_whole(&self) -> bool {
        self.0.join(".git").exists()
    }

    /// A path of the file system as one relative to the root, after the links of what is there are
    /// resolved. None for what is outside.
    pub(crate) fn relative(&self, path: &Path) -> Option<PathBuf> {
        let there = path.ancestors().find_map(|above| {
            let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
            Some((above.canonicalize().ok()?, above))
        });
        let (resolved, above) = there?;
        let rest = path.strip_prefix(above).unwrap_or(path);
        let resolved = resolved.strip_prefix(&self.0).ok()?;
        joined(resolved, rest.to_str()?)
    }
}

/// A path as a kustomization in `folder` names it, relative to the root: `..` takes the last name
/// away before any link is followed, as kustomize has it. None for one that leaves the root or is
/// absolute.
pub(super) fn joined(folder: &Path, named: &str) -> Option<PathBuf> {
    let mut path = folder.to_owned();
    for component in Path::new(named).components() {
        match component {
            Component::Normal(name) => path.push(name),
            Component::CurDir => {}
            Component::ParentDir if path.pop() => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(path)
}

/// A path as one from a folder on, as a kustomization there names it; both are relative to the same
/// root.
pub(crate) fn path_from(folder: &Path, path: &Path) -> String {
    let shared = folder.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| "..".into());
    let down = path.components().skip(shared).map(|part| part.as_os_str().to_string_lossy());
    up.chain(down).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_root_is_the_nearest_folder_with_git() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("a/b");
        fs::create_dir_all(&deep).unwrap();
        let real = folder.path().canonicalize().unwrap();
        assert_eq!(Root::above(&deep, &deep).unwrap().path(), real.join("a/b"));
        // A worktree has a file.
        fs::write(folder.path().join(".git"), "gitdir: elsewhere\n").unwrap();
        let root = Root::above(&deep, &deep).unwrap();
        assert_eq!(root.path(), real);
        assert_eq!(root.relative(&deep), Some(PathBuf::from("a/b")));
        assert_eq!(root.relative(&deep.join("new.yaml")), Some(PathBuf::from("a/b/new.yaml")));
        assert_eq!(root.relative(&deep.join("c/new.yaml")), Some(PathBuf::from("a/b/c/new.yaml")));
        assert_eq!(root.relative(&deep.join("../../..")), None);
    }

    #[test]
    fn a_named_path_stays_inside() {
        let of = |named| joined(Path::new("a/b"), named);
        assert_eq!(of("../c/./d.yaml"), Some(PathBuf::from("a/c/d.yaml")));
        assert_eq!(of("../.."), Some(PathBuf::new()));
        assert_eq!(of("../../../x"), None);
        assert_eq!(of("/a/b"), None);
        for (path, named) in [("a/c/d.yaml", "../c/d.yaml"), ("a/b/c", "c"), ("d", "../../d")] {
            assert_eq!(path_from(Path::new("a/b"), Path::new(path)), named);
            assert_eq!(of(named), Some(PathBuf::from(path)));
        }
    }
}
