//! Which kustomization lists a Component.

use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, code};
use crate::flux::COMPONENTS_FILE;
use crate::repository::{FILE_NAMES, Files, Kustomization, Named, Role, Survey, path_from};
use crate::yaml::{self, Edit, Frame, Node, Value};

/// Whether a Component is listed, or what lists it.
#[derive(Debug)]
pub(crate) enum Listing {
    /// A kustomization has it.
    Listed,
    /// This file is to have it: its path relative to the root, and its text then.
    Add { file: PathBuf, text: String },
    /// There is no file for it.
    Nowhere(Box<Diagnostic>),
}

/// Looks for a kustomization that names the Component in a folder. If there is none, the one in
/// `home` is to have it, in `files`, which may be planned to change.
pub(crate) fn listing(
    survey: &Survey,
    files: &Files,
    component: &Path,
    home: Option<&Path>,
) -> Listing {
    let mut listers = survey.graph().parents(component);
    let wrong = listers.clone().find_map(|folder| listed_as_resource(survey, folder, component));
    if let Some(wrong) = wrong {
        return nowhere(wrong);
    }
    if listers.next().is_some() {
        return Listing::Listed;
    }
    let shown = component.display();
    let Some(folder) = home else {
        let message = format!("no kustomization.yaml lists {shown}, so that nothing comes of it");
        let help = "add it to components in the one that lists Flux's manifests";
        return nowhere(Diagnostic::new(code::COMPONENT_NOT_LISTED, message).help(help));
    };
    let mut names = FILE_NAMES.map(|name| folder.join(name)).into_iter();
    let Some(file) = names.find(|file| files.has(file)) else {
        let message = format!(
            "{} has no kustomization.yaml: Flux generates one, which can't list {shown}",
            folder.join(COMPONENTS_FILE).display()
        );
        let help = "make one beside it first; `patches --format kustomization` prints one that is \
                    complete";
        return nowhere(Diagnostic::new(code::NO_KUSTOMIZATION, message).help(help));
    };
    let named = path_from(folder, component);
    match files.text(&file).and_then(|text| with_component(&text, &named)) {
        Some(text) => Listing::Add { file, text },
        None => {
            let message = format!("{} does not list {shown}", file.display());
            let help = format!("add {named} to its components");
            nowhere(Diagnostic::new(code::COMPONENT_NOT_LISTED, message).help(help))
        }
    }
}

/// The folder whose kustomization is to list a Component, if nothing else says which one: that
/// of the nearest gotk-components.yaml above.
pub(crate) fn home<'c>(files: &Files, component: &'c Path) -> Option<&'c Path> {
    component.ancestors().skip(1).find(|folder| files.has(&folder.join(COMPONENTS_FILE)))
}

/// The kustomization in a folder, and where it names the folder of a Component, rightly or not.
pub(crate) fn naming(
    files: &Files,
    folder: &Path,
    component: &Path,
) -> Option<(Kustomization, Named)> {
    let read = Kustomization::read(files, folder).ok()??;
    let is_it = |named: &&Named| {
        let full = files.root().path().join(folder).join(&named.text);
        matches!(named.role, Role::Resource | Role::Component)
            && files.root().relative(&full).is_some_and(|path| path == component)
    };
    let named = read.named.iter().filter(is_it).min_by_key(|named| named.role == Role::Component);
    let named = named?.clone();
    Some((read, named))
}

/// That the kustomization in a folder has a Component under resources, where kustomize takes none.
fn listed_as_resource(survey: &Survey, folder: &Path, component: &Path) -> Option<Diagnostic> {
    let (read, Named { text, place, .. }) =
        naming(survey.files(), folder, component).filter(|(_, n)| n.role == Role::Resource)?;
    let message = format!(
        "{} has {text} under {}, where kustomize takes no Component",
        read.file.display(),
        place.path
    );
    let help = format!("move {text} from resources to components");
    Some(Diagnostic::new(code::COMPONENT_NOT_LISTED, message).help(help))
}

fn nowhere(diagnostic: Diagnostic) -> Listing {
    Listing::Nowhere(Box::new(diagnostic))
}

/// A kustomization with one Component more; none if it can't be edited.
fn with_component(text: &str, named: &str) -> Option<String> {
    let frame = Frame::parse(text, 0..text.len(), false).ok()??;
    let path = yaml::Path::keys(["components"]);
    let known = frame.root.get("components").map_or(0, |listed| Node::items(listed).len());
    let edit = Edit::set(path.index(known), Value::from(named));
    let edited = yaml::edit(text, &frame, &[edit], |_| true).ok()?;
    Some(edited.splices.apply(text, 0..text.len()))
}

#[cfg(test)]
mod tests {
    use super::with_component;

    #[test]
    fn a_component_is_added_losslessly() {
        for (before, after) in [
            ("resources: [a] # b\n", "resources: [a] # b\ncomponents:\n- x/y\n"),
            (
                "components: # c\n  - a\npatches: []\n",
                "components: # c\n  - a\n  - x/y\npatches: []\n",
            ),
            ("components: [a]\r\n", "components: [a, x/y]\r\n"),
        ] {
            assert_eq!(with_component(before, "x/y").as_deref(), Some(after));
        }
    }
}
