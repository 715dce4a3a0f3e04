//! The kustomization that stands for what a Kustomization of Flux adds to that of its folder.

use std::io;
use std::path::{Path, PathBuf};

use crate::krm::Documents;
use crate::yaml::{self, Edit, Frame, Layout, Step, Value, block};

use super::file_name::FILE_NAMES;
use super::flux_kustomization::{FluxKustomization, OVERLAY};
use super::generated::generated;
use super::kustomization::Kustomization;
use super::{Files, Place};

/// The folder in which it is planned. No repository has one of this name.
const FOLDER: &str = ".flux-workload-identity-overlay";

/// What is built where a Kustomization of Flux applies a folder: the files, with those planned that
/// Flux makes, and the folder of the topmost kustomization.
///
/// # Errors
/// A folder that can't be read.
pub(super) fn as_applied(
    files: &Files,
    folder: &Path,
    by: &FluxKustomization,
) -> io::Result<(Files, PathBuf)> {
    let planned = generated(files, folder, by.ignore.as_deref())?.unwrap_or_else(|| files.clone());
    if by.overlay.is_empty() {
        return Ok((planned, folder.to_owned()));
    }
    // In the root's own folder another one would lie inside of what it lists.
    if folder.as_os_str().is_empty()
        && let Ok(Some(read)) = Kustomization::read(&planned, folder)
        && let Some(text) = extended(&read.text, by)
    {
        return Ok((planned.with(read.file, Some(&text)), folder.to_owned()));
    }
    let file = Path::new(FOLDER).join(FILE_NAMES[0]);
    Ok((planned.with(file, Some(&text(folder, by))), PathBuf::from(FOLDER)))
}

/// The text of that kustomization. What has the same one builds the same.
pub(super) fn text(folder: &Path, by: &FluxKustomization) -> String {
    let inside = |path: &str| Value::from(format!("../{}", folder.join(path).display()));
    let mut fields = vec![("resources".to_owned(), Value::List(vec![inside("")]))];
    for (name, value) in &by.overlay {
        let value = match (name.as_str(), value) {
            ("components", Value::List(paths)) => {
                let paths = paths.iter().filter_map(Value::text);
                Value::List(paths.map(|path| inside(&path)).collect())
            }
            _ => value.clone(),
        };
        fields.push((name.clone(), value));
    }
    block(&Value::Map(fields), 0, &Layout::default()) + "\n"
}

/// The text of a kustomization with what is added, behind its own.
fn extended(text: &str, by: &FluxKustomization) -> Option<String> {
    let root = yaml::parse(text, 0..text.len()).ok()??;
    let edits = by.overlay.iter().flat_map(|(name, value)| {
        let path = yaml::Path::keys([name.as_str()]);
        let there = path.find(&root).map_or(0, |node| node.items().len());
        match value {
            Value::List(items) => {
                let items = items.iter().enumerate();
                items.map(|(n, item)| Edit::set(path.index(there + n), item.clone())).collect()
            }
            value => vec![Edit::set(path, value.clone())],
        }
    });
    let edits: Vec<Edit> = edits.collect();
    let frame = Frame { range: 0..text.len(), root, dashed: false };
    let edited = yaml::edit(text, &frame, &edits, |_| true).ok()?;
    Some(edited.splices.apply(text, 0..text.len()))
}

/// Whether a file is the one that is planned, which no repository has.
pub(crate) fn is_planned(file: &Path) -> bool {
    file.starts_with(FOLDER)
}

/// A place in it as one in the file of the Kustomization that it stands for; none for a place in
/// another file.
pub(super) fn place_in(
    files: &Files,
    file: &Path,
    by: &FluxKustomization,
    place: &Place,
) -> Option<Place> {
    if !is_planned(&place.file) {
        return None;
    }
    let mut steps = place.path.0.iter();
    let field = match steps.next() {
        Some(Step::Key(key)) => OVERLAY.iter().find(|(_, name)| name == key),
        _ => None,
    };
    // Its only resource is the folder.
    let (field, rest) = field.map_or(("path", Vec::new()), |(field, _)| (*field, steps.collect()));
    let mut path = yaml::Path::keys(["spec", field]);
    path.0.extend(rest.into_iter().cloned());
    let text = files.text(file).unwrap_or_default();
    let mut documents = Documents::open(&text, 0);
    let is_read = documents.read(|_| true).is_ok();
    let is_it =
        |node: &&yaml::Node<'_>| FluxKustomization::read(node).is_some_and(|found| found.is(by));
    let root = documents.roots().find(is_it).filter(|_| is_read);
    // What is patched there only in the build has the whole object for its place.
    let span = root.map_or(0..0, |root| path.find(root).unwrap_or(root).span.clone());
    Some(Place { file: file.to_owned(), path, span })
}
