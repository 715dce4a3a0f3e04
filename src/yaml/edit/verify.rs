//! Compares trees: whether a patch is needed, and whether an edited text is the old value with
//! exactly the wanted changes.

use super::Change;
use super::patch::{Edit, Op, Patch, with_merge_key};
use crate::yaml::path::{Path, Step};
use crate::yaml::quote;
use crate::yaml::tree::{Entry, Kind, Node, Style};
use crate::yaml::value::Value;

/// Whether `node` is exactly `value`, read by YAML 1.1 and 1.2 readers alike. The order of keys
/// does not count.
pub fn matches(node: &Node<'_>, value: &Value) -> bool {
    match (value, &node.kind) {
        (Value::String(text), Kind::Scalar { value, style }) => {
            value == text && (*style != Style::Plain || quote::reads_as_string(text))
        }
        (Value::Bool(_) | Value::Integer(_), Kind::Scalar { value: text, style: Style::Plain }) => {
            value.text().is_some_and(|v| v == *text)
        }
        (Value::Map(pairs), Kind::Mapping { entries, .. }) => {
            pairs.len() == entries.len()
                && pairs.iter().all(|(k, v)| node.get(k).is_some_and(|n| matches(n, v)))
        }
        (Value::List(values), Kind::Sequence { items, .. }) => {
            values.len() == items.len() && items.iter().zip(values).all(|(n, v)| matches(n, v))
        }
        _ => false,
    }
}

/// Whether the patch changes nothing.
pub(super) fn satisfied(node: &Node<'_>, patch: &Patch) -> bool {
    match patch {
        Patch::Op(Op::Remove) => false,
        Patch::Op(Op::Set(value @ (Value::Map(_) | Value::List(_)))) => {
            matches(node, value)
                || match Patch::merging(value) {
                    merging @ Patch::Steps(_) => satisfied(node, &merging),
                    Patch::Op(_) => false,
                }
        }
        Patch::Op(Op::Set(value)) => matches(node, value),
        Patch::Steps(steps) => steps.iter().all(|(step, patch)| {
            let mut found = children(node, step);
            match (found.next(), found.next()) {
                (None, _) => patch.created().is_none(),
                (Some(child), None) => satisfied(child, patch),
                (Some(_), Some(_)) => false,
            }
        }),
    }
}

/// The nodes that a step leads to: more than one where keys or merge keys are doubled.
fn children<'t, 'a: 't>(
    node: &'t Node<'a>,
    step: &'t Step,
) -> Box<dyn Iterator<Item = &'t Node<'a>> + 't> {
    match step {
        Step::Key(key) => {
            Box::new(node.entries().iter().filter(move |e| e.key.is(key)).map(|e| &e.value))
        }
        Step::Element { key, value } => {
            Box::new(node.items().iter().filter(move |i| i.get(key).is_some_and(|v| v.is(value))))
        }
        Step::Index(index) => Box::new(node.items().iter().skip(*index).take(1)),
    }
}

/// Whether the patch leaves nothing of the node.
pub(super) fn vanishes(node: &Node<'_>, patch: &Patch) -> bool {
    let Patch::Steps(steps) = patch else {
        return matches!(patch, Patch::Op(Op::Remove));
    };
    let adds = |(step, patch): &(Step, Patch)| {
        children(node, step).next().is_none() && patch.created().is_some()
    };
    let gone = |child: &Node<'_>| {
        steps.iter().any(|(step, patch)| {
            children(node, step).any(|found| std::ptr::eq(found, child)) && vanishes(child, patch)
        })
    };
    let mut inner: Vec<&Node<'_>> = node.entries().iter().map(|e| &e.value).collect();
    inner.extend(node.items());
    !inner.is_empty() && !steps.iter().any(adds) && inner.into_iter().all(gone)
}

/// Whether `after` is `before` with the patch and nothing else. `Err` is the place of a
/// difference.
pub(super) fn edited(before: &Node<'_>, after: &Node<'_>, patch: &Patch) -> Result<(), Vec<Step>> {
    let differs = Err(Vec::new());
    match patch {
        // Nothing was there to begin with, or it was emptied: all of it is new.
        Patch::Steps(_) if before.entries().is_empty() && before.items().is_empty() => {
            match patch.created() {
                Some(value) if matches(after, &value) => Ok(()),
                None if same(before, after) => Ok(()),
                _ => differs,
            }
        }
        Patch::Steps(steps) => match (&before.kind, &after.kind) {
            (Kind::Mapping { entries: old, .. }, Kind::Mapping { entries: new, .. }) => {
                edited_mapping(old, new, steps)
            }
            (Kind::Sequence { items: old, .. }, Kind::Sequence { items: new, .. }) => {
                edited_sequence(old, new, steps)
            }
            _ => differs,
        },
        Patch::Op(Op::Set(value @ (Value::Map(_) | Value::List(_)))) => {
            match Patch::merging(value) {
                merging @ Patch::Steps(_) => edited(before, after, &merging),
                Patch::Op(_) if matches(after, value) => Ok(()),
                Patch::Op(_) => differs,
            }
        }
        Patch::Op(Op::Set(value)) if matches(after, value) => Ok(()),
        Patch::Op(_) => differs,
    }
}

fn edited_mapping(
    old: &[Entry<'_>],
    new: &[Entry<'_>],
    steps: &[(Step, Patch)],
) -> Result<(), Vec<Step>> {
    let patch_of = |key: &Node<'_>| {
        let key = key.text()?;
        steps.iter().find(|(step, _)| matches!(step, Step::Key(k) if k == key)).map(|(_, p)| p)
    };
    let stays = |e: &&Entry<'_>| !patch_of(&e.key).is_some_and(|p| vanishes(&e.value, p));
    let mut kept = old.iter().filter(stays).peekable();
    let mut created = 0;
    for entry in new {
        let patch = patch_of(&entry.key);
        let inside = |e: Vec<Step>| below(Step::Key(entry.key.text().unwrap_or("?").to_owned()), e);
        // The old keys come in their order, new ones between them.
        if let Some(before) = kept.next_if(|e| same(&e.key, &entry.key)) {
            match patch {
                Some(patch) => edited(&before.value, &entry.value, patch).map_err(inside)?,
                None if same(&before.value, &entry.value) => {}
                None => return Err(inside(Vec::new())),
            }
        } else {
            let value = patch.and_then(Patch::created);
            if !value.is_some_and(|v| matches(&entry.value, &v)) {
                return Err(inside(Vec::new()));
            }
            created += 1;
        }
    }
    let wanted = steps.iter().filter(|(step, patch)| {
        let Step::Key(key) = step else { return false };
        !old.iter().any(|e| e.key.is(key)) && patch.created().is_some()
    });
    if kept.next().is_some() || created != wanted.count() { Err(Vec::new()) } else { Ok(()) }
}

fn edited_sequence(
    old: &[Node<'_>],
    new: &[Node<'_>],
    steps: &[(Step, Patch)],
) -> Result<(), Vec<Step>> {
    let place_of = |step: &Step| match step {
        Step::Index(index) => Some(*index).filter(|i| *i < old.len()),
        Step::Element { key, value } => {
            old.iter().position(|item| item.get(key).is_some_and(|v| v.is(value)))
        }
        Step::Key(_) => None,
    };
    let mut patches = vec![None; old.len()];
    for (step, patch) in steps {
        if let Some(place) = place_of(step) {
            patches[place] = Some(patch);
        }
    }
    let mut new = new.iter().enumerate();
    for (place, before) in old.iter().enumerate() {
        let patch = patches[place];
        if patch.is_some_and(|p| vanishes(before, p)) {
            continue;
        }
        let (index, after) = new.next().ok_or_else(Vec::new)?;
        let inside = |e| below(Step::Index(index), e);
        match patch {
            Some(patch) => edited(before, after, patch).map_err(inside)?,
            None if same(before, after) => {}
            None => return Err(inside(Vec::new())),
        }
    }
    for (step, patch) in steps.iter().filter(|(step, _)| place_of(step).is_none()) {
        let Some(value) = patch.created() else {
            continue;
        };
        let value = match step {
            Step::Element { key, value: name } => with_merge_key(key, name, value),
            _ => value,
        };
        let (index, after) = new.next().ok_or_else(Vec::new)?;
        if !matches(after, &value) {
            return Err(vec![Step::Index(index)]);
        }
    }
    new.next().map_or(Ok(()), |(index, _)| Err(vec![Step::Index(index)]))
}

fn below(step: Step, mut rest: Vec<Step>) -> Vec<Step> {
    rest.insert(0, step);
    rest
}

/// Whether two nodes are the same to every reader, styles of quoting aside.
fn same(before: &Node<'_>, after: &Node<'_>) -> bool {
    before.tagged == after.tagged
        && before.anchor.is_some() == after.anchor.is_some()
        && match (&before.kind, &after.kind) {
            (Kind::Scalar { value: a, style: s }, Kind::Scalar { value: b, style: t }) => {
                a == b && (*s == Style::Plain) == (*t == Style::Plain)
            }
            (Kind::Mapping { entries: a, .. }, Kind::Mapping { entries: b, .. }) => {
                let pair = |(a, b): (&Entry<'_>, &Entry<'_>)| {
                    same(&a.key, &b.key) && same(&a.value, &b.value)
                };
                a.len() == b.len() && a.iter().zip(b).all(pair)
            }
            (Kind::Sequence { items: a, .. }, Kind::Sequence { items: b, .. }) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
            }
            (Kind::Alias { name: a }, Kind::Alias { name: b }) => a == b,
            _ => false,
        }
}

/// The scalars that `edit` changed. `after` is what became of the node at `part`; the rest is as
/// `before`.
pub(super) fn changes(
    edit: &Edit,
    before: &Node<'_>,
    part: &Path,
    after: &Node<'_>,
) -> Vec<Change> {
    let mut changes = Vec::new();
    let resolved = |path: &Path| {
        let (outside, inside) = path.0.split_at(part.0.len());
        let mut steps = Path(outside.to_vec()).in_tree(before).0;
        steps.extend(Path(inside.to_vec()).in_tree(after).0);
        Path(steps)
    };
    match &edit.op {
        Op::Set(value) => {
            let merge_key = match edit.path.0.last() {
                Some(Step::Element { key, .. }) => Some(*key),
                _ => None,
            };
            leaves(&edit.path, value, merge_key, &mut |path, value| {
                let current = path.find(before);
                if !current.is_some_and(|node| matches(node, value)) {
                    let current = current.filter(|n| !n.is_null()).and_then(Node::text);
                    changes.push(Change {
                        path: resolved(path),
                        current: current.map(str::to_owned),
                        proposed: value.text(),
                    });
                }
            });
        }
        Op::Remove => changes.extend(edit.path.find(before).map(|old| Change {
            path: edit.path.in_tree(before),
            current: Some(old.text().unwrap_or(old.kind_name()).to_owned()),
            proposed: None,
        })),
    }
    changes
}

/// Calls `each` with every scalar of a value, its merge key aside.
fn leaves(
    path: &Path,
    value: &Value,
    merge_key: Option<&str>,
    each: &mut impl FnMut(&Path, &Value),
) {
    match value {
        Value::Map(pairs) => {
            for (key, value) in pairs.iter().filter(|(k, _)| Some(k.as_str()) != merge_key) {
                leaves(&path.key(key), value, None, each);
            }
        }
        Value::List(items) => {
            for (index, value) in items.iter().enumerate() {
                leaves(&path.index(index), value, None, each);
            }
        }
        scalar => each(path, scalar),
    }
}
