//! What Flux builds of a repository, as far as the repository tells.

use std::io;
use std::path::{Path, PathBuf};

use super::sync_path::{SYNC_FILE, sync_path};
use super::{Files, Graph, Reach, generated, walk};

/// The kustomizations of a repository, and the folders that its clusters apply.
#[derive(Clone, Debug)]
pub(crate) struct Survey {
    files: Files,
    graph: Graph,
    /// The folders of the files that name what a cluster applies, and what they name.
    syncs: Vec<(PathBuf, PathBuf)>,
}

impl Survey {
    /// Walks a repository once.
    ///
    /// # Errors
    /// A folder that can't be read.
    pub(crate) fn of(files: Files) -> io::Result<Survey> {
        let mut walked = walk(files.root(), &[files.root().path().to_owned()])?;
        walked.extend(files.planned().map(Path::to_owned));
        let graph = Graph::of(&files, &walked);
        let is_sync = |file: &&PathBuf| file.file_name().is_some_and(|name| name == SYNC_FILE);
        let syncs = walked
            .iter()
            .filter(is_sync)
            .filter_map(|file| Some((file.parent()?.to_owned(), sync_path(&files, file)?)));
        Ok(Survey { syncs: syncs.collect(), files, graph })
    }

    /// The files.
    pub(crate) fn files(&self) -> &Files {
        &self.files
    }

    /// Which kustomization reaches which.
    pub(crate) fn graph(&self) -> &Graph {
        &self.graph
    }

    /// What is built of the kustomization in a folder: by the topmost ones that reach it, or by
    /// those that a cluster applies, if files tell which.
    ///
    /// # Errors
    /// A folder that can't be read.
    pub(crate) fn builds(&self, folder: &Path) -> io::Result<Vec<Build>> {
        let above = self.graph.ancestors(folder);
        let mut builds = Vec::new();
        for (_, applied) in self.syncs.iter().filter(|(beside, _)| above.contains(beside)) {
            let build = self.build(applied)?;
            let is_known = builds.iter().any(|known: &Build| known.reach.top == *applied);
            if !is_known && build.reach.reaches(folder) {
                builds.push(build);
            }
        }
        let mut tops = self.graph.tops(folder);
        tops.retain(|top| {
            !builds.iter().any(|build| {
                build.reach.reaches(top) || self.graph.ancestors(&build.reach.top).contains(top)
            })
        });
        for top in tops {
            builds.push(self.build(&top)?);
        }
        Ok(builds)
    }

    /// What Flux builds of a folder.
    fn build(&self, folder: &Path) -> io::Result<Build> {
        let files = generated(&self.files, folder)?.unwrap_or_else(|| self.files.clone());
        Ok(Build { reach: Reach::of(&files, folder), files })
    }
}

/// One build: the files, a generated kustomization among them, and what is reached of them.
#[derive(Clone, Debug)]
pub(crate) struct Build {
    pub(crate) files: Files,
    pub(crate) reach: Reach,
}

impl Build {
    /// The same of other files.
    pub(crate) fn of(&self, files: Files) -> Build {
        Build { reach: Reach::of(&files, &self.reach.top), files }
    }
}
