//! Everything that a cluster applies of its repository, from its root on.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::flux::SYNC_FILE;
use crate::yaml;

use super::file_name::FILE_NAMES;
use super::files::{Files, Found};
use super::flux_kustomization::{FluxKustomization, SourceName};
use super::nested::Nested;
use super::overlay::place_of;
use super::source_ignore::{LeftOut, ignore_of, left_out};
use super::{Build, Builder, Content, NotBuilt, Place, Reach, Stage, Sync, overlay};

/// What a cluster applies.
#[derive(Debug)]
pub(crate) struct Applied {
    /// Its root.
    pub(crate) sync: Sync,
    /// The folders, that of the root first.
    pub(crate) stages: Vec<Stage>,
    /// The Kustomizations whose folder is not known or not here, that are of another source, or that
    /// are suspended.
    pub(crate) not_followed: Vec<NotFollowed>,
    /// The folder with Flux itself, if the root does not reach it.
    pub(crate) unreached: Option<Stage>,
    /// What is reached and missing in the artifacts of Flux.
    pub(crate) left_out: Vec<LeftOut>,
    /// What suspends the root, if something does.
    pub(crate) suspended: Option<Place>,
}

/// A Kustomization that leads to where nothing can be looked at.
#[derive(Clone, Debug)]
pub(crate) struct NotFollowed {
    pub(crate) namespace: String,
    pub(crate) name: String,
    /// What keeps it from being followed: a sentence.
    pub(crate) reason: String,
}

impl NotFollowed {
    fn new(by: FluxKustomization, reason: String) -> NotFollowed {
        NotFollowed { namespace: by.namespace, name: by.name, reason }
    }
}

impl Applied {
    /// Follows the Kustomizations from a root on. What is built may say more of the root's own
    /// Kustomization than its file, and is read once more as that has it.
    pub(crate) fn of(files: &Files, sync: &Sync, builder: Option<&Builder>) -> Applied {
        let (applied, changes) = Applied::follow(files, sync, builder);
        if changes { Applied::follow(files, &applied.sync, builder).0 } else { applied }
    }

    /// Follows them; returns also whether the root's own Kustomization makes something else of its
    /// folder than was read.
    fn follow(files: &Files, sync: &Sync, builder: Option<&Builder>) -> (Applied, bool) {
        let mut changes = false;
        let mut applied = Applied {
            sync: sync.clone(),
            stages: Vec::new(),
            not_followed: Vec::new(),
            unreached: None,
            left_out: Vec::new(),
            suspended: None,
        };
        let name = |one: &FluxKustomization| (one.namespace.clone(), one.name.clone());
        let mut known = BTreeSet::from([name(&sync.by)]);
        let mut open = vec![(sync.folder.clone(), sync.by.clone(), None)];
        // A folder is built once, however many apply it.
        let mut built: HashMap<String, usize> = HashMap::new();
        let mut nested = Nested::default();
        while let Some((folder, by, within)) = open.pop() {
            let number = applied.stages.len();
            if let Some(reason) = nested.enter(&folder, &by, within) {
                let place = within.and_then(|within| applied.stages[within].place_of(files, &by));
                let fault = NotBuilt { place, ..NotBuilt::because(reason) };
                applied.stages.push(Stage::faulty(folder, by, fault));
                continue;
            }
            let same = *built.entry(overlay::text(&folder, &by)).or_insert(number);
            let same = applied.stages.get(same);
            let stage = match same {
                Some(same) => same.applied_by(by),
                None => Stage::read(files, folder, by, builder),
            };
            let is_known = same.is_some_and(|same| Arc::ptr_eq(&same.texts, &stage.texts));
            let texts: &[_] = if is_known { &[] } else { &stage.texts };
            let said = texts.iter().find_map(|(_, text)| ignore_of(text, &sync.by.source));
            if let Some(ignore) = said.filter(|ignore| *ignore != applied.sync.by.ignore) {
                changes = true;
                applied.sync.by.ignore = ignore;
            }
            for mut found in texts.iter().flat_map(|(_, text)| FluxKustomization::all(text)) {
                if !known.insert(name(&found)) {
                    if found.is(&sync.by) {
                        changes |= applied.sync.by.take(found);
                    }
                    continue;
                }
                if found.is_remote {
                    continue;
                }
                if found.is_suspended {
                    applied
                        .not_followed
                        .push(NotFollowed::new(found, "it is suspended".to_owned()));
                    continue;
                }
                let is_of_root = found.source == sync.by.source || sync.file.is_none();
                found.ignore.clone_from(&sync.by.ignore);
                match folder_of(files, &found, is_of_root) {
                    // A folder that was named, and what applies it is one of its files.
                    Ok(folder) if sync.file.is_none() && folder == sync.folder => {
                        changes |= applied.sync.by.take(found);
                    }
                    Ok(folder) => open.push((folder, found, Some(number))),
                    Err(reason) => {
                        applied.not_followed.push(NotFollowed::new(found, reason));
                    }
                }
            }
            applied.stages.push(stage);
        }
        applied.read_left_out(files);
        applied.read_suspended(files);
        if let Some(root) = applied.stages.first_mut() {
            root.by.decrypts |= applied.sync.by.decrypts;
        }
        if let Some(file) = applied.unreached_file() {
            // What is not in the folder is applied by somebody else, with whatever is filled in.
            let by =
                FluxKustomization { decrypts: true, has_more_variables: true, ..sync.by.clone() };
            let is_bootstrap = file.file_name().is_some_and(|name| name == SYNC_FILE);
            match file.parent().filter(|_| is_bootstrap) {
                Some(folder) => {
                    let stage = Stage::read(files, folder.to_owned(), by, builder);
                    applied.unreached = Some(stage);
                }
                // Whoever runs the flux-operator applies its FluxInstance, in any way.
                None => applied.stages.push(Stage::of_file(files, file, by)),
            }
        }
        (applied, changes)
    }

    /// One build. That of a bootstrap is to reach Flux itself.
    pub(crate) fn of_build(build: &Build) -> Applied {
        let (sync, reach) = (build.sync.clone(), build.reach.clone());
        let none: [(PathBuf, Arc<str>); 0] = [];
        let stage = |folder, reach| Stage {
            folder,
            by: sync.by.clone(),
            reach: Arc::new(reach),
            content: Content::Files(none.clone().into()),
            texts: none.clone().into(),
        };
        let is_bootstrap = |file: &&Path| file.file_name().is_some_and(|name| name == SYNC_FILE);
        let own = sync.file.as_deref().filter(is_bootstrap).and_then(Path::parent);
        let unreached = own.filter(|own| !reach.reaches(own));
        let unreached = unreached.map(|own| stage(own.to_owned(), Reach::default()));
        let stages = vec![stage(sync.folder.clone(), reach)];
        let mut applied = Applied {
            sync,
            stages,
            not_followed: Vec::new(),
            unreached,
            left_out: Vec::new(),
            suspended: None,
        };
        applied.read_left_out(&build.files);
        applied.read_suspended(&build.files);
        applied
    }

    /// Finds what is missing in the artifact of a Git repository. What is in other artifacts depends
    /// on who makes them.
    fn read_left_out(&mut self, files: &Files) {
        let sync = &self.sync;
        if sync.by.source.kind == "GitRepository" {
            let reached = self.stages.iter().flat_map(|stage| reached(files, stage));
            let mut reached: BTreeSet<&Path> = reached.collect();
            // Without its kustomization Flux applies its own folder bare, and none of its patches.
            let own = sync.file.as_deref().and_then(Path::parent);
            let own = own.map(|own| FILE_NAMES.map(|name| own.join(name))).unwrap_or_default();
            reached.extend(own.iter().map(PathBuf::as_path).filter(|file| files.has(file)));
            let ignore = sync.by.ignore.as_deref();
            self.left_out = left_out(files, ignore, sync.file.as_deref(), reached);
        }
    }

    fn read_suspended(&mut self, files: &Files) {
        let Sync { file, by, .. } = &self.sync;
        let file = file.as_deref().filter(|_| by.is_suspended);
        self.suspended =
            file.map(|file| place_of(files, file, by, yaml::Path::keys(["spec", "suspend"])));
    }

    /// The file that says what the root is, if nothing that is applied has it.
    fn unreached_file(&self) -> Option<PathBuf> {
        let file = self.sync.file.as_ref()?;
        let is_reached = self.stages.iter().any(|stage| stage.reach.files.contains_key(file));
        (!is_reached).then(|| file.clone())
    }

    /// The folders, and that with Flux itself.
    pub(crate) fn stages_with_flux(&self) -> impl Iterator<Item = &Stage> {
        self.stages.iter().chain(&self.unreached)
    }
}

/// The files of a stage that are in the repository; its folder if there are none.
fn reached<'s>(files: &Files, stage: &'s Stage) -> Vec<&'s Path> {
    let here = stage.reach.files.keys().map(PathBuf::as_path).filter(|file| files.has(file));
    let here: Vec<&Path> = here.collect();
    if here.is_empty() { vec![&stage.folder] } else { here }
}

/// The folder that a Kustomization applies, or why there is none to look at.
fn folder_of(files: &Files, by: &FluxKustomization, is_of_root: bool) -> Result<PathBuf, String> {
    if !is_of_root {
        let SourceName { kind, name, .. } = &by.source;
        return Err(format!("it applies the {kind} {name}, another source than the cluster's own"));
    }
    let Some(folder) = by.folder() else {
        return Err(format!("what its path {:?} becomes is not known here", by.path));
    };
    let located = files.locate(&folder);
    let is_here = located.found == Found::Folder;
    is_here.then_some(located.path).ok_or_else(|| format!("there is no folder {:?}", by.path))
}
