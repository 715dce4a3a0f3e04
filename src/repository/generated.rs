//! The kustomization that Flux generates for a folder without one.

use std::io;
use std::path::{Path, PathBuf};

use crate::yaml::{Layout, Value, block};

use super::default_ignore::default_ignore;
use super::kustomization::FILE_NAMES;
use super::walk::walk_source;
use super::{Files, Kustomization};

/// The files with the kustomization planned that Flux generates for a folder: all of its YAML
/// files, folders with a kustomization as themselves. None if the folder has a kustomization.
///
/// Source: fluxcd/pkg kustomize 1.44, `kustomize_generator.go` (`findOrGenerateKustomization`,
/// `scanManifests`).
///
/// # Errors
/// A folder that can't be read.
pub(crate) fn generated(files: &Files, folder: &Path) -> io::Result<Option<Files>> {
    if !matches!(Kustomization::read(files, folder), Ok(None)) {
        return Ok(None);
    }
    let mut walked = walk_source(files.root(), folder)?;
    let left_out = default_ignore(files.root())?;
    let is_in = |path: &&Path| {
        path.starts_with(folder) && !left_out.matched_path_or_any_parents(path, false).is_ignore()
    };
    walked.retain(|path| files.has(path));
    walked.extend(files.planned().filter(is_in).map(Path::to_owned));
    walked.sort();
    walked.dedup();
    let is_kustomization = |path: &Path| {
        path.file_name().is_some_and(|name| FILE_NAMES.iter().any(|known| name == *known))
    };
    let mut folders: Vec<&Path> = walked
        .iter()
        .filter(|path| is_kustomization(path))
        .filter_map(|path| path.parent())
        .collect();
    folders.sort_unstable();
    folders.dedup();
    let mut resources: Vec<PathBuf> = Vec::new();
    for path in &walked {
        let is_yaml = path.extension().is_some_and(|kind| kind == "yaml" || kind == "yml");
        // The outermost folder with a kustomization stands for all that is in it.
        let of_folder = folders.iter().find(|folder| path.starts_with(folder));
        match of_folder {
            Some(folder) if resources.last().is_some_and(|last| last == folder) => {}
            Some(folder) => resources.push(folder.to_path_buf()),
            None if is_yaml => resources.push(path.clone()),
            None => {}
        }
    }
    let names = resources.iter().filter_map(|path| path.strip_prefix(folder).ok());
    let names: Vec<Value> = names.filter_map(|path| path.to_str()).map(Value::from).collect();
    let text =
        block(&Value::map([("resources", Value::List(names))]), 0, &Layout::default()) + "\n";
    Ok(Some(files.clone().with(folder.join(FILE_NAMES[0]), Some(&text))))
}
