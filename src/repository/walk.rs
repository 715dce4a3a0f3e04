//! The files of a repository.

use std::io;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use ignore::gitignore::Gitignore;

use super::Root;
use super::default_ignore::default_ignore;

/// The file in which Flux's sources say what is not a part of them.
pub(super) const SOURCE_IGNORE: &str = ".sourceignore";

/// The regular files below paths, relative to the root and in order, without what the repository's
/// own .gitignore files leave out; those of the user and of the checkout do not count, since what
/// is found must not depend on where it is looked for. Links are not followed: Flux's artifacts
/// have none.
///
/// # Errors
/// A folder that can't be read, or a path outside of the root.
pub(crate) fn walk(root: &Root, paths: &[PathBuf]) -> io::Result<Vec<PathBuf>> {
    walk_without(root, paths, &Gitignore::empty(), &[])
}

/// [`walk`] of a folder, without what Flux's sources leave out.
pub(super) fn walk_source(root: &Root, folder: &Path) -> io::Result<Vec<PathBuf>> {
    let folder = root.path().join(folder);
    walk_without(root, &[folder], &default_ignore(root)?, &[SOURCE_IGNORE])
}

/// [`walk`], with more patterns than those of .gitignore, and more files of them.
fn walk_without(
    root: &Root,
    paths: &[PathBuf],
    left_out: &Gitignore,
    patterns: &[&str],
) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in paths {
        let below = root.relative(path).ok_or_else(|| {
            let message = format!("{} is outside of the repository", path.display());
            io::Error::new(io::ErrorKind::InvalidInput, message)
        })?;
        // The walk begins at the root, whose patterns hold below.
        let wanted = root.path().join(&below);
        let mut builder = WalkBuilder::new(root.path());
        builder.standard_filters(false).git_ignore(true).require_git(false);
        for name in patterns {
            builder.add_custom_ignore_filename(name);
        }
        let left_out = left_out.clone();
        builder.filter_entry(move |entry| {
            let path = entry.path();
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            let is_git = entry.file_name() == ".git";
            let is_left_out = is_git || left_out.matched(path, is_folder).is_ignore();
            !is_left_out && (path.starts_with(&wanted) || wanted.starts_with(path))
        });
        for entry in builder.build() {
            let entry = entry.map_err(io::Error::other)?;
            if entry.file_type().is_some_and(|kind| kind.is_file()) {
                found.extend(entry.path().strip_prefix(root.path()).map(Path::to_owned));
            }
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_repository_s_own_patterns_hold_also_without_git() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        for name in ["a/x.yaml", "a/y.tmp", "a/.hidden.yaml", "b/z.yaml", ".git/info/exclude"] {
            write(name, "x.yaml\n");
        }
        write(".gitignore", "*.tmp\n");
        write("b/.sourceignore", "z.yaml\n");
        let root = Root::above(folder.path(), folder.path()).unwrap();
        let names = |found: Vec<PathBuf>| -> Vec<String> {
            found.iter().map(|path| path.to_str().unwrap().to_owned()).collect()
        };
        let all = walk(&root, &[folder.path().to_owned()]).unwrap();
        let expected = [".gitignore", "a/.hidden.yaml", "a/x.yaml", "b/.sourceignore", "b/z.yaml"];
        assert_eq!(names(all), expected);
        let below = walk_source(&root, Path::new("b")).unwrap();
        assert_eq!(names(below), ["b/.sourceignore"]);
        assert!(walk(&root, &[folder.path().join("..")]).is_err());
    }
}
