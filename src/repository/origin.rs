//! Where in the repository a field of what was built comes from.
//!
//! A build has lost the places. They are found again by the names of the objects: a patch that has
//! the field, from the outermost kustomization inwards, or else the resource. Prefixes and suffixes
//! of names are not undone: of an object that is not found, the kustomization itself is the place.

use std::path::{Path, PathBuf};

use crate::diagnostic::ResourceRef;
use crate::krm::{Documents, Object};
use crate::yaml::{self, Node, Step};

use super::{Kustomization, Place, Reach, Role};

/// The place of a field of an object, or of the object where nothing has the field.
pub(crate) fn origin(reach: &Reach, object: &ResourceRef, path: &yaml::Path) -> Option<Place> {
    let mut patches = reach.kustomizations.iter().flat_map(|k| patches(reach, k, object, path));
    if let Some(place) = patches.next() {
        return Some(place);
    }
    let texts = reach.files.keys().filter_map(|file| Some((file, reach.text(file)?)));
    let mut found = texts.filter_map(|(file, text)| in_text(file, text, object, path));
    let first = found.next()?;
    Some(found.find(|(has_field, _)| *has_field).filter(|_| !first.0).unwrap_or(first).1)
}

/// The place of an object in a text, and whether the field is there.
fn in_text(
    file: &Path,
    text: &str,
    wanted: &ResourceRef,
    path: &yaml::Path,
) -> Option<(bool, Place)> {
    if !text.contains(&wanted.name) {
        return None;
    }
    let mut documents = Documents::open(text, 0);
    documents.read(|document| document.may_contain(&wanted.name)).ok()?;
    let objects = documents.objects();
    let found = objects.iter().find(|object| is_it(object, wanted))?;
    let node = path.find(found.node);
    let span = node.unwrap_or(found.node).span.clone();
    Some((node.is_some(), Place { file: file.to_owned(), path: path.clone(), span }))
}

fn is_it(object: &Object<'_, '_>, wanted: &ResourceRef) -> bool {
    let namespace = object.namespace().is_none_or(|n| wanted.namespace.as_deref() == Some(n));
    object.kind() == wanted.kind && object.name() == wanted.name && namespace
}

/// The places of the patches of a kustomization that have a field, the last one first.
fn patches(
    reach: &Reach,
    kustomization: &Kustomization,
    object: &ResourceRef,
    path: &yaml::Path,
) -> Vec<Place> {
    let root = yaml::parse(&kustomization.text, 0..kustomization.text.len()).ok().flatten();
    let named = kustomization.named.iter().rev().filter(|named| named.role == Role::Patch);
    let places = named.filter_map(|named| {
        // The target stands beside the patch.
        let mut entry = named.place.path.clone();
        entry.0.pop();
        let target = root.as_ref().and_then(|root| entry.find(root)?.get("target"));
        if !target.is_none_or(|target| may_match(target, object)) {
            return None;
        }
        let file = kustomization.folder.join(&named.text);
        let file = file.components().fold(PathBuf::new(), |mut path, component| {
            match component {
                std::path::Component::ParentDir => drop(path.pop()),
                std::path::Component::CurDir => {}
                other => path.push(other),
            }
            path
        });
        let (text, own) = match reach.text(&file) {
            Some(text) => (text, Some(file)),
            None => (named.text.as_str(), None),
        };
        let span = touched(text, target.is_some(), object, path)?;
        Some(match own {
            Some(file) => Place { file, path: path.clone(), span },
            None => named.place.clone(),
        })
    });
    places.collect()
}

/// Whether a target may match an object: a name with the signs of a pattern matches any.
fn may_match(target: &Node<'_>, object: &ResourceRef) -> bool {
    let field = |key: &str, value: &str| {
        let wanted = target.get(key).and_then(Node::text).unwrap_or_default();
        wanted.is_empty() || wanted == value || wanted.contains(['*', '|', '(', '[', '.'])
    };
    field("kind", &object.kind) && field("name", &object.name)
}

/// The bytes of a patch that write a field of an object.
fn touched(
    text: &str,
    has_target: bool,
    object: &ResourceRef,
    path: &yaml::Path,
) -> Option<std::ops::Range<usize>> {
    let mut documents = Documents::open(text, 0);
    documents.read(|_| true).ok()?;
    let mut roots = documents.roots();
    roots.find_map(|root| {
        let operations = root.items().iter();
        let mut operations = operations.filter(|operation| writes(operation, path));
        if let Some(operation) = operations.next() {
            return Some(operation.span.clone());
        }
        let is_meant = has_target
            || root.get("kind").is_some_and(|kind| kind.is(&object.kind))
                && root.at(&["metadata", "name"]).is_some_and(|name| name.is(&object.name));
        path.find(root).filter(|_| is_meant).map(|node| node.span.clone())
    })
}

/// Whether an operation of a JSON patch writes at a path or above it.
fn writes(operation: &Node<'_>, path: &yaml::Path) -> bool {
    let Some(pointer) = operation.get("path").and_then(Node::text) else { return false };
    let mut steps = path.0.iter();
    pointer.split('/').skip(1).all(|part| {
        let part = part.replace("~1", "/").replace("~0", "~");
        match steps.next() {
            Some(Step::Key(key)) => *key == part,
            Some(Step::Index(_) | Step::Element { .. }) => true,
            None => false,
        }
    })
}
