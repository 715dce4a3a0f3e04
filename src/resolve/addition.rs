//! Objects to add, and the files that they go into.

use std::collections::HashMap;

use crate::krm::Object;
use crate::yaml::Value;

/// An object to add.
#[derive(Clone, Debug)]
pub struct Added {
    /// The object.
    pub object: Value,
    /// The index of an object that it goes with.
    pub beside: Option<usize>,
}

/// The file of what is added, in the folder of the object that it goes with: those that Flux
/// writes are written again at its next upgrade.
const FILE: &str = "flux-workload-identity.yaml";

/// The groups of the annotations by which an orchestrator knows the file of an object. Source:
/// kyaml's `kioutil` package.
const GROUPS: [&str; 2] = ["config.kubernetes.io", "internal.config.kubernetes.io"];

/// Gives each addition its file and its index there, where the objects come from files.
pub(super) fn place(objects: &[Object<'_, '_>], added: &mut [Added]) {
    let mut next: HashMap<String, usize> = HashMap::new();
    for Added { object, beside } in added {
        let Some(file) = beside.and_then(|beside| objects[beside].file()) else { continue };
        let folder = file.path.rfind('/').map_or("", |slash| &file.path[..=slash]);
        let path = format!("{folder}{FILE}");
        let there = |object: &&Object<'_, '_>| object.file().is_some_and(|file| file.path == path);
        let index =
            next.entry(path.clone()).or_insert_with(|| objects.iter().filter(there).count());
        annotate(object, &path, *index);
        *index += 1;
    }
}

/// Writes the file and the index into the annotations of an object.
fn annotate(object: &mut Value, path: &str, index: usize) {
    let notes = GROUPS.into_iter().flat_map(|group| {
        [
            (format!("{group}/index"), Value::from(index.to_string())),
            (format!("{group}/path"), path.into()),
        ]
    });
    let Some(metadata) = entry(object, "metadata") else { return };
    match entry(metadata, "annotations") {
        Some(Value::Map(annotations)) => annotations.extend(notes),
        _ => {
            if let Value::Map(pairs) = metadata {
                pairs.push(("annotations".to_owned(), Value::map(notes)));
            }
        }
    }
}

/// The value under a key of a mapping.
fn entry<'v>(value: &'v mut Value, key: &str) -> Option<&'v mut Value> {
    match value {
        Value::Map(pairs) => pairs.iter_mut().find(|(k, _)| k == key).map(|(_, value)| value),
        _ => None,
    }
}
