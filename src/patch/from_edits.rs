//! The edits of given manifests as patches: each object by its name, arguments at their places,
//! what is removed deleted.

use crate::flux::Controller;
use crate::krm::Object;
use crate::plan::{Planned, Reason};
use crate::yaml::{Edit, Node, Op, Path, Step, Value};

use super::factor::factored;
use super::from_plan::{Patch, Target};

/// The kinds that are patched, in the order of their patches.
const KINDS: [&str; 3] = ["ServiceAccount", "ConfigMap", "Deployment"];

/// The patches that make the planned edits of the objects come true. Equal ones are one.
pub fn patches(objects: &[Object<'_, '_>], planned: &[Vec<Planned>]) -> Vec<Patch> {
    let mut patches: Vec<Patch> = Vec::new();
    let mut add = |kind, object: &Object<'_, '_>, purpose: String, body: Value| {
        // Where none is written kustomize takes this one; without any it would take all.
        let home = Some(object.namespace().unwrap_or("default").to_owned());
        let same = |p: &&mut Patch| {
            let here = matches!(&p.target, Target::Names { namespace, .. } if *namespace == home);
            here && p.kind == kind && p.purpose == purpose && p.body == body
        };
        let name = object.name().to_owned();
        match patches.iter_mut().find(same) {
            Some(Patch { target: Target::Names { names, .. }, .. }) => names.push(name),
            _ => {
                let target = Target::Names { names: vec![name], namespace: home };
                patches.push(Patch { kind, target, purpose, body });
            }
        }
    };
    // Whatever order the manifests have, the output has Flux's.
    let mut ordered: Vec<(&Object<'_, '_>, &Vec<Planned>)> = objects.iter().zip(planned).collect();
    ordered.sort_by_key(|(object, _)| {
        let controller = Controller::of_deployment(object.name());
        let place = Controller::ALL.iter().position(|c| Some(*c) == controller);
        (place.unwrap_or(usize::MAX), object.name(), object.namespace())
    });
    for kind in KINDS {
        for part in Part::ALL {
            for &(object, planned) in ordered.iter().filter(|(o, _)| o.kind() == kind) {
                let own: Vec<&Planned> = planned.iter().filter(|p| Part::of(p) == part).collect();
                let body = match part {
                    Part::Removal => removals(object.node, &own),
                    Part::Arguments => operations(object.node, &own),
                    _ => merge(object, &own),
                };
                if let Some(body) = body {
                    add(kind, object, purpose(part, &own), body);
                }
            }
        }
    }
    factored(patches)
}

/// What goes into one patch.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Keys that go: kustomize would write "null" for a null among annotations or labels.
    Removal,
    Identity,
    ObjectLevel,
    /// A list of arguments has no merge key.
    Arguments,
}

impl Part {
    /// In the order of their patches. What names a container by its place comes first: kustomize
    /// moves a container that it merges to the front.
    const ALL: [Part; 4] = [Part::Removal, Part::Arguments, Part::Identity, Part::ObjectLevel];

    fn of(planned: &Planned) -> Part {
        match (planned.edit.path.0.last(), planned.reason) {
            (Some(Step::Key(_)), _) if planned.edit.op == Op::Remove => Part::Removal,
            (Some(Step::Index(_)), _) => Part::Arguments,
            (_, Reason::ObjectLevel | Reason::FeatureGates) => Part::ObjectLevel,
            _ => Part::Identity,
        }
    }
}

fn purpose(part: Part, planned: &[&Planned]) -> String {
    let mut providers = Vec::new();
    for planned in planned {
        if let Reason::Identity(provider) | Reason::Leftover(provider) = planned.reason
            && !providers.contains(&provider.name())
        {
            providers.push(provider.name());
        }
    }
    match providers.as_slice() {
        _ if matches!(part, Part::ObjectLevel | Part::Arguments) => {
            "object-level identity".to_owned()
        }
        [] => "identity".to_owned(),
        providers => format!("{} identity", providers.join(" and ")),
    }
}

/// A strategic merge patch.
fn merge(object: &Object<'_, '_>, planned: &[&Planned]) -> Option<Value> {
    if planned.is_empty() {
        return None;
    }
    let mut body = Value::map([
        ("apiVersion", Value::from(object.api_version())),
        ("kind", object.kind().into()),
        ("metadata", Value::map([("name", Value::from("any"))])),
    ]);
    for Planned { edit, .. } in planned {
        if let Some(old) = moved(object.node, edit) {
            put(&mut body, &edit.path.0[..edit.path.0.len() - 1], Value::List(vec![deleted(old)]));
        }
        let leaf = match (&edit.op, edit.path.0.last()) {
            (Op::Set(value), _) => value.clone(),
            (Op::Remove, Some(Step::Element { .. })) => {
                let Some(node) = edit.path.find(object.node) else { continue };
                let list = &edit.path.0[..edit.path.0.len() - 1];
                put(&mut body, list, Value::List(vec![deleted(node)]));
                continue;
            }
            (Op::Remove, _) => continue,
        };
        put(&mut body, &edit.path.0, leaf);
    }
    Some(body)
}

/// A mount that an edit moves: kustomize tells mounts apart by their paths.
fn moved<'t, 'a>(root: &'t Node<'a>, edit: &Edit) -> Option<&'t Node<'a>> {
    let Op::Set(value) = &edit.op else { return None };
    let (wanted, known) = (value.get("mountPath")?.text()?, edit.path.find(root)?);
    (!known.get("mountPath")?.is(&wanted)).then_some(known)
}

/// The element of a list, deleted: by the key that kustomize merges its list by.
fn deleted(element: &Node<'_>) -> Value {
    let key = if element.get("mountPath").is_some() { "mountPath" } else { "name" };
    let value = element.get(key).and_then(Node::text).unwrap_or_default();
    Value::map([(key, Value::from(value)), ("$patch", "delete".into())])
}

/// Puts a value at a path, making what is on the way.
fn put(value: &mut Value, steps: &[Step], leaf: Value) {
    let Some((step, rest)) = steps.split_first() else {
        match (value, leaf) {
            (Value::Map(pairs), Value::Map(new)) => {
                let known: Vec<String> = pairs.iter().map(|(k, _)| k.clone()).collect();
                pairs.extend(new.into_iter().filter(|(k, _)| !known.contains(k)));
            }
            (Value::List(items), Value::List(new)) => items.extend(new),
            (value, leaf) => *value = leaf,
        }
        return;
    };
    match step {
        Step::Key(key) => {
            if !matches!(value, Value::Map(_)) {
                *value = Value::Map(Vec::new());
            }
            let Value::Map(pairs) = value else { return };
            let place = pairs.iter().position(|(k, _)| k == key).unwrap_or(pairs.len());
            if place == pairs.len() {
                let list = matches!(rest.first(), Some(Step::Element { .. }))
                    || (rest.is_empty() && matches!(leaf, Value::List(_)));
                let empty = if list { Value::List(Vec::new()) } else { Value::Map(Vec::new()) };
                pairs.push((key.clone(), empty));
            }
            put(&mut pairs[place].1, rest, leaf);
        }
        Step::Element { key, value: name } => {
            let Value::List(items) = value else { return };
            let is_it = |item: &Value| {
                let deleted = item.get("$patch").is_some();
                item.get(key).and_then(Value::text).is_some_and(|n| n == *name) && !deleted
            };
            let place = items.iter().position(is_it).unwrap_or(items.len());
            if place == items.len() {
                items.push(Value::map([(*key, Value::from(name.as_str()))]));
            }
            put(&mut items[place], rest, leaf);
        }
        Step::Index(_) => {}
    }
}

/// JSON 6902 operations that remove keys.
fn removals(root: &Node<'_>, planned: &[&Planned]) -> Option<Value> {
    let there = planned.iter().filter(|planned| planned.edit.path.find(root).is_some());
    let operations: Vec<Value> = there
        .map(|planned| {
            let path = pointer(&planned.edit.path.in_tree(root));
            Value::map([("op", Value::from("remove")), ("path", path.into())])
        })
        .collect();
    (!operations.is_empty()).then_some(Value::List(operations))
}

/// JSON 6902 operations on arguments.
fn operations(root: &Node<'_>, planned: &[&Planned]) -> Option<Value> {
    let mut operations = Vec::new();
    let mut listed = false;
    for Planned { edit, .. } in planned {
        let (Op::Set(value), Some(Step::Index(index))) = (&edit.op, edit.path.0.last()) else {
            continue;
        };
        let list = Path(edit.path.0[..edit.path.0.len() - 1].to_vec());
        let known = list.find(root).map_or(0, |list| list.items().len());
        let pointer = pointer(&list.in_tree(root));
        let (op, path, value) = if *index < known {
            ("replace", format!("{pointer}/{index}"), value.clone())
        } else if list.find(root).is_some_and(|list| !list.is_null()) || listed {
            ("add", format!("{pointer}/-"), value.clone())
        } else {
            ("add", pointer, Value::List(vec![value.clone()]))
        };
        listed = true;
        operations.push(Value::map([
            ("op", Value::from(op)),
            ("path", path.into()),
            ("value", value),
        ]));
    }
    (!operations.is_empty()).then_some(Value::List(operations))
}

/// The JSON pointer (RFC 6901) of a path with indices.
fn pointer(path: &Path) -> String {
    let step = |step: &Step| match step {
        Step::Key(key) => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
        Step::Element { value, .. } => format!("/{value}"),
        Step::Index(index) => format!("/{index}"),
    };
    path.0.iter().map(step).collect()
}
