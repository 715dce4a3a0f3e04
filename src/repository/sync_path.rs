//! The folder of the repository that a cluster's own Kustomization applies.

use std::path::{Path, PathBuf};

use crate::krm::Documents;
use crate::yaml::Node;

use super::files::{Files, Found};
use super::root::joined;

/// The file in which `flux bootstrap` keeps it.
pub(crate) const SYNC_FILE: &str = "gotk-sync.yaml";

/// The API group of Flux's Kustomizations.
const GROUP: &str = "kustomize.toolkit.fluxcd.io/";

/// The `spec.path` of the Kustomization in a file, relative to the root; none if the file has no
/// such Kustomization, or the folder is not here: the file may be of another repository.
pub(crate) fn sync_path(files: &Files, file: &Path) -> Option<PathBuf> {
    let text = files.text(file)?;
    let mut documents = Documents::open(&text, 0);
    documents.read(|_| true).ok()?;
    let is_kustomization = |root: &&Node<'_>| {
        let text = |key| root.get(key).and_then(Node::text).unwrap_or_default();
        text("kind") == "Kustomization" && text("apiVersion").starts_with(GROUP)
    };
    let path = documents.roots().find(is_kustomization)?.at(&["spec", "path"]);
    // Without a path it is the root; a path may begin with `/`, which is the root too.
    let named = path.and_then(Node::text).unwrap_or_default().trim_start_matches('/');
    let located = files.locate(&joined(Path::new(""), named)?);
    (located.found == Found::Folder).then_some(located.path)
}
