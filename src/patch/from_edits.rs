//! Patches that do what the planned edits of given manifests would do: each object is found by its
//! name, arguments stay at their indices, and what is removed is deleted.

use crate::flux::Controller;
use crate::krm::Object;
use crate::plan::{PlannedChange, Reason};
use crate::yaml::{Edit, Node, Op, Path, Step, Value};

use super::factor::factored;
use super::json6902::{self, Operation, pointer};
use super::strategic_merge::StrategicMerge;
use super::{OBJECT_IDENTITY, Patch, Target, add};

/// The kinds that are patched, in the order of their patches.
const KINDS: [&str; 4] = ["ServiceAccount", "ConfigMap", "Deployment", "ClusterRoleBinding"];

/// The patches that do the same as the changes of the objects, which are in the order of their
/// objects. Equal patches are one.
pub(crate) fn from_edits(objects: &[Object<'_, '_>], changes: &[PlannedChange]) -> Vec<Patch> {
    let mut edited: Vec<(&Object<'_, '_>, &[PlannedChange])> = changes
        .chunk_by(|one, next| one.object == next.object)
        .map(|changes| (&objects[changes[0].object], changes))
        .collect();
    edited.sort_by_key(|(object, _)| in_order(object));
    let mut patches = Vec::new();
    for kind in KINDS {
        for part in Part::ALL {
            for (object, changes) in edited.iter().filter(|(object, _)| object.kind() == kind) {
                let changes: Vec<&PlannedChange> =
                    changes.iter().filter(|change| Part::of(change) == part).collect();
                let Some(body) = part.body(object, &changes) else { continue };
                // kustomize takes an object without a namespace for one in "default"; a target
                // without a namespace would be every namespace.
                let is_namespaced = object.kind() != "ClusterRoleBinding";
                let namespace = is_namespaced.then(|| object.namespace().unwrap_or("default"));
                let target = Target::named(object.name(), namespace);
                let purpose = part.purpose(&changes);
                add(&mut patches, Patch { kind, target, purpose, body });
            }
        }
    }
    factored(patches)
}

/// The place of an object's patches: whatever order the manifests have, it is that of Flux.
fn in_order<'t>(object: &Object<'t, '_>) -> (usize, &'t str, Option<&'t str>) {
    let controller = Controller::of_deployment(object.name());
    let index = Controller::ALL.iter().position(|known| Some(*known) == controller);
    (index.unwrap_or(usize::MAX), object.name(), object.namespace())
}

/// The changes of an object that go into one patch.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Keys that go: kustomize would write "null" for a null among annotations or labels.
    Removal,
    /// What an identity needs.
    Identity,
    /// What object identity needs.
    ObjectIdentity,
    /// Elements of lists without a merge key: arguments, and subjects of a binding.
    Elements,
}

impl Part {
    /// In the order of their patches. What names a container by its index comes first: kustomize
    /// moves a container that it merges to the front.
    const ALL: [Part; 4] = [Part::Removal, Part::Elements, Part::Identity, Part::ObjectIdentity];

    fn of(change: &PlannedChange) -> Part {
        match (change.edit.path.0.last(), change.reason) {
            (Some(Step::Key(_)), _) if change.edit.op == Op::Remove => Part::Removal,
            (Some(Step::Index(_)), _) => Part::Elements,
            (_, Reason::ObjectIdentity | Reason::FeatureGates) => Part::ObjectIdentity,
            _ => Part::Identity,
        }
    }

    /// The body of the patch, if there is something to patch.
    fn body(self, object: &Object<'_, '_>, changes: &[&PlannedChange]) -> Option<Value> {
        let edits = changes.iter().map(|change| &change.edit);
        match self {
            Part::Removal => removals(object.node, edits),
            Part::Elements => elements(object.node, edits),
            Part::Identity | Part::ObjectIdentity => merge(object, edits),
        }
    }

    /// What the patch is for.
    fn purpose(self, changes: &[&PlannedChange]) -> String {
        if matches!(self, Part::ObjectIdentity | Part::Elements) {
            return OBJECT_IDENTITY.to_owned();
        }
        let mut providers = Vec::new();
        for change in changes {
            if let Reason::Identity(provider) | Reason::Leftover(provider) = change.reason
                && !providers.contains(&provider.name())
            {
                providers.push(provider.name());
            }
        }
        match providers.as_slice() {
            [] => "identity".to_owned(),
            providers => format!("{} identity", providers.join(" and ")),
        }
    }
}

/// A strategic merge patch.
fn merge<'e>(object: &Object<'_, '_>, edits: impl Iterator<Item = &'e Edit>) -> Option<Value> {
    let mut merge = StrategicMerge::new(object.api_version(), object.kind());
    for edit in edits {
        let Some((last, list)) = edit.path.0.split_last() else { continue };
        let known = edit.path.find(object.node);
        match (&edit.op, last) {
            (Op::Set(value), _) => {
                if let Some(mount) = known.filter(|known| is_moved(known, value)) {
                    merge.delete(list, mount);
                }
                merge.set(&edit.path, value.clone());
            }
            (Op::Remove, Step::Element { .. }) => {
                if let Some(element) = known {
                    merge.delete(list, element);
                }
            }
            (Op::Remove, _) => {}
        }
    }
    merge.into_body()
}

/// Whether a mount gets another path: kustomize tells mounts apart by their paths.
fn is_moved(known: &Node<'_>, wanted: &Value) -> bool {
    let wanted = wanted.get("mountPath").and_then(Value::text);
    known.get("mountPath").zip(wanted).is_some_and(|(known, wanted)| !known.is(&wanted))
}

/// The removal of keys that are there.
fn removals<'e>(root: &Node<'_>, edits: impl Iterator<Item = &'e Edit>) -> Option<Value> {
    let there = edits.filter(|edit| edit.path.find(root).is_some());
    let remove = |edit: &Edit| Operation::Remove(pointer(&edit.path.in_tree(root)));
    json6902::body(there.map(remove).collect())
}

/// Operations on the elements of a list.
fn elements<'e>(root: &Node<'_>, edits: impl Iterator<Item = &'e Edit>) -> Option<Value> {
    let mut operations = Vec::new();
    for edit in edits {
        let (Op::Set(value), Some((Step::Index(index), list))) =
            (&edit.op, edit.path.0.split_last())
        else {
            continue;
        };
        let list = Path(list.to_vec());
        let known = list.find(root).filter(|list| !list.is_null());
        let pointer = pointer(&list.in_tree(root));
        operations.push(if *index < known.map_or(0, |list| list.items().len()) {
            Operation::Replace(format!("{pointer}/{index}"), value.clone())
        } else if known.is_some() || !operations.is_empty() {
            Operation::Add(format!("{pointer}/-"), value.clone())
        } else {
            Operation::Add(pointer, Value::List(vec![value.clone()]))
        });
    }
    json6902::body(operations)
}
