//! A cluster as Flux builds it from its repository, for what looks at the objects that come of it.
//! Where the flux-operator makes the controllers, they are built as it patches them.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::audit::{Cluster, Extent};
use crate::diagnostic::{Diagnostic, code};
use crate::flux::Accounts;
use crate::krm::{Documents, Object, Outline, unreadable};
use crate::render::{Chart, made_of_values};
use crate::repository::{
    Applied, Builder, Content, Files, NotBuilt, Root, Stage, Sync, walk, with_instances,
};

use super::effective::patched_controllers;

/// The roots of clusters in folders of a repository; such a folder without any is a root itself.
#[derive(Debug)]
pub(crate) struct Roots {
    /// The files of the repository.
    pub(crate) files: Files,
    /// The roots, each once.
    pub(crate) syncs: Vec<Sync>,
}

impl Roots {
    /// Finds them.
    ///
    /// # Errors
    /// A folder that can't be read.
    pub(crate) fn below(folders: &[PathBuf]) -> io::Result<Roots> {
        let Some(first) = folders.first() else {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "no folder is named"));
        };
        let files = Files::new(Root::above(first, first)?);
        let mut syncs: Vec<Sync> = Vec::new();
        for folder in folders {
            let walked = walk(files.root(), std::slice::from_ref(folder))?;
            let found = Sync::all(&files, &walked);
            // Of a whole repository without a root it is not known what a cluster applies.
            let named = files.root().relative(folder).filter(|folder| *folder != PathBuf::new());
            match named.filter(|_| found.is_empty()) {
                Some(folder) => syncs.push(Sync::named(folder)),
                None => syncs.extend(found),
            }
        }
        syncs.sort_by(|one, other| one.folder.cmp(&other.folder));
        syncs.dedup_by(|one, other| one.folder == other.folder);
        Ok(Roots { files, syncs })
    }
}

/// A cluster that is built.
#[derive(Debug)]
pub(crate) struct BuiltCluster {
    /// How messages call it: the folder of its root, relative to that of the repository.
    pub(crate) name: String,
    /// The folder with Flux's own files, or with the FluxInstance; none if no file says what the
    /// cluster applies.
    pub(crate) folder: Option<PathBuf>,
    /// What it is read from, and the root of the repository; none of manifests.
    root: Option<(Root, ReadFrom)>,
    /// The files in which the values stand that a chart makes the controllers of, relative to the
    /// root of the repository.
    pub(crate) values: Vec<(Chart, PathBuf)>,
    /// What could not be read or built.
    pub(crate) faults: Vec<Fault>,
    /// How many Kustomizations lead to what is not known here, or is not built here.
    pub(crate) unknown: usize,
    /// Whether more of the cluster may be elsewhere, whatever is known.
    is_part: bool,
    texts: Vec<(PathBuf, Arc<str>)>,
    /// The namespace of the FluxInstance: what it makes has none yet.
    namespace: Option<String>,
}

/// What a cluster is read from.
#[derive(Clone, Debug)]
enum ReadFrom {
    Sync(Box<Sync>),
    /// A values file, relative to the root of the repository.
    Values(PathBuf),
}

/// What is at fault, in its only source.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) diagnostic: Diagnostic,
    /// The file, relative to the root of the repository.
    pub(crate) file: PathBuf,
    pub(crate) text: Arc<str>,
}

impl BuiltCluster {
    /// Builds it.
    pub(crate) fn of(files: &Files, sync: &Sync, builder: Option<&Builder>) -> BuiltCluster {
        let applied = Applied::of(files, sync, builder);
        let from = ReadFrom::Sync(Box::new(sync.clone()));
        let mut built = BuiltCluster {
            folder: sync.file.as_deref().and_then(Path::parent).map(Path::to_owned),
            root: Some((files.root().clone(), from)),
            unknown: applied.not_followed.len(),
            ..BuiltCluster::named(shown(&sync.folder))
        };
        for stage in applied.stages_with_flux() {
            match &stage.content {
                Content::Files(_) | Content::Built(_) => {}
                Content::Elsewhere(_) => built.unknown += 1,
                Content::Faulty(fault) => built.not_built(files, &stage.folder, fault),
                Content::NoProgram => {
                    built.not_built(files, &stage.folder, &no_program());
                }
            }
            built.texts.extend(stage.texts());
            built.find_values(stage);
        }
        built.check_texts();
        built.add_controllers(builder);
        built
    }

    /// The cluster that a values file is for, which says no more of it.
    pub(crate) fn of_values(files: &Files, file: &Path, builder: Option<&Builder>) -> BuiltCluster {
        let stage = Stage::of_file(files, file.to_owned(), Default::default());
        let mut built = BuiltCluster {
            folder: Some(stage.folder.clone()),
            root: Some((files.root().clone(), ReadFrom::Values(file.to_owned()))),
            is_part: true,
            texts: stage.texts(),
            ..BuiltCluster::named(file.display().to_string())
        };
        built.find_values(&stage);
        built.check_texts();
        built.add_controllers(builder);
        built
    }

    /// Some manifests of a cluster.
    pub(crate) fn of_manifests(texts: Vec<(PathBuf, Arc<str>)>) -> BuiltCluster {
        let mut built = BuiltCluster {
            is_part: true,
            texts: texts.into_iter().flat_map(with_instances).collect(),
            ..BuiltCluster::named("manifests".to_owned())
        };
        built.check_texts();
        built.add_controllers(Builder::find().as_ref());
        built
    }

    /// One of which nothing is known yet.
    fn named(name: String) -> BuiltCluster {
        BuiltCluster {
            name,
            folder: None,
            root: None,
            values: Vec::new(),
            faults: Vec::new(),
            unknown: 0,
            is_part: false,
            texts: Vec::new(),
            namespace: None,
        }
    }

    /// Notes which files of a stage have values.
    fn find_values(&mut self, stage: &Stage) {
        for file in stage.reach.files.keys() {
            let made = made_of_values(stage.reach.text(file).unwrap_or_default());
            let here = made.into_iter().map(|made| (made.chart, file.clone()));
            self.values.extend(here);
        }
    }

    /// The root of its repository; none of manifests.
    pub(crate) fn repository(&self) -> Option<&Root> {
        self.root.as_ref().map(|(root, _)| root)
    }

    /// Whether a folder is in that of its root, relative to that of the repository.
    pub(crate) fn holds(&self, folder: &Path) -> bool {
        matches!(&self.root, Some((_, ReadFrom::Sync(sync))) if folder.starts_with(&sync.folder))
    }

    /// Where a config beside [`BuiltCluster::folder`] has its output, if a chart makes the
    /// controllers of values: what `spec.output` calls it, and the file.
    ///
    /// # Errors
    /// There are several such files: their names.
    pub(crate) fn values_output(&self) -> Result<Option<(&'static str, String)>, String> {
        let folder = self.folder.as_deref().unwrap_or(Path::new(""));
        match self.values.as_slice() {
            [] => Ok(None),
            [(chart, file)] => {
                let field = match chart {
                    Chart::Flux2 => "helmValues",
                    Chart::FluxInstance => "fluxInstanceValues",
                };
                Ok(Some((field, between(folder, file))))
            }
            several => {
                let names = several.iter().map(|(_, file)| file.display().to_string());
                Err(names.collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// The same cluster with other files; none of manifests.
    pub(crate) fn with(&self, files: &Files, builder: Option<&Builder>) -> Option<BuiltCluster> {
        let (_, from) = self.root.as_ref()?;
        Some(match from {
            ReadFrom::Sync(sync) => BuiltCluster::of(files, sync, builder),
            ReadFrom::Values(file) => BuiltCluster::of_values(files, file, builder),
        })
    }

    /// Shows the objects to `look`.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&Cluster<'_>) -> T) -> T {
        let mut read = Vec::new();
        for (source, (_, text)) in self.texts.iter().enumerate() {
            let mut documents = Documents::open(text, source);
            if documents.read(is_of_interest).is_ok() {
                read.push(documents);
            }
        }
        let all: Vec<Object<'_, '_>> = read.iter().flat_map(Documents::objects).collect();
        // kustomize drops them, and so does Flux.
        let is_local =
            |o: &Object<'_, '_>| o.annotation("config.kubernetes.io/local-config") == Some("true");
        let objects: Vec<Object<'_, '_>> = all.into_iter().filter(|o| !is_local(o)).collect();
        let extent = match self.unknown == 0 && self.faults.is_empty() {
            _ if self.is_part => Extent::Part,
            true => Extent::Whole,
            false => Extent::Applied,
        };
        look(&Cluster::read(&objects, extent, self.namespace.as_deref(), &Accounts::default()))
    }

    fn not_built(&mut self, files: &Files, folder: &Path, fault: &NotBuilt) {
        let message = format!("{} can't be built: {}", shown(folder), fault.reason);
        let diagnostic = Diagnostic::new(code::NOT_LOOKED_AT, message);
        self.faults.push(match &fault.place {
            Some(place) => Fault {
                diagnostic: diagnostic.span(place.span.clone()).path(place.path.clone()),
                file: place.file.clone(),
                text: Arc::from(files.text(&place.file).unwrap_or_default()),
            },
            None => Fault { diagnostic, file: folder.to_owned(), text: Arc::from("") },
        });
    }

    /// Says which texts can't be read.
    fn check_texts(&mut self) {
        for (file, text) in &self.texts {
            if let Err(error) = Documents::open(text, 0).read(is_of_interest) {
                let diagnostic = unreadable(&error);
                self.faults.push(Fault { diagnostic, file: file.clone(), text: Arc::clone(text) });
            }
        }
    }

    /// Adds the controllers that the chart flux2 makes of HelmReleases, and the flux-operator of
    /// FluxInstances.
    fn add_controllers(&mut self, builder: Option<&Builder>) {
        let mut made: Vec<(PathBuf, Arc<str>)> = Vec::new();
        for (file, text) in &self.texts {
            let releases = made_of_values(text).into_iter().filter(|m| m.chart == Chart::Flux2);
            made.extend(releases.map(|release| (file.clone(), Arc::from(release.text))));
            let mut documents = Documents::open(text, 0);
            let is_instance = |o: &Outline<'_>| o.kind().is_some_and(|(_, kind)| kind == INSTANCE);
            if !text.contains(INSTANCE) || documents.read(is_instance).is_err() {
                continue;
            }
            for instance in documents.objects().iter().filter(|o| o.kind() == INSTANCE) {
                self.namespace = instance.namespace().map(str::to_owned);
                let made_by = |builder| {
                    patched_controllers(instance, builder)
                        .unwrap_or_else(|error| Err(NotBuilt::because(error.to_string())))
                };
                let controllers = builder.map_or_else(|| Err(no_program()), made_by);
                match controllers {
                    Ok(controllers) => made.push((file.clone(), controllers)),
                    Err(NotBuilt { reason, .. }) => {
                        let message =
                            format!("the patches of the FluxInstance can't be built: {reason}");
                        let diagnostic = Diagnostic::new(code::NOT_LOOKED_AT, message);
                        // What Helm makes of values stands nowhere.
                        let is_made = self.values.iter().any(|(_, values)| values == file);
                        let (diagnostic, text) = match is_made {
                            true => (diagnostic, Arc::from("")),
                            false => {
                                (diagnostic.span(instance.node.span.clone()), Arc::clone(text))
                            }
                        };
                        self.faults.push(Fault { diagnostic, file: file.clone(), text });
                    }
                }
            }
        }
        self.texts.extend(made);
    }
}

const INSTANCE: &str = "FluxInstance";

fn no_program() -> NotBuilt {
    NotBuilt::because("neither kustomize nor kubectl is there")
}

/// Whether a document is worth to be read: definitions are long, and say nothing of a cluster.
fn is_of_interest(document: &Outline<'_>) -> bool {
    document.kind().is_none_or(|(_, kind)| kind != "CustomResourceDefinition")
}

/// The path of a file as one from a folder on; both are relative to the same root.
fn between(folder: &Path, file: &Path) -> String {
    let shared = folder.components().zip(file.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| "..".into());
    let down = file.components().skip(shared).map(|part| part.as_os_str().to_string_lossy());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// How messages call a folder.
fn shown(folder: &Path) -> String {
    if folder.as_os_str().is_empty() { ".".to_owned() } else { folder.display().to_string() }
}
