//! The folder of a kustomize Component, as it is and as it should be.

use std::fs;
use std::path::Path;

use crate::diagnostic::{Failure, code};
use crate::plan::{Plan, Purpose};
use crate::render::KustomizeParts;
use crate::render::component::{self, KUSTOMIZATION};
use crate::yaml::lines;

use super::File;

/// Other names under which kustomize would read a kustomization.yaml.
const OTHER_NAMES: [&str; 2] = ["kustomization.yml", "Kustomization"];

/// The files of the folder.
///
/// # Errors
/// The folder has a file of one of the names that this program did not write.
pub(crate) fn files(
    folder: &Path,
    parts: &KustomizeParts,
    plan: &Plan,
    purpose: Purpose,
) -> Result<Vec<File>, Failure> {
    if folder.is_file() || folder.file_name().is_some_and(|name| name == KUSTOMIZATION) {
        let name = folder.display();
        let message = format!("{name} is a file: --format component needs a folder of its own");
        return Err(Failure::new(code::COMMAND_LINE, message));
    }
    let foreign = |path: &Path| {
        let message = format!(
            "{} was not written by this program: name a folder that is only for the Component",
            path.display()
        );
        Failure::new(code::COMMAND_LINE, message)
    };
    if let Some(path) = OTHER_NAMES.map(|name| folder.join(name)).iter().find(|path| path.exists())
    {
        return Err(foreign(path));
    }
    let mut files = Vec::new();
    for (name, new) in component::files(parts, plan) {
        let path = folder.join(name);
        let old = match fs::read_to_string(&path) {
            Ok(text) => Some(text),
            Err(_) if !path.exists() => None,
            Err(error) => {
                let what = format_args!("can't read {}", path.display());
                return Err(Failure::access(what, &error));
            }
        };
        // A checkout may have other line breaks.
        let newline = lines::newline_near(old.as_deref().unwrap_or_default(), 0);
        let new = new.map(|text| text.replace('\n', newline));
        let is_foreign = old.as_deref().is_some_and(|text| component::mark_of(text).is_none());
        match (is_foreign, &new) {
            (true, Some(_)) => return Err(foreign(&path)),
            (true, None) => {}
            (false, _) => {
                let unnamed = new.as_deref().map(|text| component::unnamed(text, &plan.name));
                // Only a mark without the name: there is nothing to tell.
                let is_equal = purpose == Purpose::Tell && old.is_some() && old == unnamed;
                let new = if is_equal { old.clone() } else { new };
                files.push(File { path, old, new });
            }
        }
    }
    files.retain(|file| file.old.is_some() || file.new.is_some());
    Ok(files)
}
