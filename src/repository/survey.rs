//! What Flux builds of a repository, as far as the repository tells.

use std::io;
use std::path::{Path, PathBuf};

use crate::flux::SYNC_FILE;

use super::flux_kustomization::FluxKustomization;
use super::overlay::{as_applied, place_in};
use super::sync::of_file;
use super::{Files, Graph, Place, Reach, Sync, walk};

/// The kustomizations of a repository, and the folders that its clusters apply.
#[derive(Clone, Debug)]
pub(crate) struct Survey {
    files: Files,
    graph: Graph,
    /// What clusters apply, as the files of `flux bootstrap` have it.
    syncs: Vec<Sync>,
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
        let syncs = walked.iter().filter(is_sync).flat_map(|file| of_file(&files, file)).collect();
        Ok(Survey { syncs, files, graph })
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
        let is_above = |sync: &&Sync| {
            let beside = sync.file.as_deref().and_then(Path::parent);
            beside.is_some_and(|beside| above.contains(beside))
        };
        for sync in self.syncs.iter().filter(is_above) {
            let build = Build::by(&self.files, sync.clone())?;
            let is_known = builds.iter().any(|known: &Build| {
                (&known.sync.folder, &known.sync.by.overlay) == (&sync.folder, &sync.by.overlay)
            });
            if !is_known && build.reach.reaches(folder) {
                builds.push(build);
            }
        }
        let mut tops = self.graph.tops(folder);
        tops.retain(|top| {
            !builds.iter().any(|build| {
                build.reach.reaches(top) || self.graph.ancestors(&build.sync.folder).contains(top)
            })
        });
        for top in tops {
            builds.push(Build::by(&self.files, Sync::named(top))?);
        }
        Ok(builds)
    }
}

/// One build: the files, with those that Flux makes among them, and what is reached of them.
#[derive(Clone, Debug)]
pub(crate) struct Build {
    pub(crate) files: Files,
    pub(crate) reach: Reach,
    /// The folder, and what applies it.
    pub(crate) sync: Sync,
}

impl Build {
    /// What Flux builds of a folder.
    fn by(files: &Files, sync: Sync) -> io::Result<Build> {
        let (files, top) = as_applied(files, &sync.folder, &sync.by)?;
        Ok(Build { reach: Reach::of(&files, &top), files, sync })
    }

    /// The same of other files.
    pub(crate) fn of(&self, files: Files) -> Build {
        let reach = Reach::of(&files, &self.reach.top);
        Build { reach, files, sync: self.sync.clone() }
    }

    /// The build that follows once the cluster has what was `built`, if the Kustomization of Flux is
    /// another one there than in its file.
    ///
    /// # Errors
    /// A folder that can't be read.
    pub(crate) fn next(&self, built: &str) -> io::Result<Option<Build>> {
        let mut sync = self.sync.clone();
        let found = FluxKustomization::all(built).into_iter().find(|found| found.is(&sync.by));
        match found.is_some_and(|found| sync.by.take(found)) {
            true => Build::by(&self.files, sync).map(Some),
            false => Ok(None),
        }
    }

    /// A place as the files of the repository have it.
    pub(crate) fn place(&self, place: &Place) -> Place {
        let file = self.sync.file.as_deref();
        let found = file.and_then(|file| place_in(&self.files, file, &self.sync.by, place));
        found.unwrap_or_else(|| place.clone())
    }
}
