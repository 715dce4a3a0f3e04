//! What one Kustomization of Flux applies: the texts of its folder, as they are where nothing
//! changes them, and else as kustomize builds them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::krm::Documents;
use crate::render::{Chart, Made, made_of_values};
use crate::yaml;

use super::flux_kustomization::FluxKustomization;
use super::overlay::as_applied;
use super::place::Cause;
use super::{Builder, FILE_NAMES, Files, NotBuilt, Place, Reach};

/// A folder that is applied.
#[derive(Clone, Debug)]
pub(crate) struct Stage {
    /// The folder, relative to the root.
    pub(crate) folder: PathBuf,
    /// What applies it.
    pub(crate) by: FluxKustomization,
    /// Everything that was read for it.
    pub(crate) reach: Arc<Reach>,
    /// What is applied, or why that is not known.
    pub(crate) content: Content,
    /// The texts of the content, with the variables filled in that are written out. Those of stages
    /// that apply the same are the same.
    pub(crate) texts: Texts,
}

/// Texts, each with the path of its file relative to the root; what was built has that of its
/// kustomization. The FluxInstances that come of values in them have that of the values.
pub(crate) type Texts = Arc<[(PathBuf, Arc<str>)]>;

/// What is applied.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// The files of the folder as they are, in the order of their paths.
    Files(Texts),
    /// What kustomize made of them.
    Built(Arc<str>),
    /// It would be fetched, or is made by what does not build here.
    Elsewhere(NotBuilt),
    /// It is at fault: Flux can't build it either.
    Faulty(NotBuilt),
    /// There is no program to build it with.
    NoProgram,
}

impl Content {
    /// Whether it is known what is applied.
    pub(crate) fn is_known(&self) -> bool {
        matches!(self, Content::Files(_) | Content::Built(_))
    }
}

impl Stage {
    /// Reads, and builds if it has to be.
    pub(crate) fn read(
        files: &Files,
        folder: PathBuf,
        by: FluxKustomization,
        builder: Option<&Builder>,
    ) -> Stage {
        let (planned, top) = match as_applied(files, &folder, &by) {
            Ok(planned) => planned,
            Err(error) => {
                let content = Content::Faulty(NotBuilt::because(error.to_string()));
                return Stage::of(folder, by, Arc::default(), content);
            }
        };
        let reach = Reach::of(&planned, &top);
        // Whatever else comes from elsewhere, Flux can't build what has a fault.
        let mut not_built = reach.not_built.iter();
        let content = match not_built.clone().find(|n| n.cause == Cause::Fault) {
            Some(fault) => Content::Faulty(fault.clone()),
            None => match not_built.next() {
                Some(not_built) => Content::Elsewhere(not_built.clone()),
                None => content(&reach, builder),
            },
        };
        Stage::of(folder, by, Arc::new(reach), content)
    }

    /// One file, as it is.
    pub(crate) fn of_file(files: &Files, file: PathBuf, by: FluxKustomization) -> Stage {
        let text: Arc<str> = Arc::from(files.text(&file).unwrap_or_default());
        let folder = file.parent().map(PathBuf::from).unwrap_or_default();
        let bytes: Arc<[u8]> = Arc::from(text.as_bytes());
        let reach = Reach { files: [(file.clone(), bytes)].into(), ..Reach::default() };
        Stage::of(folder, by, Arc::new(reach), Content::Files([(file, text)].into()))
    }

    /// The same folder with the same overlay, applied by another Kustomization.
    pub(super) fn applied_by(&self, by: FluxKustomization) -> Stage {
        if by.variables == self.by.variables {
            return Stage { by, ..self.clone() };
        }
        Stage::of(self.folder.clone(), by, Arc::clone(&self.reach), self.content.clone())
    }

    fn of(folder: PathBuf, by: FluxKustomization, reach: Arc<Reach>, content: Content) -> Stage {
        let written: Texts = match &content {
            Content::Files(files) => Arc::clone(files),
            Content::Built(text) => [(folder.join(FILE_NAMES[0]), Arc::clone(text))].into(),
            Content::Elsewhere(_) | Content::Faulty(_) | Content::NoProgram => Arc::default(),
        };
        let filled = written.iter().map(|(file, text)| (file.clone(), filled(&by, text)));
        let texts = filled.flat_map(with_instances).collect();
        Stage { folder, by, reach, content, texts }
    }

    /// Whether a text is that of its file as it is.
    pub(crate) fn is_as_it_is(&self, file: &Path, text: &Arc<str>) -> bool {
        let Content::Files(files) = &self.content else { return false };
        let found = files.binary_search_by(|(path, _)| path.as_path().cmp(file));
        found.is_ok_and(|index| Arc::ptr_eq(&files[index].1, text))
    }
}

/// A text with variables filled in, the same one if it has none.
fn filled(by: &FluxKustomization, text: &Arc<str>) -> Arc<str> {
    match by.substituted(text) {
        Some(filled) if *filled != **text => Arc::from(filled),
        _ => Arc::clone(text),
    }
}

/// A text that is applied, and the FluxInstances that Helm makes of the values in it. A values file
/// is no manifest: what becomes of it stands in its place.
pub(crate) fn with_instances((file, text): (PathBuf, Arc<str>)) -> Vec<(PathBuf, Arc<str>)> {
    let made = made_of_values(&text);
    let is_values = made.iter().any(|made| made.is_file);
    let is_read = |made: &Made| made.is_file || made.chart == Chart::FluxInstance;
    let instances = made.into_iter().filter(is_read);
    let instances = instances.map(|made| (file.clone(), Arc::from(made.text)));
    let mut texts: Vec<(PathBuf, Arc<str>)> = instances.collect();
    if !is_values {
        texts.insert(0, (file, text));
    }
    texts
}

fn content(reach: &Reach, builder: Option<&Builder>) -> Content {
    if reach.is_plain() {
        let is_kustomization = |path: &Path| reach.kustomizations.iter().any(|k| k.file == path);
        let files = reach.files.iter().filter(|(path, _)| !is_kustomization(path));
        let texts = files.map(|(path, bytes)| {
            let text = std::str::from_utf8(bytes).map_err(|_| path)?;
            Ok((path.clone(), Arc::from(text)))
        });
        return match texts.collect::<Result<Vec<_>, &PathBuf>>() {
            Ok(texts) => Content::Files(texts.into()),
            Err(path) => {
                let reason = format!("{} is not UTF-8", path.display());
                Content::Faulty(NotBuilt::because(reason))
            }
        };
    }
    match builder.map(|builder| builder.build(reach)) {
        None => Content::NoProgram,
        Some(Ok(text)) => Content::Built(text),
        Some(Err(not_built)) => Content::Faulty(placed(reach, not_built)),
    }
}

/// A build that failed, at the file that it names and that is no YAML: kustomize tells the line of a
/// document, and no column.
fn placed(reach: &Reach, not_built: NotBuilt) -> NotBuilt {
    let is_named = |file: &&PathBuf| {
        file.file_name().is_some_and(|name| not_built.reason.contains(&*name.to_string_lossy()))
    };
    let fault = |file: &PathBuf| {
        let at = Documents::open(reach.text(file)?, 0).read(|_| true).err()?.offset()?;
        Some(Place { file: file.clone(), path: yaml::Path::default(), span: at..at })
    };
    let place = not_built.place.or_else(|| reach.files.keys().filter(is_named).find_map(fault));
    NotBuilt { place, ..not_built }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::repository::Root;

    #[test]
    fn a_fault_beside_what_would_be_fetched_is_a_fault() {
        let folder = tempfile::tempdir().unwrap();
        let url = "https://a.example/b.yaml";
        for (resources, transformers, is_fault) in [
            (format!("[{url}]"), "[]", false),
            (format!("[{url}, absent.yaml]"), "[]", true),
            ("[]".to_owned(), "[t.yaml]", false),
            ("[]".to_owned(), "[t.yaml, absent.yaml]", true),
        ] {
            let text = format!("resources: {resources}\ntransformers: {transformers}\n");
            fs::write(folder.path().join("kustomization.yaml"), text).unwrap();
            let transformer = format!("kind: PatchTransformer\npath: {url}\n");
            fs::write(folder.path().join("t.yaml"), transformer).unwrap();
            let files = Files::new(Root::of(folder.path()).unwrap());
            let by = FluxKustomization::default();
            let stage = Stage::read(&files, PathBuf::new(), by, None);
            match stage.content {
                Content::Faulty(_) => assert!(is_fault, "{resources} {transformers}"),
                Content::Elsewhere(_) => assert!(!is_fault, "{resources} {transformers}"),
                other => panic!("{other:?}"),
            }
        }
    }
}
