//! Where the output of a cluster's config goes, and which manifests it is made for.

use std::path::{Path, PathBuf};

use memchr::memmem;

use crate::config::{Output, OutputForm};
use crate::diagnostic::{Diagnostic, code};
use crate::flux::{COMPONENTS_FILE, group};
use crate::render::{Chart, Format, made_of_values};
use crate::repository::{FILE_NAMES, Files, Kustomization, NotBuilt, Role, is_yaml};
use crate::run::bootstrap::is_blank;
use crate::yaml::Path as FieldPath;

use super::trace::{component, entries};

/// The folder of the Component where the config names none.
pub(super) const COMPONENT: &str = "workload-identity";

/// Where an output goes. Paths are relative to the repository's root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) form: OutputForm,
    /// The file or the folder.
    pub(crate) path: PathBuf,
    /// The manifests that are patched; none while `flux bootstrap` has not made them.
    pub(crate) manifests: Vec<PathBuf>,
    /// The folder of the kustomization that lists the manifests.
    pub(crate) kustomization: Option<PathBuf>,
    /// Whether the manifests are still to be made.
    pub(crate) is_before_bootstrap: bool,
}

impl Target {
    /// The format of `patches` that it is; none for a FluxInstance, which is edited in place.
    pub(crate) fn format(&self) -> Option<Format> {
        match self.form {
            OutputForm::Component => Some(Format::Component),
            OutputForm::Kustomization => Some(Format::Kustomization),
            OutputForm::HelmValues => Some(Format::HelmValues),
            OutputForm::FluxInstanceValues => Some(Format::FluxInstanceValues),
            OutputForm::FluxInstance => None,
        }
    }

    /// The folder of which the build has to carry what the config asks; none for what stands in a
    /// file of objects or of values.
    pub(crate) fn built(&self) -> Option<&Path> {
        match self.form {
            OutputForm::Component => Some(&self.path),
            OutputForm::Kustomization => self.path.parent(),
            _ => None,
        }
    }
}

/// Where the output of a config of this name goes that stands in a folder: as `output` says it,
/// where entries of it are, or beside what is there. `walked` are the files of the repository.
///
/// # Errors
/// A path that leaves the repository, entries in two places, or nothing to put an output beside.
pub(crate) fn target(
    output: Option<&Output>,
    config: &str,
    folder: &Path,
    files: &Files,
    walked: &[PathBuf],
) -> Result<Target, Box<Diagnostic>> {
    let beside = Beside::of(files, folder);
    let Some(Output { form, path, manifests }) = output else {
        if !beside.holds_flux {
            // Of one that can't be read nobody knows whether Flux is in it.
            Kustomization::read(files, folder).map_err(unreadable)?;
            return instance(folder, files, walked);
        }
        return match (entries(files, folder, config), component(files, folder, config)) {
            (Some(file), Some(other)) => Err(Box::new(twice(&file, &other))),
            (Some(file), None) => Ok(beside.target(OutputForm::Kustomization, file)),
            (None, _) => Ok(beside.target(OutputForm::Component, folder.join(COMPONENT))),
        };
    };
    let inside = |field: FieldPath, name: &str| {
        let full = files.root().path().join(folder).join(name);
        files.root().relative(&full).ok_or_else(|| Box::new(outside(field, name)))
    };
    let at = FieldPath::keys(["spec", "output"]);
    let path = inside(at.clone(), path)?;
    let kustomization = match form {
        OutputForm::Kustomization => Beside::of(files, path.parent().unwrap_or(Path::new(""))),
        OutputForm::Component => beside,
        _ => Beside::default(),
    };
    let mut target = kustomization.target(*form, path);
    if let Some(names) = manifests {
        let named = names.iter().enumerate();
        let named = named.map(|(i, name)| inside(at.key("manifests").index(i), name));
        target.manifests = named.collect::<Result<_, _>>()?;
        target.is_before_bootstrap = false;
    }
    Ok(target)
}

/// What the kustomization in a folder lists.
#[derive(Debug, Default)]
struct Beside {
    folder: PathBuf,
    /// Files of objects, those of its bases too.
    manifests: Vec<PathBuf>,
    holds_flux: bool,
    is_before_bootstrap: bool,
}

impl Beside {
    fn of(files: &Files, folder: &Path) -> Beside {
        let mut beside = Beside { folder: folder.to_owned(), ..Beside::default() };
        let mut open = vec![folder.to_owned()];
        let mut known = open.clone();
        while let Some(folder) = open.pop() {
            let Ok(Some(read)) = Kustomization::read(files, &folder) else { continue };
            for named in read.named.iter().filter(|named| named.role == Role::Resource) {
                let full = files.root().path().join(&folder).join(&named.text);
                let Some(path) = files.root().relative(&full) else { continue };
                let is_components = path.file_name().is_some_and(|name| name == COMPONENTS_FILE);
                match files.text(&path).filter(|text| !is_blank(text)) {
                    Some(text) => {
                        beside.holds_flux |= is_components || has_controllers(&text);
                        beside.manifests.push(path);
                    }
                    None if is_components => {
                        beside.holds_flux = true;
                        beside.is_before_bootstrap = true;
                    }
                    None if !known.contains(&path) => {
                        known.push(path.clone());
                        open.push(path);
                    }
                    None => {}
                }
            }
        }
        beside
    }

    fn target(self, form: OutputForm, path: PathBuf) -> Target {
        // What is there without the controllers would match nothing.
        let is_before_bootstrap = self.is_before_bootstrap;
        let manifests = if is_before_bootstrap { Vec::new() } else { self.manifests };
        let kustomization = Some(self.folder).filter(|_| self.holds_flux);
        Target { form, path, manifests, kustomization, is_before_bootstrap }
    }
}

/// Whether a text has Deployments of Flux, as `flux install` labels them.
fn has_controllers(text: &str) -> bool {
    let has = |part: &str| memmem::find(text.as_bytes(), part.as_bytes()).is_some();
    has("kind: Deployment") && has("app.kubernetes.io/part-of: flux")
}

/// Whether Flux is installed by what stands in a folder.
pub(super) fn holds_flux(folder: &Path, files: &Files, walked: &[PathBuf]) -> bool {
    Beside::of(files, folder).holds_flux || !instances(folder, files, walked).is_empty()
}

/// The FluxInstances in a folder, and the values that the chart flux-instance makes one of.
fn instances<'w>(
    folder: &Path,
    files: &Files,
    walked: &'w [PathBuf],
) -> Vec<(&'w PathBuf, OutputForm)> {
    let form = |path: &PathBuf| {
        let text = files.text(path).unwrap_or_default();
        let is_object = text.lines().any(|line| line.trim_end() == "kind: FluxInstance")
            && text.contains(group::OPERATOR);
        let is_of_chart =
            || made_of_values(&text).iter().any(|made| made.chart == Chart::FluxInstance);
        match is_object {
            true => Some(OutputForm::FluxInstance),
            false => is_of_chart().then_some(OutputForm::FluxInstanceValues),
        }
    };
    let beside = walked.iter().filter(|path| path.parent() == Some(folder) && is_yaml(path));
    beside.filter_map(|path| Some((path, form(path)?))).collect()
}

/// The FluxInstance in a folder, or the values that the chart flux-instance makes one of.
fn instance(folder: &Path, files: &Files, walked: &[PathBuf]) -> Result<Target, Box<Diagnostic>> {
    let found = instances(folder, files, walked);
    let (code, message) = match found.as_slice() {
        [(only, form)] => return Ok(Beside::default().target(*form, (*only).clone())),
        [] => {
            let kustomization = FILE_NAMES[0];
            let message = format!(
                "nothing stands beside it that Flux is installed by: no {kustomization} that lists \
                 {COMPONENTS_FILE}, itself or in a base, and no FluxInstance or values of one"
            );
            (code::NO_TARGET, message)
        }
        [(first, _), (second, _), ..] => {
            let (first, second) = (first.display(), second.display());
            let message = format!("two FluxInstances stand beside it, in {first} and {second}");
            (code::OUTPUT_PLACE, message)
        }
    };
    let help = "put the config beside one of them, or name the place in spec.output; the settings \
                of the AKS extension come from patches --format aks-extension, not from sync";
    let fault = Diagnostic::new(code, message).help(help);
    Err(Box::new(fault.path(FieldPath::keys(["spec", "output"]))))
}

/// That the kustomization beside a config can't be read.
fn unreadable(not_built: NotBuilt) -> Box<Diagnostic> {
    let file = not_built.place.map(|place| place.file.display().to_string());
    let message = format!(
        "{} beside it can't be read: {}",
        file.as_deref().unwrap_or("the kustomization"),
        not_built.reason
    );
    let help = "correct it: what stands there says where the output goes";
    Box::new(Diagnostic::new(code::OUTPUT_PLACE, message).help(help))
}

/// That a config has entries in two files.
fn twice(file: &Path, component: &Path) -> Diagnostic {
    let message = format!(
        "the entries of this config stand in two files, {} and {}",
        file.display(),
        component.display()
    );
    Diagnostic::new(code::OUTPUT_PLACE, message)
        .help("name the one to keep in spec.output, and remove the entries in the other")
        .path(FieldPath::keys(["spec"]))
}

fn outside(field: FieldPath, name: &str) -> Diagnostic {
    let message = format!("{name:?} is outside of the repository");
    Diagnostic::new(code::OUTPUT_PLACE, message).help("name a place inside of it").path(field)
}
