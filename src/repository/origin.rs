//! Where in the repository a field of what was built comes from.
//!
//! A build has lost the places. They are found again by the names of the objects: a patch that has
//! the field, from the outermost kustomization inwards, or else the resource. Prefixes and suffixes
//! of names are not undone: of an object that is not found, the kustomization itself is the place.

use std::collections::HashMap;
use std::ops::Range;
use std::path::PathBuf;

use crate::diagnostic::ResourceRef;
use crate::flux::group;
use crate::krm::{Documents, Object};
use crate::yaml::{self, Node, Step};

use super::embedded::in_file;
use super::flux_kustomization::FluxKustomization;
use super::overlay::is_planned;
use super::root::joined;
use super::{Kustomization, Place, Reach};

/// Where the objects of a build come from.
#[derive(Debug)]
pub(crate) struct Origins<'r> {
    reach: &'r Reach,
    /// The kustomizations with patches.
    patching: Vec<(&'r Kustomization, Node<'r>)>,
    /// Where the objects of a name stand, in the order of their files.
    objects: HashMap<String, Vec<Standing<'r>>>,
}

/// Where an object stands.
#[derive(Clone, Debug)]
struct Standing<'r> {
    file: &'r PathBuf,
    text: &'r str,
    /// The document.
    range: Range<usize>,
    /// The object in it.
    path: yaml::Path,
}

impl<'r> Origins<'r> {
    /// Looks through what was built.
    pub(crate) fn of(reach: &'r Reach) -> Origins<'r> {
        let patching = reach.kustomizations.iter().filter_map(|kustomization| {
            let text = &kustomization.text;
            let root = yaml::parse(text, 0..text.len()).ok().flatten()?;
            PATCHES.iter().any(|field| root.get(field).is_some()).then_some((kustomization, root))
        });
        let mut origins = Origins { reach, patching: patching.collect(), objects: HashMap::new() };
        for file in reach.files.keys() {
            if let Some(text) = reach.text(file) {
                origins.add(file, text);
            }
        }
        origins
    }

    fn add(&mut self, file: &'r PathBuf, text: &'r str) {
        let outlines = Documents::open(text, 0);
        for outline in outlines.outlines() {
            let range = outline.range();
            let is_list = outline.kind().is_none_or(|(_, kind)| kind.ends_with("List"));
            let mut stand = |name: &str, path| {
                let standing = Standing { file, text, range: range.clone(), path };
                self.objects.entry(name.to_owned()).or_default().push(standing);
            };
            match outline.name().filter(|_| !is_list) {
                Some(name) => stand(name, yaml::Path::default()),
                None => {
                    // What can't be read is told by whoever looks at the objects.
                    let mut document = Documents::open(&text[range.clone()], 0);
                    if document.read(|_| true).is_ok() {
                        document.objects().iter().for_each(|o| stand(o.name(), o.path.clone()));
                    }
                }
            }
        }
    }

    /// The place of a field of an object, or of the object where nothing has the field.
    pub(crate) fn find(&self, object: &ResourceRef, path: &yaml::Path) -> Option<Place> {
        let mut patches =
            self.patching.iter().flat_map(|(k, root)| patches(self.reach, k, root, object, path));
        if let Some(place) = patches.next() {
            return Some(place);
        }
        let standing = self.objects.get(&object.name)?.iter();
        let mut found = standing.filter_map(|standing| standing.place(object, path));
        let first = found.next()?;
        Some(found.find(|(has_field, _)| *has_field).filter(|_| !first.0).unwrap_or(first).1)
    }

    /// The place of a field of the spec of a Kustomization of Flux, if that is one of the objects;
    /// in it the line that names the last key of `within`.
    pub(crate) fn find_in(
        &self,
        by: &FluxKustomization,
        field: &yaml::Path,
        within: &yaml::Path,
    ) -> Option<Place> {
        let object = ResourceRef {
            api_version: group::KUSTOMIZE.to_owned(),
            kind: "Kustomization".to_owned(),
            namespace: Some(by.namespace.clone()),
            name: by.name.clone(),
        };
        let mut path = yaml::Path::keys(["spec"]);
        path.0.extend(field.0.iter().cloned());
        let place = self.find(&object, &path).filter(|place| !is_planned(&place.file))?;
        let text = self.reach.text(&place.file)?;
        let span = line_of(text, place.span, within);
        Some(Place { span, ..place })
    }
}

impl Standing<'_> {
    /// The place of the object if it is the one that is wanted, and whether the field is there.
    fn place(&self, wanted: &ResourceRef, path: &yaml::Path) -> Option<(bool, Place)> {
        let root = yaml::parse(self.text, self.range.clone()).ok().flatten()?;
        let node = self.path.find(&root)?;
        let at = yaml::Path::default();
        let object = Object { node, source: 0, frame: 0, path: at, counts_in: None };
        if !is_it(&object, wanted) {
            return None;
        }
        let field = path.find(node);
        let span = field.unwrap_or(node).span.clone();
        Some((field.is_some(), Place { file: self.file.clone(), path: path.clone(), span }))
    }
}

/// The last of some patches that has a field of an object, and its bytes that name the field. The
/// patches stand in `text`.
pub(crate) fn patch_of(
    text: &str,
    patches: &[Node<'_>],
    object: &ResourceRef,
    path: &yaml::Path,
) -> Option<(usize, Range<usize>)> {
    let mut last_first = patches.iter().enumerate().rev();
    last_first.find_map(|(index, entry)| {
        let target = entry.get("target");
        if !target.is_none_or(|target| may_match(target, object)) {
            return None;
        }
        let patch = entry.get("patch")?;
        let span = touched(patch.text()?, target.is_some(), object, path)?;
        let span =
            in_file(text, patch, span).unwrap_or_else(|| line_of(text, patch.span.clone(), path));
        Some((index, span))
    })
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
    root: &Node<'_>,
    object: &ResourceRef,
    path: &yaml::Path,
) -> Vec<Place> {
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
        let mut operations = root.items().iter();
        if let Some(span) = operations.find_map(|operation| written(operation, path)) {
            return Some(span);
        }
        let is_meant = has_target
            || root.get("kind").is_some_and(|kind| kind.is(&object.kind))
                && root.at(&["metadata", "name"]).is_some_and(|name| name.is(&object.name));
        path.find(root).filter(|_| is_meant).map(|node| node.span.clone())
    })
}

/// The bytes that an operation of a JSON patch writes at a path, if it writes there or above: in its
/// value, or else the operation.
fn written(operation: &Node<'_>, path: &yaml::Path) -> Option<Range<usize>> {
    let pointer = operation.get("path").and_then(Node::text)?;
    let mut steps = path.0.iter();
    let is_above = pointer.split('/').skip(1).all(|part| {
        let part = part.replace("~1", "/").replace("~0", "~");
        match steps.next() {
            Some(Step::Key(key)) => *key == part,
            Some(Step::Index(_) | Step::Element { .. }) => true,
            None => false,
        }
    });
    let rest = yaml::Path(steps.cloned().collect());
    let value = operation.get("value").and_then(|value| rest.find(value));
    is_above.then(|| value.unwrap_or(operation).span.clone())
}
