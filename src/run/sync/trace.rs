//! What an earlier run left beside a config.

use std::path::{Path, PathBuf};

use crate::patch::{MARKER, Mark};
use crate::plan::Purpose;
use crate::render::component::{KUSTOMIZATION, mark_of};
use crate::repository::{Files, Kustomization};
use crate::run::listing::naming;
use crate::yaml::{self, Node};

use super::target::COMPONENT;

/// The file in a folder that shows that the config of a name was wired there: it was written for
/// the config, or it lists what is. None if nothing does.
pub(crate) fn trace(files: &Files, folder: &Path, config: &str) -> Option<PathBuf> {
    let lists_component =
        || naming(files, folder, &folder.join(COMPONENT)).map(|(listing, _)| listing.file);
    component(files, folder, config)
        .or_else(|| entries(files, folder, config))
        .or_else(lists_component)
}

/// The file of the Component in a folder, where it was written for the config of a name.
pub(super) fn component(files: &Files, folder: &Path, config: &str) -> Option<PathBuf> {
    let file = folder.join(COMPONENT).join(KUSTOMIZATION);
    let text = files.text(&file)?;
    mark_of(&text)?.is_free_for(config, Purpose::Tell).then_some(file)
}

/// The kustomization.yaml in a folder, where it has entries of the config of a name.
pub(super) fn entries(files: &Files, folder: &Path, config: &str) -> Option<PathBuf> {
    let read = Kustomization::read(files, folder).ok()??;
    if !read.text.contains(MARKER) {
        return None;
    }
    let root = yaml::parse(&read.text, 0..read.text.len()).ok()??;
    let patches = root.get("patches").map(Node::items).unwrap_or_default();
    let is_own = |mark: Mark<'_>| mark.is_free_for(config, Purpose::Tell);
    patches.iter().filter_map(Mark::of).any(is_own).then_some(read.file)
}
