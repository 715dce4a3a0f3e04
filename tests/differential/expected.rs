//! What must come of a value by the changes that the program tells, and nothing but these.
//!
//! A scalar stands with its type in front: `=text` for a string, `!type text` for anything else.

use flux_workload_identity::diagnostic::{Diagnostic, ResourceRef};
use flux_workload_identity::yaml::Step;
use serde_json::{Map, Value};

/// What a change wrote: a text whose type its reader tells.
const WRITTEN: &str = "?";

/// The key that marks an element as new: it has its merge key too, which no change tells.
const NEW: &str = "new";

/// Makes the changes in the objects of some documents, those inside of Lists included. Nothing
/// comes of it where it is not told which object a change is of.
pub(crate) fn change(documents: &mut [Value], changes: &[Diagnostic]) -> Option<()> {
    let mut left = changes.iter().filter(|told| told.change.is_some()).count();
    let mut objects = Vec::new();
    for document in documents {
        descend(document, &mut objects);
    }
    let names: Vec<ResourceRef> = objects.iter().map(|object| reference(object)).collect();
    for (index, object) in objects.into_iter().enumerate() {
        let about = |told: &&Diagnostic| told.location.resource.as_ref() == Some(&names[index]);
        let about: Vec<&Diagnostic> =
            changes.iter().filter(about).filter(|told| told.change.is_some()).collect();
        if about.is_empty() {
            continue;
        }
        if names.iter().filter(|name| **name == names[index]).count() > 1 {
            return None;
        }
        left -= about.len();
        apply(object, &about)?;
    }
    (left == 0).then_some(())
}

/// The objects in a value.
fn descend<'v>(value: &'v mut Value, objects: &mut Vec<&'v mut Value>) {
    let kind = text(value, &["kind"]);
    if kind == "List" || kind == "ResourceList" {
        let items = value.get_mut("=items").and_then(Value::as_array_mut);
        for item in items.into_iter().flatten() {
            descend(item, objects);
        }
    } else {
        objects.push(value);
    }
}

fn reference(object: &Value) -> ResourceRef {
    ResourceRef {
        api_version: text(object, &["apiVersion"]),
        kind: text(object, &["kind"]),
        name: text(object, &["metadata", "name"]),
        namespace: Some(text(object, &["metadata", "namespace"])).filter(|n| !n.is_empty()),
    }
}

/// The text of the scalar down some keys; empty if there is none.
pub(crate) fn text(value: &Value, keys: &[&str]) -> String {
    let found = keys.iter().fold(value, |value, key| &value[format!("={key}")]);
    found.as_str().map(text_of).unwrap_or_default().to_owned()
}

fn text_of(scalar: &str) -> &str {
    match scalar.strip_prefix('!') {
        Some(typed) => typed.split_once(' ').map_or("", |(_, text)| text),
        None => &scalar[1..],
    }
}

fn apply(object: &mut Value, changes: &[&Diagnostic]) -> Option<()> {
    let changes = changes.iter().filter_map(|told| told.change.as_ref());
    let (set, mut removed): (Vec<_>, Vec<_>) = changes.partition(|change| change.after.is_some());
    // Their indices are those of the original: the last goes first.
    removed.sort_by(|one, other| other.path.cmp(&one.path));
    for change in removed {
        remove(object, &change.path.0)?;
    }
    for change in set {
        let leaf = format!("{WRITTEN}{}", change.after.as_deref().unwrap_or_default());
        put(object, &change.path.0, Value::String(leaf))?;
    }
    Some(())
}

/// Removes what is at a path, and with it what that leaves empty.
fn remove(value: &mut Value, steps: &[Step]) -> Option<()> {
    let (step, rest) = steps.split_first()?;
    let child = child(value, step)?;
    if !rest.is_empty() {
        remove(child, rest)?;
        let emptied = child.as_object().is_some_and(Map::is_empty)
            || child.as_array().is_some_and(Vec::is_empty);
        if !emptied {
            return Some(());
        }
    }
    match step {
        Step::Key(key) => drop(value.as_object_mut()?.remove(&format!("={key}"))),
        Step::Index(index) => drop(value.as_array_mut()?.remove(*index)),
        Step::Element { .. } => return None,
    }
    Some(())
}

fn child<'v>(value: &'v mut Value, step: &Step) -> Option<&'v mut Value> {
    match step {
        Step::Key(key) => value.get_mut(format!("={key}")),
        Step::Index(index) => value.get_mut(index),
        Step::Element { .. } => None,
    }
}

/// Writes a scalar, and what is absent on the way to it.
fn put(value: &mut Value, steps: &[Step], leaf: Value) -> Option<()> {
    let Some((step, rest)) = steps.split_first() else {
        *value = leaf;
        return Some(());
    };
    match step {
        Step::Key(key) => {
            if !value.is_object() {
                *value = Value::Object(Map::new());
            }
            let entry = value.as_object_mut()?.entry(format!("={key}"));
            put(entry.or_insert(Value::Null), rest, leaf)
        }
        Step::Index(index) => {
            if !value.is_array() {
                *value = Value::Array(Vec::new());
            }
            let items = value.as_array_mut()?;
            if *index == items.len() {
                let new = Map::from_iter([(NEW.to_owned(), Value::Null)]);
                items.push(Value::Object(new));
            }
            put(items.get_mut(*index)?, rest, leaf)
        }
        Step::Element { .. } => None,
    }
}

/// Where two values differ, if they do: a path of keys and indices.
pub(crate) fn difference(expected: &Value, found: &Value) -> Option<String> {
    let inside = |step: String, rest: String| Some(format!("/{step}{rest}"));
    match (expected, found) {
        (Value::Object(old), Value::Object(new)) => {
            let is_new = old.contains_key(NEW);
            let gone = old.keys().find(|key| *key != NEW && !new.contains_key(*key));
            let more =
                new.keys().find(|key| !(old.contains_key(*key) || is_new && *key == "=name"));
            if let Some(key) = gone.or(more) {
                return inside(key.clone(), " is gone or new".to_owned());
            }
            old.iter().filter(|(key, _)| *key != NEW).find_map(|(key, value)| {
                difference(value, &new[key]).and_then(|rest| inside(key.clone(), rest))
            })
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            let mut pairs = old.iter().zip(new).enumerate();
            pairs.find_map(|(index, (old, new))| {
                difference(old, new).and_then(|rest| inside(index.to_string(), rest))
            })
        }
        (Value::String(old), Value::String(new)) if is_same(old, new) => None,
        (old, new) if old == new => None,
        (old, new) => Some(format!(" is {new}, expected {old}")),
    }
}

fn is_same(expected: &str, found: &str) -> bool {
    let Some(written) = expected.strip_prefix(WRITTEN) else { return expected == found };
    // What is not a string is a boolean or a number.
    let typed = matches!(written, "true" | "false") || written.parse::<u64>().is_ok();
    text_of(found) == written && (typed || found.starts_with('='))
}
