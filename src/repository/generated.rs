//! The kustomization that Flux generates for a folder without one.

use std::collections::HashSet;
use std::io;
use std::path::Path;

use crate::yaml::{Layout, Value, block};

use super::file_name::{FILE_NAMES, is_kustomization, is_yaml};
use super::{Files, Kustomization};

/// The files with the kustomization planned that Flux generates for a folder: all of its YAML
/// files, folders with a kustomization as themselves. None if the folder has a kustomization.
/// `ignore` is what the source leaves out itself.
///
/// Source: fluxcd/pkg kustomize 1.44, `kustomize_generator.go` (`findOrGenerateKustomization`,
/// `scanManifests`).
///
/// # Errors
/// A folder that can't be read.
pub(super) fn generated(
    files: &Files,
    folder: &Path,
    ignore: Option<&str>,
) -> io::Result<Option<Files>> {
    if !matches!(Kustomization::read(files, folder), Ok(None)) {
        return Ok(None);
    }
    let walked = files.of_source(folder, ignore)?;
    let kustomizations = walked.iter().filter(|path| is_kustomization(path));
    let folders: HashSet<&Path> = kustomizations.filter_map(|path| path.parent()).collect();
    let mut resources: Vec<&Path> = Vec::new();
    for path in &walked {
        // The outermost folder with a kustomization stands for all that is in it.
        let above = path.ancestors().take_while(|above| above.starts_with(folder));
        match above.filter(|above| folders.contains(above)).last() {
            Some(folder) if resources.last() == Some(&folder) => {}
            Some(folder) => resources.push(folder),
            None if is_yaml(path) => resources.push(path),
            None => {}
        }
    }
    let names = resources.iter().filter_map(|path| path.strip_prefix(folder).ok());
    let names: Vec<Value> = names.filter_map(|path| path.to_str()).map(Value::from).collect();
    let text =
        block(&Value::map([("resources", Value::List(names))]), 0, &Layout::default()) + "\n";
    Ok(Some(files.clone().with(folder.join(FILE_NAMES[0]), Some(&text))))
}
