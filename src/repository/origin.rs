//! Where in the repository a field of what was built comes from.
//!
//! A build has lost the places. They are found again by the names of the objects: a patch that has
//! the field, from the outermost kustomization inwards, or else the resource. Prefixes and suffixes
//! of names are not undone: of an object that is not found, the kustomization itself is the place.

use std::ops::Range;
use std::path::Path;

use crate::diagnostic::ResourceRef;
use crate::krm::{Documents, Object};
use crate::yaml::{self, Node, Step};

use super::embedded::in_file;
use super::flux_kustomization::{FluxKustomization, GROUP};
use super::overlay::is_planned;
use super::root::joined;
use super::{Kustomization, Place, Reach};

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

/// The place of a field of the spec of a Kustomization of Flux, which is one of the objects of
/// `reach`; in it the line that names the last key of `within`.
pub(crate) fn origin_in(
    reach: &Reach,
    by: &FluxKustomization,
    field: &yaml::Path,
    within: &yaml::Path,
) -> Option<Place> {
    let object = ResourceRef {
        api_version: GROUP.to_owned(),
        kind: "Kustomization".to_owned(),
        namespace: Some(by.namespace.clone()),
        name: by.name.clone(),
    };
    let mut path = yaml::Path::keys(["spec"]);
    path.0.extend(field.0.iter().cloned());
    let place = origin(reach, &object, &path).filter(|place| !is_planned(&place.file))?;
    let text = reach.text(&place.file)?;
    let span = line_of(text, place.span, within);
    Some(Place { span, ..place })
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

/// The fields of a kustomization with patches, in the order in which kustomize applies them.
const PATCHES: [&str; 3] = ["patchesStrategicMerge", "patches", "patchesJson6902"];

/// The places of the patches of a kustomization that have a field, the last one first.
fn patches(
    reach: &Reach,
    kustomization: &Kustomization,
    object: &ResourceRef,
    path: &yaml::Path,
) -> Vec<Place> {
    let root = yaml::parse(&kustomization.text, 0..kustomization.text.len()).ok().flatten();
    let Some(root) = root else { return Vec::new() };
    let entries = PATCHES.iter().filter_map(|field| root.get(field)).flat_map(Node::items);
    let mut places: Vec<Place> = entries
        .filter_map(|entry| {
            let target = entry.get("target");
            if !target.is_none_or(|target| may_match(target, object)) {
                return None;
            }
            // Of a strategic merge the entry is the file's name, or the patch itself.
            let node = entry.get("path").or(entry.get("patch")).unwrap_or(entry);
            let file = joined(&kustomization.folder, node.text()?);
            let of_file = file.and_then(|file| Some((reach.text(&file)?, file)));
            let (text, file) = match of_file {
                Some((text, file)) => (text, Some(file)),
                None => (node.text()?, None),
            };
            let span = touched(text, target.is_some(), object, path)?;
            let path = path.clone();
            Some(match file {
                Some(file) => Place { file, path, span },
                None => {
                    let source = &kustomization.text;
                    let span = in_file(source, node, span)
                        .unwrap_or_else(|| line_of(source, node.span.clone(), &path));
                    Place { file: kustomization.file.clone(), path, span }
                }
            })
        })
        .collect();
    places.reverse();
    places
}

/// The bytes of a patch inside of a kustomization that name the last key of a path, or else the
/// whole patch.
fn line_of(text: &str, patch: Range<usize>, path: &yaml::Path) -> Range<usize> {
    let key = path.0.iter().rev().find_map(|step| match step {
        Step::Key(key) => Some(key),
        _ => None,
    });
    let written = &text[patch.clone()];
    let found = key.and_then(|key| {
        let escaped = key.replace('~', "~0").replace('/', "~1");
        let at = written.find(key.as_str()).or_else(|| written.find(&escaped))?;
        let start = patch.start + at;
        Some(start..start + key.len())
    });
    found.unwrap_or(patch)
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
) -> Option<Range<usize>> {
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
