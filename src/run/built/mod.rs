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
use crate::diagnostic::{Diagnostic, code};
use crate::flux::Accounts;
use crate::krm::unreadable;
use crate::repository::{Applied, Builder, Content, Files, NotBuilt, Root, Sync};

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
    /// Its root, and that of the repository; none of manifests, of which more may be elsewhere.
    root: Option<(Root, Sync)>,
    /// What is applied.
    pub(crate) texts: Vec<ClusterText>,
    /// What could not be read or built.
    pub(crate) faults: Vec<Fault>,
    /// The FluxInstances whose controllers are not known.
    pub(crate) unmade: Vec<Unmade>,
    /// How many Kustomizations lead to what is not known here, or is not built here.
    pub(crate) unknown: usize,
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
        let mut built = BuiltCluster {
            name: shown(&sync.folder),
            folder: sync.file.as_deref().and_then(Path::parent).map(Path::to_owned),
            root: Some((files.root().clone(), sync.clone())),
            texts: Vec::new(),
            faults: Vec::new(),
            unmade: Vec::new(),
            unknown: applied.not_followed.len(),
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
                    let message = format!(
                        "{folder} has to be built, and neither kustomize nor kubectl is there"
                    );
                    built.faults.push(not_built(files, &stage.folder, message, None));
                }
            }
            let first = *known.entry(stage.texts.as_ptr()).or_insert(built.texts.len());
            let there = built.texts.get_mut(first..).unwrap_or_default();
            for text in there.iter_mut().take(stage.texts.len()) {
                text.is_decrypted &= stage.by.decrypts;
            }
            if there.is_empty() {
                let texts = stage.texts.iter().enumerate();
                built.texts.extend(texts.map(|(index, (file, text))| ClusterText {
                    file: file.clone(),
                    text: Arc::clone(text),
                    is_decrypted: stage.by.decrypts,
                    origin: match stage.is_as_it_is(index) {
                        true => Origin::File,
                        false => Origin::Build { stage: number },
                    },
                }));
            }
        }
        built.add_controllers(builder);
        built
    }

    /// Some manifests of a cluster.
    pub(crate) fn of_manifests(
        texts: Vec<(PathBuf, Arc<str>)>,
        builder: Option<&Builder>,
    ) -> BuiltCluster {
        let texts = texts.into_iter().map(|(file, text)| ClusterText {
            file,
            text,
            is_decrypted: true,
            origin: Origin::File,
        });
        let mut built = BuiltCluster {
            name: "manifests".to_owned(),
            folder: None,
            root: None,
            texts: texts.collect(),
            faults: Vec::new(),
            unmade: Vec::new(),
            unknown: 0,
        };
        built.add_controllers(builder);
        built
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

    /// The same cluster with other files; none of manifests.
    pub(crate) fn with(&self, files: &Files, builder: Option<&Builder>) -> Option<BuiltCluster> {
        let (_, sync) = self.root.as_ref()?;
        let applied = Applied::of(files, sync, builder);
        Some(BuiltCluster::of(files, &applied, builder).checked())
    }

    /// Parses what matters of its texts, where the controllers run under these ServiceAccounts.
    pub(crate) fn read(&self, accounts: &Accounts) -> ReadCluster<'_> {
        ReadCluster::of(&self.texts, accounts)
    }

    /// How much of the cluster the objects are that were read of it.
    pub(crate) fn extent(&self, read: &ReadCluster<'_>) -> Extent {
        match self.unknown == 0 && self.faults.is_empty() && read.unread.is_empty() {
            _ if self.root.is_none() => Extent::Part,
            true => Extent::Whole,
            false => Extent::Applied,
        }
    }

    /// Shows the objects to `look`.
    pub(crate) fn look<T>(&self, look: impl FnOnce(&Cluster<'_>) -> T) -> T {
        let accounts = Accounts::default();
        let read = self.read(&accounts);
        let objects = read.objects();
        look(&Cluster::read(&objects, self.extent(&read), None, &accounts))
    }

    /// Adds the controllers that the flux-operator makes of FluxInstances.
    fn add_controllers(&mut self, builder: Option<&Builder>) {
        for index in 0..self.texts.len() {
            let text = Arc::clone(&self.texts[index].text);
            for (instance, made) in instance::controllers(&text, index, builder) {
                let file = self.texts[index].file.clone();
                match made {
                    Ok(made) => self.texts.push(ClusterText {
                        file,
                        text: made,
                        is_decrypted: true,
                        origin: Origin::Instance(instance),
                    }),
                    Err(NotBuilt { reason, .. }) => {
                        let message =
                            format!("the patches of the FluxInstance can't be built: {reason}");
                        let diagnostic = Diagnostic::new(code::NOT_LOOKED_AT, message)
                            .span(instance.span.clone());
                        let fault = Fault { diagnostic, file, text: Some(Arc::clone(&text)) };
                        self.unmade.push(Unmade { instance, reason, fault });
                    }
                }
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
