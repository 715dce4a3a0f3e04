//! The roots of a repository: the folders that clusters apply of themselves.

use std::path::{Path, PathBuf};

use crate::flux::SYNC_FILE;
use crate::krm::Documents;
use crate::yaml::Node;

use super::files::{Files, Found};
use super::flux_kustomization::{FluxKustomization, GROUP, SourceName};
use super::root::joined;

/// A folder that a cluster applies of itself, and by what.
#[derive(Clone, Debug)]
pub(crate) struct Sync {
    /// The folder, relative to the root.
    pub(crate) folder: PathBuf,
    /// The file that says so; none if the folder was named on the command line.
    pub(crate) file: Option<PathBuf>,
    /// What applies it. Children of the same source are of this repository.
    pub(crate) by: FluxKustomization,
}

const FLUX_INSTANCE: &str = "fluxcd.controlplane.io/";

impl Sync {
    /// Those that files of a repository have, by folder. One whose folder is not here is of another
    /// repository.
    pub(crate) fn all(files: &Files, walked: &[PathBuf]) -> Vec<Sync> {
        let is_yaml =
            |path: &&PathBuf| path.extension().is_some_and(|kind| kind == "yaml" || kind == "yml");
        let mut found: Vec<Sync> =
            walked.iter().filter(is_yaml).flat_map(|file| of_file(files, file)).collect();
        found.sort_by(|one, other| one.folder.cmp(&other.folder));
        found.dedup_by(|one, other| one.folder == other.folder);
        found
    }

    /// A folder that was named, of which nothing tells what applies it.
    pub(crate) fn named(folder: PathBuf) -> Sync {
        Sync { folder, file: None, by: FluxKustomization { decrypts: true, ..Default::default() } }
    }
}

/// Those that a file has.
pub(super) fn of_file(files: &Files, file: &Path) -> Vec<Sync> {
    let is_sync_file = file.file_name().is_some_and(|name| name == SYNC_FILE);
    let Some(text) = files.text(file) else { return Vec::new() };
    let group = if is_sync_file { GROUP } else { FLUX_INSTANCE };
    if !text.contains(group) {
        return Vec::new();
    }
    let mut documents = Documents::open(&text, 0);
    // A template is no manifest, and says nothing.
    if documents.read(|document| document.may_contain(group)).is_err() {
        return Vec::new();
    }
    let applied = documents.roots().filter_map(|root| {
        if is_sync_file { FluxKustomization::read(root) } else { of_instance(root) }
    });
    let syncs = applied.filter_map(|by| {
        let folder = joined(Path::new(""), by.folder()?.to_str()?)?;
        let located = files.locate(&folder);
        let is_here = located.found == Found::Folder;
        is_here.then(|| Sync { folder: located.path, file: Some(file.to_owned()), by })
    });
    syncs.collect()
}

/// The Kustomization that the flux-operator makes of a FluxInstance.
/// Source: <https://fluxoperator.dev/docs/crd/fluxinstance/#sync-configuration>.
fn of_instance(root: &Node<'_>) -> Option<FluxKustomization> {
    let text = |keys: &[&str]| root.at(keys).and_then(Node::text).unwrap_or_default().to_owned();
    let is_instance =
        text(&["kind"]) == "FluxInstance" && text(&["apiVersion"]).starts_with(FLUX_INSTANCE);
    let sync = root.at(&["spec", "sync"]).filter(|_| is_instance)?;
    let field = |key| sync.get(key).and_then(Node::text).unwrap_or_default().to_owned();
    let namespace = text(&["metadata", "namespace"]);
    let name = Some(field("name")).filter(|name| !name.is_empty()).unwrap_or(namespace.clone());
    // Whether it decrypts is said in a patch of the Kustomization.
    let patches = root.at(&["spec", "kustomize", "patches"]).map(Node::items).unwrap_or_default();
    let mut patches = patches.iter().filter_map(|patch| patch.get("patch")?.text());
    Some(FluxKustomization {
        source: SourceName {
            kind: field("kind"),
            namespace: namespace.clone(),
            name: name.clone(),
        },
        path: field("path"),
        decrypts: patches.any(|patch| patch.contains("decryption")),
        namespace,
        name,
        ..FluxKustomization::default()
    })
}
