//! The files of a repository.

use std::io;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use super::Root;

/// The regular files below paths, relative to the root and in order, without what the repository's
/// own .gitignore files leave out; those of the user and of the checkout do not count, since what
/// is found must not depend on where it is looked for. Links are not followed: Flux's artifacts
/// have none.
///
/// # Errors
/// A folder that can't be read, or a path outside of the root.
pub(crate) fn walk(root: &Root, paths: &[PathBuf]) -> io::Result<Vec<PathBuf>> {
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
        builder.filter_entry(move |entry| {
            let path = entry.path();
            let is_git = entry.file_name() == ".git";
            !is_git && (path.starts_with(&wanted) || wanted.starts_with(path))
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
        let below = walk(&root, &[folder.path().join("b")]).unwrap();
        assert_eq!(names(below), ["b/.sourceignore", "b/z.yaml"]);
        assert!(walk(&root, &[folder.path().join("..")]).is_err());
    }
}
