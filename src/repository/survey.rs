//! What Flux builds of a repository, as far as the repository tells.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::flux::SYNC_FILE;
use crate::yaml::{self, Node};

use super::file_name::is_yaml;
use super::flux_kustomization::FluxKustomization;
use super::overlay::{as_applied, place_in, place_of};
use super::root::joined;
use super::sync::{children_of, of_file, of_text};
use super::{CommonMetadata, Files, Graph, Kustomization, Place, Reach, Role, Sync, walk};

/// The kustomizations of a repository, and the folders that its clusters apply.
#[derive(Clone, Debug)]
pub(crate) struct Survey {
    files: Files,
    graph: Graph,
    /// What clusters apply, as the files of `flux bootstrap` have it.
    syncs: Vec<Sync>,
    walked: Vec<PathBuf>,
    /// What the other Kustomizations of Flux and FluxInstances apply, once somebody asks.
    children: OnceLock<Vec<Sync>>,
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
        Ok(Survey { syncs, files, graph, walked, children: OnceLock::new() })
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
        let mut builds = self.by_syncs(folder)?;
        builds.extend(self.by_children(folder)?);
        builds.retain(|build| build.reach.reaches(folder));
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

    /// What clusters apply that were bootstrapped with the kustomization in a folder, and that do not
    /// reach it.
    ///
    /// # Errors
    /// A folder that can't be read.
    pub(crate) fn unreaching(&self, folder: &Path) -> io::Result<Vec<Build>> {
        let mut builds = self.by_syncs(folder)?;
        builds.retain(|build| !build.reach.reaches(folder));
        Ok(builds)
    }

    /// What clusters apply whose files of the bootstrap stand in what reaches a folder.
    fn by_syncs(&self, folder: &Path) -> io::Result<Vec<Build>> {
        let above = self.graph.ancestors(folder);
        let mut builds: Vec<Build> = Vec::new();
        let is_above = |sync: &&Sync| {
            let beside = sync.file.as_deref().and_then(Path::parent);
            beside.is_some_and(|beside| above.contains(beside))
        };
        for sync in self.syncs.iter().filter(is_above) {
            if !builds.iter().any(|known| known.is(sync)) {
                builds.push(Build::by(&self.files, sync.clone())?);
            }
        }
        Ok(builds)
    }

    /// What Kustomizations of Flux and FluxInstances apply that may reach a folder, but for those of
    /// the bootstrap.
    fn by_children(&self, folder: &Path) -> io::Result<Vec<Build>> {
        let above = self.graph.ancestors(folder);
        let children = self.children.get_or_init(|| self.read_children());
        let may_reach =
            |sync: &&Sync| folder.starts_with(&sync.folder) || above.contains(&sync.folder);
        let builds = children.iter().filter(may_reach);
        builds.map(|sync| Build::by(&self.files, sync.clone())).collect()
    }

    /// The Kustomizations of Flux in all other files, and those that the flux-operator makes of
    /// FluxInstances. One of another source than the clusters' own applies a folder of another
    /// repository.
    fn read_children(&self) -> Vec<Sync> {
        let is_read = |file: &&PathBuf| {
            is_yaml(file) && file.file_name().is_some_and(|name| name != SYNC_FILE)
        };
        let (mut found, mut children) = (Vec::new(), Vec::new());
        for file in self.walked.iter().filter(is_read) {
            let text = self.files.text(file).unwrap_or_default();
            found.extend(of_text(&self.files, file, &text));
            children.extend(children_of(&self.files, file, &text));
        }
        let roots = [self.syncs.as_slice(), found.as_slice()].concat();
        let is_here = |mut child: Sync| {
            let root = roots.iter().find(|root| root.by.source == child.by.source);
            // The source is in the file of the root.
            child.by.ignore = root.and_then(|root| root.by.ignore.clone());
            (root.is_some() || roots.is_empty()).then_some(child)
        };
        found.extend(children.into_iter().filter_map(is_here));
        found
    }

    /// What is built of a file of objects: by those that reach a kustomization which lists it, and by
    /// Kustomizations of Flux that apply its folder. Nothing if there are none.
    ///
    /// # Errors
    /// A folder that can't be read.
    pub(crate) fn builds_of(&self, file: &Path) -> io::Result<Vec<Build>> {
        let mut builds: Vec<Build> = Vec::new();
        for folder in self.graph.folders().filter(|folder| self.lists(folder, file)) {
            builds.extend(self.builds(folder)?);
        }
        let folder = file.parent().unwrap_or(Path::new(""));
        let mut children = self.by_children(folder)?;
        children.retain(|build| build.reach.files.contains_key(file));
        builds.extend(children);
        let mut known: Vec<Build> = Vec::new();
        for build in builds {
            if !known.iter().any(|known| known.is(&build.sync)) {
                known.push(build);
            }
        }
        Ok(known)
    }

    /// Whether the kustomization of a folder has a file among its resources.
    fn lists(&self, folder: &Path, file: &Path) -> bool {
        let Ok(Some(read)) = Kustomization::read(&self.files, folder) else { return false };
        let mut resources = read.named.iter().filter(|named| named.role == Role::Resource);
        resources.any(|named| {
            let path = joined(folder, &named.text);
            path.is_some_and(|path| self.files.locate(&path).path == file)
        })
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
        if let Some(absent) = &sync.absent {
            let not_built = vec![absent.clone()];
            let reach = Reach { top: sync.folder.clone(), not_built, ..Reach::default() };
            return Ok(Build { files: files.clone(), reach, sync });
        }
        let (files, top) = as_applied(files, &sync.folder, &sync.by)?;
        Ok(Build { reach: Reach::of(&files, &top), files, sync })
    }

    /// Whether the same comes of a folder by way of `sync`.
    fn is(&self, sync: &Sync) -> bool {
        let Sync { folder, by, .. } = &self.sync;
        (folder, &by.overlay) == (&sync.folder, &sync.by.overlay) && by.finishes_as(&sync.by)
    }

    /// Whether every object is built as its file has it.
    pub(crate) fn is_plain(&self) -> bool {
        self.reach.is_plain() && self.sync.by.finishes_as(&FluxKustomization::default())
    }

    /// What was built, as it is applied: with the variables that the Kustomization of Flux writes
    /// out filled in, and with what it sets on every object.
    pub(crate) fn finished<'t>(&self, built: &'t str) -> Cow<'t, str> {
        self.sync.by.finished(built).map_or(Cow::Borrowed(built), Cow::Owned)
    }

    /// A tree of values with the same variables filled in.
    pub(crate) fn filled<'a>(&self, node: &Node<'a>) -> Node<'a> {
        self.sync.by.filled(node)
    }

    /// The first substitution of a tree that comes to nothing, if a file tells what Flux fills in.
    pub(crate) fn unset(&self, node: &Node<'_>) -> Option<String> {
        self.sync.file.as_ref().and_then(|_| self.sync.by.unset(node))
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

    /// The same without what is set on every object, and where that is said; none if nothing is.
    pub(crate) fn without_common_metadata(&self) -> Option<(Build, Place)> {
        let Sync { file, by, .. } = &self.sync;
        let file = file.as_deref().filter(|_| !by.common_metadata.is_empty())?;
        let place = place_of(&self.files, file, by, yaml::Path::keys(CommonMetadata::FIELD));
        let mut without = self.clone();
        without.sync.by.common_metadata = CommonMetadata::default();
        Some((without, place))
    }

    /// A place as the files of the repository have it.
    pub(crate) fn place(&self, place: &Place) -> Place {
        let file = self.sync.file.as_deref();
        let found = file.and_then(|file| place_in(&self.files, file, &self.sync.by, place));
        found.unwrap_or_else(|| place.clone())
    }
}
