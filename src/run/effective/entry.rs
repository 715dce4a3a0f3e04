//! The entries of kustomizations that change objects, in the order in which kustomize applies them.

use std::path::Path;

use crate::patch::Mark;
use crate::repository::{Kustomization, Reach};
use crate::yaml::{self, Kind, Node, parse};

/// An entry that changes objects.
#[derive(Clone, Debug)]
pub(super) struct Entry<'r> {
    pub(super) kustomization: &'r Kustomization,
    pub(super) path: yaml::Path,
    pub(super) span: std::ops::Range<usize>,
}

/// The fields that change objects, in order.
/// Source: kustomize api 0.21.1, `internal/target/kusttarget_configplugin.go`
/// (`configureBuiltinTransformers`), and generators and external transformers around them.
const FIELDS: [&str; 13] = [
    "configMapGenerator",
    "generators",
    "patchesStrategicMerge",
    "patches",
    "namespace",
    "namePrefix",
    "nameSuffix",
    "labels",
    "commonLabels",
    "commonAnnotations",
    "patchesJson6902",
    "replacements",
    "transformers",
];

/// Every entry that a build applies, first to last. Those that this program keeps in the
/// kustomization of `own` are left out.
pub(super) fn entries<'r>(reach: &'r Reach, own: &Path) -> Vec<Entry<'r>> {
    let mut found = Vec::new();
    let mut open = Vec::new();
    collect(reach, &reach.top, own, &mut open, &mut found);
    found
}

/// Those of what a kustomization names come before its own.
fn collect<'r>(
    reach: &'r Reach,
    folder: &'r Path,
    own: &Path,
    open: &mut Vec<&'r Path>,
    found: &mut Vec<Entry<'r>>,
) {
    if open.contains(&folder) {
        return;
    }
    open.push(folder);
    for (_, named) in reach.named.iter().filter(|(from, _)| from == folder) {
        collect(reach, named, own, open, found);
    }
    open.pop();
    let of_folder =
        reach.kustomizations.iter().find(|kustomization| kustomization.folder == folder);
    let Some(kustomization) = of_folder else { return };
    let text = &kustomization.text;
    let Ok(Some(root)) = parse(text, 0..text.len()) else { return };
    for field in FIELDS {
        let Some(node) = root.get(field) else { continue };
        let path = yaml::Path::keys([field]);
        let mut add = |path: yaml::Path, node: &Node<'_>| {
            found.push(Entry { kustomization, path, span: node.span.clone() });
        };
        match &node.kind {
            Kind::Sequence { items, .. } => {
                for (index, item) in items.iter().enumerate() {
                    if !(folder == own && Mark::of(item).is_some()) {
                        add(path.index(index), item);
                    }
                }
            }
            Kind::Mapping { entries, .. } => {
                for entry in entries {
                    add(path.key(entry.key.text().unwrap_or_default()), &entry.value);
                }
            }
            _ => add(path, node),
        }
    }
}
