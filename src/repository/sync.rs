//! The roots of a repository: the folders that clusters apply of themselves.

use std::path::{Path, PathBuf};

use crate::flux::{SYNC_FILE, group};
use crate::krm::{Documents, is_of};
use crate::render::{Chart, made_of_values};
use crate::yaml::{self, Node};

use super::file_name::is_yaml;
use super::files::{Files, Found};
use super::flux_kustomization::{FluxKustomization, SourceName};
use super::overlay::place_of;
use super::place::NotBuilt;
use super::root::joined;
use super::source_ignore::ignore_of;

/// A folder that a cluster applies of itself, and by what.
#[derive(Clone, Debug)]
pub(crate) struct Sync {
    /// The folder, relative to the root.
    pub(crate) folder: PathBuf,
    /// The file that says so; none if the folder was named on the command line.
    pub(crate) file: Option<PathBuf>,
    /// What applies it. Children of the same source are of this repository.
    pub(crate) by: FluxKustomization,
    /// Why nothing is built of the folder, if it is not there.
    pub(super) absent: Option<NotBuilt>,
}

impl Sync {
    /// Those that files of a repository have, by folder. One whose folder is not here is of another
    /// repository.
    pub(crate) fn all(files: &Files, walked: &[PathBuf]) -> Vec<Sync> {
        let read = walked.iter().filter(|path| is_yaml(path));
        let found = read.flat_map(|file| of_file(files, file));
        // A template or an archive has such a file too.
        let mut found: Vec<Sync> = found.filter(|sync| sync.absent.is_none()).collect();
        found.sort_by(|one, other| one.folder.cmp(&other.folder));
        found.dedup_by(|one, other| one.folder == other.folder);
        found
    }

    /// A folder that was named, of which nothing tells what applies it.
    pub(crate) fn named(folder: PathBuf) -> Sync {
        let by = FluxKustomization { decrypts: true, ..FluxKustomization::default() };
        Sync { folder, file: None, by, absent: None }
    }
}

/// Those that a file has, as manifests or as values of the chart flux-instance.
pub(super) fn of_file(files: &Files, file: &Path) -> Vec<Sync> {
    files.text(file).map(|text| of_text(files, file, &text)).unwrap_or_default()
}

/// The same of a text that was read.
pub(super) fn of_text(files: &Files, file: &Path, text: &str) -> Vec<Sync> {
    let is_sync_file = file.file_name().is_some_and(|name| name == SYNC_FILE);
    let mut applied = match is_sync_file {
        true => read(text, group::KUSTOMIZE, FluxKustomization::read),
        false => {
            let made = made_of_values(text).into_iter().filter(|m| m.chart == Chart::FluxInstance);
            let made = made.flat_map(|made| read(&made.text, group::OPERATOR, of_instance));
            made.chain(read(text, group::OPERATOR, of_instance)).collect()
        }
    };
    for by in &mut applied {
        by.ignore = ignore_of(text, &by.source).flatten();
    }
    // The first is that of the bootstrap, if one is.
    let is_whole = is_sync_file && files.root().is_whole();
    let sync = |(number, by): (usize, FluxKustomization)| {
        let is_own = number == 0 && is_whole && is_of_bootstrap(files, file, &by);
        let absent = if is_own { Some(by.clone()) } else { None };
        here(files, file, by).or_else(|| nowhere(files, file, absent?))
    };
    applied.into_iter().enumerate().filter_map(sync).collect()
}

/// What the Kustomizations of Flux in the text of a file apply, but for those that are suspended.
pub(super) fn children_of(files: &Files, file: &Path, text: &str) -> Vec<Sync> {
    let applied = FluxKustomization::all(text).into_iter().filter(|by| !by.is_suspended);
    applied.filter_map(|by| here(files, file, by)).collect()
}

/// What a Kustomization in a file applies, if its folder is here.
fn here(files: &Files, file: &Path, by: FluxKustomization) -> Option<Sync> {
    let folder = joined(Path::new(""), by.folder()?.to_str()?)?;
    let located = files.locate(&folder);
    let is_here = located.found == Found::Folder;
    is_here.then(|| Sync { folder: located.path, file: Some(file.to_owned()), by, absent: None })
}

/// Whether it is the Kustomization that `flux bootstrap` writes into the repository which the cluster
/// applies: of a Git source of its own name. A file of a repository inside of this one, such as an
/// example, has its folder below one of those that it stands in.
fn is_of_bootstrap(files: &Files, file: &Path, by: &FluxKustomization) -> bool {
    let folder = by.folder().unwrap_or_default();
    let mut above = file.ancestors().skip(1).filter(|above| !above.as_os_str().is_empty());
    by.source.kind == "GitRepository"
        && by.source.name == by.name
        && !above.any(|above| files.locate(&above.join(&folder)).found == Found::Folder)
}

/// The same if its folder is not here, and that is known.
fn nowhere(files: &Files, file: &Path, by: FluxKustomization) -> Option<Sync> {
    let folder = joined(Path::new(""), by.folder()?.to_str()?)?;
    let place = place_of(files, file, &by, yaml::Path::keys(["spec", "path"]));
    let reason = format!("the repository has no folder {:?}", by.path);
    let absent = Some(NotBuilt::at(&place, reason));
    Some(Sync { folder, file: Some(file.to_owned()), by, absent })
}

/// What objects of an API group say.
fn read(
    text: &str,
    group: &str,
    read: impl Fn(&Node<'_>) -> Option<FluxKustomization>,
) -> Vec<FluxKustomization> {
    if !text.contains(group) {
        return Vec::new();
    }
    let mut documents = Documents::open(text, 0);
    // A template is no manifest, and says nothing.
    if documents.read(|document| document.may_contain(group)).is_err() {
        return Vec::new();
    }
    documents.roots().filter_map(read).collect()
}

/// The Kustomization that the flux-operator makes of a FluxInstance.
/// Source: <https://fluxoperator.dev/docs/crd/fluxinstance/#sync-configuration>.
fn of_instance(root: &Node<'_>) -> Option<FluxKustomization> {
    let text = |keys: &[&str]| root.at(keys).and_then(Node::text).unwrap_or_default().to_owned();
    let is_instance = is_of(root, group::OPERATOR, group::FLUX_INSTANCE.1);
    let sync = root.at(&["spec", "sync"]).filter(|_| is_instance)?;
    let field = |key| sync.get(key).and_then(Node::text).unwrap_or_default().to_owned();
    let namespace = text(&["metadata", "namespace"]);
    let name = Some(field("name")).filter(|name| !name.is_empty()).unwrap_or(namespace.clone());
    // Whether it decrypts, and what it fills in, is said in a patch of the Kustomization.
    let patches = root.at(&["spec", "kustomize", "patches"]).map(Node::items).unwrap_or_default();
    let patched = |field: &str| {
        let mut patches = patches.iter().filter_map(|patch| patch.get("patch")?.text());
        patches.any(|patch| patch.contains(field))
    };
    Some(FluxKustomization {
        source: SourceName {
            kind: field("kind"),
            namespace: namespace.clone(),
            name: name.clone(),
        },
        path: field("path"),
        decrypts: patched("decryption"),
        has_more_variables: patched("postBuild"),
        namespace,
        name,
        ..FluxKustomization::default()
    })
}
