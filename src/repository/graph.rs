//! Which kustomization of a repository reaches which.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::file_name::is_kustomization;
use super::files::{Files, Found};
use super::kustomization::{Kustomization, Role};
use super::root::joined;

/// The folders with a kustomization, and who names them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    /// For each folder those whose kustomization names it.
    parents: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
}

impl Graph {
    /// Reads the kustomizations among the files of a walk. One that can't be read has no children:
    /// whoever builds it says so.
    pub(crate) fn of(files: &Files, walked: &[PathBuf]) -> Graph {
        let mut graph = Graph::default();
        for file in walked.iter().filter(|path| is_kustomization(path)) {
            let Some(folder) = file.parent() else { continue };
            graph.parents.entry(folder.to_owned()).or_default();
            let Ok(Some(read)) = Kustomization::read(files, folder) else { continue };
            let folders = read
                .named
                .iter()
                .filter(|named| matches!(named.role, Role::Resource | Role::Component));
            for named in folders {
                let Some(path) = joined(folder, &named.text) else { continue };
                let located = files.locate(&path);
                if located.found == Found::Folder {
                    graph.parents.entry(located.path).or_default().insert(folder.to_owned());
                }
            }
        }
        graph
    }

    /// Those whose kustomization names a folder.
    pub(crate) fn parents(&self, folder: &Path) -> impl Iterator<Item = &Path> + Clone {
        self.parents.get(folder).into_iter().flatten().map(PathBuf::as_path)
    }

    /// Everybody who reaches a folder, itself included.
    pub(crate) fn ancestors(&self, folder: &Path) -> BTreeSet<PathBuf> {
        let mut found = BTreeSet::new();
        let mut open = vec![folder.to_owned()];
        while let Some(folder) = open.pop() {
            if !found.contains(&folder) {
                open.extend(self.parents(&folder).map(Path::to_owned));
                found.insert(folder);
            }
        }
        found
    }

    /// The topmost of those who reach a folder: nobody names them. A folder that nobody else
    /// reaches is its own.
    pub(crate) fn tops(&self, folder: &Path) -> Vec<PathBuf> {
        let ancestors = self.ancestors(folder);
        let is_top = |folder: &&PathBuf| self.parents(folder).next().is_none();
        let tops: Vec<PathBuf> = ancestors.iter().filter(is_top).cloned().collect();
        if tops.is_empty() { vec![folder.to_owned()] } else { tops }
    }

    /// The folders with a kustomization.
    pub(crate) fn folders(&self) -> impl Iterator<Item = &Path> {
        self.parents.keys().map(PathBuf::as_path)
    }
}
