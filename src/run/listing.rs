//! Which kustomization lists a Component.

use std::path::{Component, Path, PathBuf};

use crate::diagnostic::{Diagnostic, code};
use crate::repository::{FILE_NAMES, Files, Kustomization, Role, Survey};
use crate::yaml::{self, Edit, Frame, Node, Value};

use super::bootstrap::COMPONENTS_FILE;

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

/// Looks for a kustomization that names the Component in a folder, or else for the one beside the
/// nearest gotk-components.yaml.
pub(crate) fn listing(survey: &Survey, component: &Path) -> Listing {
    if let Some(wrong) = listed_as_resource(survey, component) {
        return nowhere(wrong);
    }
    if survey.graph().parents(component).next().is_some() {
        return Listing::Listed;
    }
    let shown = component.display();
    let files = survey.files();
    let above = component.ancestors().skip(1);
    let Some(folder) = above.into_iter().find(|folder| files.has(&folder.join(COMPONENTS_FILE)))
    else {
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
    listed_by(files, folder, file, component)
}

/// That a kustomization has the Component in a folder under resources, where kustomize takes none.
pub(crate) fn listed_as_resource(survey: &Survey, component: &Path) -> Option<Diagnostic> {
    let files = survey.files();
    let wrong = |folder: &Path| {
        let read = Kustomization::read(files, folder).ok()??;
        let is_it = |text: &str| {
            let full = files.root().path().join(folder).join(text);
            files.root().relative(&full).is_some_and(|path| path == component)
        };
        let mut named = read.named.iter().filter(|named| is_it(&named.text));
        let named = named.find(|named| named.role == Role::Resource)?;
        let (file, text) = (read.file.display(), &named.text);
        let message = format!(
            "{file} has {text} under {}, where kustomize takes no Component",
            named.place.path
        );
        let help = format!("move {text} from resources to components");
        Some(Diagnostic::new(code::COMPONENT_NOT_LISTED, message).help(help))
    };
    survey.graph().parents(component).find_map(wrong)
}

/// The kustomization in a folder with a Component more.
pub(crate) fn listing_in(files: &Files, folder: &Path, component: &Path) -> Listing {
    let mut names = FILE_NAMES.map(|name| folder.join(name)).into_iter();
    match names.find(|file| files.has(file)) {
        Some(file) => listed_by(files, folder, file, component),
        None => {
            let message = format!("{} has no kustomization.yaml", folder.display());
            nowhere(Diagnostic::new(code::NO_KUSTOMIZATION, message).help("make one first"))
        }
    }
}

fn listed_by(files: &Files, folder: &Path, file: PathBuf, component: &Path) -> Listing {
    let named = between(folder, component);
    match files.text(&file).and_then(|text| with_component(&text, &named)) {
        Some(text) => Listing::Add { file, text },
        None => {
            let message = format!("{} does not list {}", file.display(), component.display());
            let help = format!("add {named} to its components");
            nowhere(Diagnostic::new(code::COMPONENT_NOT_LISTED, message).help(help))
        }
    }
}

fn nowhere(diagnostic: Diagnostic) -> Listing {
    Listing::Nowhere(Box::new(diagnostic))
}

/// A folder below another, as a kustomization names it.
fn between(folder: &Path, below: &Path) -> String {
    let rest = below.strip_prefix(folder).unwrap_or(below);
    let names = rest.components().filter_map(|component| match component {
        Component::Normal(name) => name.to_str(),
        _ => None,
    });
    names.collect::<Vec<_>>().join("/")
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
