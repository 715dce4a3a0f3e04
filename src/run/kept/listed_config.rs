//! A config that the kustomization.yaml beside it lists: Flux would apply it, or refuse to build.

use std::path::Path;

use crate::config::KIND;
use crate::diagnostic::{Diagnostic, code};
use crate::krm::is_local;
use crate::yaml::{self, Node};

/// Warnings of the entries of a kustomization.yaml, `text` in this folder, that name the file of
/// the config.
pub(super) fn listed(text: &str, folder: &Path, config: &Node<'_>, file: &Path) -> Vec<Diagnostic> {
    let is_kind = config.get("kind").is_some_and(|kind| kind.is(KIND));
    let root = yaml::parse(text, 0..text.len()).ok().flatten();
    let (Some(root), Ok(file), true) = (root, file.canonicalize(), is_kind) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (key, is_harmless, message, help) in [
        (
            "resources",
            is_local(config),
            "the config is listed under resources: Flux would apply it to the cluster, which does \
             not know its kind",
            "take it out there, or give it the annotation config.kubernetes.io/local-config: \
             \"true\"",
        ),
        (
            "transformers",
            false,
            "the config is listed under transformers: Flux runs no functions, and does not build",
            "take it out there: the patches of this program do what it does",
        ),
    ] {
        let path = yaml::Path::keys([key]);
        let items = path.find(&root).map(Node::items).unwrap_or_default();
        for (index, item) in items.iter().enumerate().filter(|_| !is_harmless) {
            let named = item.text().and_then(|text| folder.join(text).canonicalize().ok());
            if named.is_some_and(|named| named == file) {
                let listed = Diagnostic::new(code::CONFIG_LISTED, message).help(help);
                found.push(listed.path(path.index(index)).span(item.span.clone()));
            }
        }
    }
    found
}
