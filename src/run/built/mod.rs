//! A cluster as Flux builds it from its repository, for what looks at the objects that come of it.
//! Where the flux-operator makes the controllers, they are built as it patches them.

mod instance;
mod read;
mod roots;
mod text;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::audit::{Cluster, Extent};
use crate::cloud::Variables;
use crate::diagnostic::{Diagnostic, code};
use crate::flux::{Accounts, SYNC_FILE};
use crate::krm::unreadable;
use crate::render::{Chart, made_of_values};
use crate::repository::{
    Applied, Builder, Content, Files, NO_PROGRAM, NotBuilt, Root, Stage, Sync, path_from,
    with_instances,
};

pub(crate) use instance::Instance;
pub(crate) use read::ReadCluster;
pub(crate) use roots::Roots;
pub(crate) use text::{ClusterText, Origin};

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
    /// What is applied.
    pub(crate) texts: Vec<ClusterText>,
    /// What could not be read or built.
    pub(crate) faults: Vec<Fault>,
    /// The FluxInstances whose controllers are not known.
    pub(crate) unmade: Vec<Unmade>,
    /// How many Kustomizations lead to what is not known here, or is not built here.
    pub(crate) unknown: usize,
}

/// What a cluster is read from.
#[derive(Clone, Debug)]
enum ReadFrom {
    Sync(Box<Sync>),
    /// A values file, relative to the root of the repository.
    Values(PathBuf),
}

/// A FluxInstance whose controllers are not known.
#[derive(Debug)]
pub(crate) struct Unmade {
    pub(crate) instance: Instance,
    /// Why they are not.
    pub(crate) reason: String,
    /// The same for who needs them.
    fault: Fault,
}

/// What is at fault, in its only source.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) diagnostic: Diagnostic,
    /// The file, relative to the root of the repository.
    pub(crate) file: PathBuf,
    /// Its text; none if no file tells of the fault.
    pub(crate) text: Option<Arc<str>>,
}

impl BuiltCluster {
    /// The cluster that applies this.
    pub(crate) fn of(files: &Files, applied: &Applied, builder: Option<&Builder>) -> BuiltCluster {
        let Applied { sync, .. } = applied;
        let from = ReadFrom::Sync(Box::new(sync.clone()));
        let mut built = BuiltCluster {
            folder: sync.file.as_deref().and_then(Path::parent).map(Path::to_owned),
            root: Some((files.root().clone(), from)),
            unknown: applied.not_followed.len(),
            ..BuiltCluster::named(shown(&sync.folder))
        };
        // What several Kustomizations apply is there once.
        let mut known: HashMap<*const (PathBuf, Arc<str>), usize> = HashMap::new();
        for (number, stage) in applied.stages_with_flux().enumerate() {
            let folder = shown(&stage.folder);
            match &stage.content {
                Content::Files(_) | Content::Built(_) => {}
                Content::Elsewhere(_) => built.unknown += 1,
                Content::Faulty(fault) => {
                    let message = format!("{folder} can't be built: {}", fault.reason);
                    built.faults.push(not_built(files, &stage.folder, message, Some(fault)));
                }
                Content::NoProgram => {
                    let message = format!("{folder} has to be built, and {NO_PROGRAM}");
                    built.faults.push(not_built(files, &stage.folder, message, None));
                }
            }
            let first = *known.entry(stage.texts.as_ptr()).or_insert(built.texts.len());
            let there = built.texts.get_mut(first..).unwrap_or_default();
            // Of a folder that was named nothing tells what applies it, and the flux-operator makes
            // the Kustomization of a FluxInstance with whatever patches that comes to have.
            let is_read = |file: &PathBuf| file.file_name().is_some_and(|name| name == SYNC_FILE);
            let is_known = number > 0 || sync.file.as_ref().is_some_and(is_read);
            let variables = stage.by.known_variables().filter(|_| is_known);
            for text in there.iter_mut().take(stage.texts.len()) {
                text.is_decrypted &= stage.by.decrypts;
                text.variables = text.variables.take().filter(|_| variables.is_some());
            }
            if there.is_empty() {
                built.add(stage, number, variables.cloned().map(Arc::new));
            }
        }
        built.add_controllers(builder);
        built
    }

    /// The cluster that a values file is for, which says no more of it.
    pub(crate) fn of_values(files: &Files, file: &Path, builder: Option<&Builder>) -> BuiltCluster {
        let stage = Stage::of_file(files, file.to_owned(), Default::default());
        let mut built = BuiltCluster {
            folder: Some(stage.folder.clone()),
            root: Some((files.root().clone(), ReadFrom::Values(file.to_owned()))),
            ..BuiltCluster::named(file.display().to_string())
        };
        built.add(&stage, 0, None);
        built.add_controllers(builder);
        built
    }

    /// Some manifests of a cluster.
    pub(crate) fn of_manifests(
        texts: Vec<(PathBuf, Arc<str>)>,
        builder: Option<&Builder>,
    ) -> BuiltCluster {
        let texts = texts.into_iter().flat_map(with_instances).map(|(file, text)| ClusterText {
            file,
            text,
            is_decrypted: true,
            variables: None,
            origin: Origin::File,
        });
        let mut built = BuiltCluster::named("manifests".to_owned());
        built.texts.extend(texts);
        built.add_controllers(builder);
        built
    }

    /// One of which nothing is known yet.
    fn named(name: String) -> BuiltCluster {
        BuiltCluster {
            name,
            folder: None,
            root: None,
            values: Vec::new(),
            texts: Vec::new(),
            faults: Vec::new(),
            unmade: Vec::new(),
            unknown: 0,
        }
    }

    /// Adds what a stage of this number applies, with these variables if there are no others.
    fn add(&mut self, stage: &Stage, number: usize, variables: Option<Arc<Variables>>) {
        self.texts.extend(stage.texts.iter().map(|(file, text)| ClusterText {
            file: file.clone(),
            text: Arc::clone(text),
            is_decrypted: stage.by.decrypts,
            variables: variables.clone(),
            origin: match stage.is_as_it_is(file, text) {
                true => Origin::File,
                false => Origin::Build { stage: number },
            },
        }));
        for file in stage.reach.files.keys() {
            let made = made_of_values(stage.reach.text(file).unwrap_or_default());
            let here = made.into_iter().map(|made| (made.chart, file.clone()));
            self.values.extend(here);
        }
    }

    /// The same with the faults of its texts.
    pub(crate) fn checked(mut self) -> BuiltCluster {
        let unread = self.read(&Accounts::default()).unread;
        self.faults.extend(unread.into_iter().map(|(text, error)| {
            let ClusterText { file, text, .. } = &self.texts[text];
            let (file, text) = (file.clone(), Some(Arc::clone(text)));
            Fault { diagnostic: unreadable(&error), file, text }
        }));
        self
    }

    /// Everything that keeps it from being known.
    pub(crate) fn unknowns(&self) -> impl Iterator<Item = &Fault> {
        self.faults.iter().chain(self.unmade.iter().map(|unmade| &unmade.fault))
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
                Ok(Some((field, path_from(folder, file))))
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
        let built = match from {
            ReadFrom::Sync(sync) => {
                BuiltCluster::of(files, &Applied::of(files, sync, builder), builder)
            }
            ReadFrom::Values(file) => BuiltCluster::of_values(files, file, builder),
        };
        Some(built.checked())
    }

    /// Parses what matters of its texts, where the controllers run under these ServiceAccounts.
    pub(crate) fn read(&self, accounts: &Accounts) -> ReadCluster<'_> {
        ReadCluster::of(&self.texts, accounts)
    }

    /// How much of the cluster the objects are that were read of it.
    pub(crate) fn extent(&self, read: &ReadCluster<'_>) -> Extent {
        match self.unknown == 0 && self.faults.is_empty() && read.unread.is_empty() {
            _ if self.is_part() => Extent::Part,
            true => Extent::Whole,
            false => Extent::Applied,
        }
    }

    /// Whether more of the cluster may be elsewhere, whatever is known.
    fn is_part(&self) -> bool {
        !matches!(self.root, Some((_, ReadFrom::Sync(_))))
    }

    /// Shows the objects to `look`.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&Cluster<'_>) -> T) -> T {
        let accounts = Accounts::default();
        let read = self.read(&accounts);
        let objects = read.objects();
        look(&Cluster::read(&objects, self.extent(&read), None, &accounts))
    }

    /// Adds the controllers that the chart flux2 makes of HelmReleases, and the flux-operator of
    /// FluxInstances.
    fn add_controllers(&mut self, builder: Option<&Builder>) {
        for index in 0..self.texts.len() {
            let ClusterText { file, text, variables, .. } = &self.texts[index];
            let (file, text, variables) = (file.clone(), Arc::clone(text), variables.clone());
            let made = |text, origin| {
                let (file, variables) = (file.clone(), variables.clone());
                ClusterText { file, text, is_decrypted: true, variables, origin }
            };
            let releases = made_of_values(&text).into_iter().filter(|m| m.chart == Chart::Flux2);
            let releases = releases.map(|m| made(Arc::from(m.text), Origin::Values));
            self.texts.extend(releases);
            for (instance, controllers) in instance::controllers(&text, index, builder) {
                match controllers {
                    Ok(controllers) => {
                        self.texts.push(made(controllers, Origin::Instance(instance)));
                    }
                    Err(NotBuilt { reason, .. }) => {
                        let fault = self.not_made(&file, &text, &instance, &reason);
                        self.unmade.push(Unmade { instance, reason, fault });
                    }
                }
            }
        }
    }

    /// That the patches of a FluxInstance can't be built.
    fn not_made(&self, file: &Path, text: &Arc<str>, instance: &Instance, reason: &str) -> Fault {
        let message = format!("the patches of the FluxInstance can't be built: {reason}");
        let diagnostic = Diagnostic::new(code::NOT_LOOKED_AT, message);
        let file = file.to_owned();
        // What Helm makes of values stands nowhere.
        match self.values.iter().any(|(_, values)| *values == file) {
            true => Fault { diagnostic, file, text: None },
            false => {
                let diagnostic = diagnostic.span(instance.span.clone());
                Fault { diagnostic, file, text: Some(Arc::clone(text)) }
            }
        }
    }
}

/// That a folder is not built, at the place that is at fault.
fn not_built(files: &Files, folder: &Path, message: String, fault: Option<&NotBuilt>) -> Fault {
    let diagnostic = Diagnostic::new(code::NOT_LOOKED_AT, message);
    match fault.and_then(|fault| fault.place.as_ref()) {
        Some(place) => Fault {
            diagnostic: diagnostic.span(place.span.clone()).path(place.path.clone()),
            file: place.file.clone(),
            text: Some(Arc::from(files.text(&place.file).unwrap_or_default())),
        },
        None => Fault { diagnostic, file: folder.to_owned(), text: None },
    }
}

/// How messages call a folder.
pub(crate) fn shown(folder: &Path) -> String {
    if folder.as_os_str().is_empty() { ".".to_owned() } else { folder.display().to_string() }
}
