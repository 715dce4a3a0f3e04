//! What `.sourceignore` files leave out of the artifact that Flux makes of a Git repository.
//!
//! Flux reads them in every folder. Its patterns are those of .gitignore, but one with `!` also
//! brings back what lies below an excluded folder: what any such pattern is about is taken to be
//! there. Source: github.com/fluxcd/pkg/sourceignore, and go-git's `gitignore` behind it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::walk::SOURCE_IGNORE;
use super::{Files, Place};

/// What a cluster reaches, and its artifacts do not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LeftOut {
    /// The file, or a folder of which all is left out, relative to the root.
    pub(crate) file: PathBuf,
    /// The pattern that leaves it out.
    pub(crate) pattern: String,
    /// Where the pattern stands.
    pub(crate) place: Place,
}

/// Those of files and folders that are left out.
pub(super) fn left_out<'f>(
    files: &Files,
    reached: impl IntoIterator<Item = &'f Path>,
) -> Vec<LeftOut> {
    let mut lists: BTreeMap<PathBuf, Option<Gitignore>> = BTreeMap::new();
    let mut found = Vec::new();
    for file in reached {
        for folder in file.ancestors().skip(1) {
            lists.entry(folder.to_owned()).or_insert_with(|| list(files, folder));
        }
        let full = files.root().path().join(file);
        if let Some((folder, pattern)) = pattern(&full, file, &lists) {
            let place = place(files, folder, &pattern);
            found.push(LeftOut { file: file.to_owned(), pattern, place });
        }
    }
    found
}

/// The patterns in a folder.
fn list(files: &Files, folder: &Path) -> Option<Gitignore> {
    let text = files.text(&folder.join(SOURCE_IGNORE))?;
    let mut builder = GitignoreBuilder::new(files.root().path().join(folder));
    for line in text.lines() {
        // What is no pattern leaves nothing out.
        let _ = builder.add_line(None, line);
    }
    builder.build().ok()
}

/// The pattern that leaves out a file, which is at `full`, and the folder that it stands in; none if one brings it back.
fn pattern<'f>(
    full: &Path,
    file: &'f Path,
    lists: &BTreeMap<PathBuf, Option<Gitignore>>,
) -> Option<(&'f Path, String)> {
    let mut found = None;
    for folder in file.ancestors().skip(1) {
        let Some(Some(list)) = lists.get(folder) else { continue };
        let above = file.ancestors().take_while(|path| *path != folder).zip(full.ancestors());
        for (path, full) in above {
            match list.matched(full, path != file || full.is_dir()) {
                Match::Whitelist(_) => return None,
                Match::Ignore(glob) => found = Some((folder, glob.original().to_owned())),
                Match::None => {}
            }
        }
    }
    found
}

/// Where a pattern stands.
fn place(files: &Files, folder: &Path, pattern: &str) -> Place {
    let file = folder.join(SOURCE_IGNORE);
    let text = files.text(&file).unwrap_or_default();
    let lines = text.split_inclusive('\n').scan(0, |next, line| {
        let start = *next;
        *next += line.len();
        Some((start, line.trim_end()))
    });
    let found = lines.filter(|(_, line)| *line == pattern).last();
    let span = found.map_or(0..0, |(start, line)| start..start + line.len());
    Place { file, path: Default::default(), span }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::repository::Root;

    fn left(lists: &[(&str, &str)], reached: &[&str]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in lists {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let files = Files::new(Root::above(folder.path(), folder.path()).unwrap());
        let found = left_out(&files, reached.iter().map(Path::new));
        let shown = |one: LeftOut| {
            let Place { file, span, .. } = one.place;
            format!("{} {} {}:{}", one.file.display(), one.pattern, file.display(), span.start)
        };
        found.into_iter().map(shown).collect()
    }

    #[test]
    fn what_a_pattern_is_about_is_left_out() {
        let reached = ["apps/a.yaml", "apps/deep/b.yaml", "clusters/c.yaml"];
        assert!(left(&[], &reached).is_empty());
        assert_eq!(
            left(&[(".sourceignore", "# all\n/apps/\n")], &reached),
            ["apps/a.yaml /apps/ .sourceignore:6", "apps/deep/b.yaml /apps/ .sourceignore:6"]
        );
        assert_eq!(
            left(&[("apps/.sourceignore", "b.yaml\n")], &reached),
            ["apps/deep/b.yaml b.yaml apps/.sourceignore:0"]
        );
    }

    #[test]
    fn what_a_pattern_brings_back_is_there() {
        let reached = ["apps/deep/b.yaml", "clusters/c.yaml"];
        for text in ["/*\n!/apps\n!/clusters\n", "/*\n!/apps/deep/\n!*.yaml\n", "apps/deep\n!/*\n"]
        {
            assert!(left(&[(".sourceignore", text)], &reached).is_empty(), "{text}");
        }
        let only = [(".sourceignore", "/*\n!/clusters/\n")];
        assert_eq!(left(&only, &reached), ["apps/deep/b.yaml /* .sourceignore:0"]);
    }
}
