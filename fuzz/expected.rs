//! What edits mean, on the values that libyaml reads: a second reading of `Edit`, which shares
//! nothing with the first but its words.

use std::collections::HashMap;

use flux_workload_identity::yaml::{Edit, Op, Step, Value as Wanted};
use serde_yaml::value::{Tag, TaggedValue};
use serde_yaml::{Mapping, Value};

/// The value with the edits; `None` where a key or a name on the way is no string, which is found
/// by its text, where two elements have the name, or if an edit takes it away from an element that
/// is found by it. Nor can it be told where an element is added that an edit before removes, and what
/// is found by a text that libyaml folds.
pub fn expected(before: &Value, edits: &[Edit]) -> Option<Value> {
    if edits.iter().any(takes_name) || edits.iter().any(is_folded) {
        return None;
    }
    let mut value = before.clone();
    let mut places = Places { before, added: HashMap::new() };
    for edit in edits {
        match &edit.op {
            Op::Set(wanted) => set(places.at(&mut value, &edit.path.0, true)??, wanted)?,
            Op::Remove => {
                if let Some(place) = places.at(&mut value, &edit.path.0, false)? {
                    *place = gone();
                }
            }
        }
    }
    // Elements keep their places until all edits are made.
    take_gone(&mut value);
    Some(value)
}

fn takes_name(edit: &Edit) -> bool {
    let is_name = |steps: &[Step]| match steps {
        [Step::Element { key, .. }, Step::Key(last)] => key == last,
        _ => false,
    };
    edit.op == Op::Remove && edit.path.0.last_chunk::<2>().is_some_and(|steps| is_name(steps))
}

/// Whether a text in a path has what is a line break to libyaml, which makes a blank of it even in
/// double quotes.
fn is_folded(edit: &Edit) -> bool {
    let text = |step: &Step| match step {
        Step::Key(text) | Step::Element { value: text, .. } => {
            text.contains(['\u{85}', '\u{2028}', '\u{2029}'])
        }
        Step::Index(_) => false,
    };
    edit.path.0.iter().any(text)
}

/// Stands where something was removed.
fn gone() -> Value {
    Value::Tagged(Box::new(TaggedValue {
        tag: Tag::new("a value that an edit takes away"),
        value: Value::Null,
    }))
}

/// Takes out what is gone, and collections that are left empty; says whether all of it is.
fn take_gone(value: &mut Value) -> bool {
    let (before, after) = match value {
        Value::Mapping(pairs) => {
            let before = pairs.len();
            pairs.retain(|_, value| !take_gone(value));
            (before, pairs.len())
        }
        Value::Sequence(items) => {
            let before = items.len();
            items.retain_mut(|item| !take_gone(item));
            (before, items.len())
        }
        value if *value == gone() => return true,
        Value::Tagged(tagged) => return take_gone(&mut tagged.value),
        _ => return false,
    };
    after == 0 && before > 0
}

/// Where elements are: what one edit changes is no reason for another to find other ones.
struct Places<'e> {
    before: &'e Value,
    /// Elements that were added, by their paths.
    added: HashMap<&'e [Step], usize>,
}

impl<'e> Places<'e> {
    /// The place of a path, made if it `is_made`. The outer `None` is that it can't be told.
    fn at<'v>(
        &mut self,
        mut value: &'v mut Value,
        path: &'e [Step],
        is_made: bool,
    ) -> Option<Option<&'v mut Value>> {
        let mut before = Some(self.before);
        for (depth, step) in path.iter().enumerate() {
            let found = match step {
                Step::Key(key) => {
                    before = before.and_then(|before| before.get(key));
                    entry(value, key, is_made)?
                }
                _ => {
                    let items = before.and_then(Value::as_sequence).map_or(&[][..], Vec::as_slice);
                    let index = position(items, step)?;
                    before = index.map(|index| &items[index]);
                    self.element(value, index, &path[..=depth])
                }
            };
            match found {
                Some(found) if is_made || before.is_some() => value = found,
                _ if path.iter().all(|step| matches!(step, Step::Key(_))) => return Some(None),
                _ => return None,
            }
        }
        Some(Some(value))
    }

    /// The element at a path, whose last step is no key: the one that was there, or an added one.
    fn element<'v>(
        &mut self,
        value: &'v mut Value,
        index: Option<usize>,
        path: &'e [Step],
    ) -> Option<&'v mut Value> {
        let items = sequence(value)?;
        if index.is_none() && !self.added.contains_key(path) {
            self.added.insert(path, items.len());
            items.push(match path.last()? {
                Step::Element { key, value } => named(key, value),
                _ => Value::Null,
            });
        }
        items.get_mut(index.or_else(|| self.added.get(path).copied())?)
    }
}

/// The index of the element that a step leads to, if there is one.
fn position(items: &[Value], step: &Step) -> Option<Option<usize>> {
    match step {
        Step::Key(_) => Some(None),
        Step::Index(index) => Some(Some(*index).filter(|index| *index < items.len())),
        Step::Element { key, value } => {
            if !items.iter().all(has_strings_for_keys) {
                return None;
            }
            let names: Vec<_> = items.iter().map(|item| item.get(*key)).collect();
            let is_it = |name: &Option<&Value>| name.is_some_and(|name| name == value.as_str());
            let doubled = names.iter().filter(|name| is_it(name)).count() > 1;
            if doubled || names.iter().flatten().any(|name| !name.is_string()) {
                return None;
            }
            Some(names.iter().position(is_it))
        }
    }
}

/// Whether an element is found by its keys, if it has some: a tag makes another key of one.
fn has_strings_for_keys(item: &Value) -> bool {
    let pairs = item.as_mapping();
    pairs.is_none_or(|pairs| pairs.keys().all(|key| matches!(key, Value::String(_))))
}

fn named(key: &str, name: &str) -> Value {
    Value::Mapping(Mapping::from_iter([(Value::from(key), Value::from(name))]))
}

/// The value of a key, made if it `is_made`.
fn entry<'v>(value: &'v mut Value, key: &str, is_made: bool) -> Option<Option<&'v mut Value>> {
    let Some(pairs) = mapping(value, is_made) else { return Some(None) };
    if pairs.keys().any(|key| !matches!(key, Value::String(_))) {
        return None;
    }
    if is_made && !pairs.contains_key(key) {
        pairs.insert(Value::from(key), Value::Null);
    }
    Some(pairs.get_mut(key))
}

fn mapping(value: &mut Value, is_made: bool) -> Option<&mut Mapping> {
    if is_made && value.is_null() {
        *value = Value::Mapping(Mapping::new());
    }
    value.as_mapping_mut()
}

fn sequence(value: &mut Value) -> Option<&mut Vec<Value>> {
    if value.is_null() {
        *value = Value::Sequence(Vec::new());
    }
    value.as_sequence_mut()
}

/// A collection is set by setting each of its values.
fn set(value: &mut Value, wanted: &Wanted) -> Option<()> {
    match wanted {
        Wanted::Map(pairs) if !pairs.is_empty() => {
            for (key, wanted) in pairs {
                set(entry(value, key, true)??, wanted)?;
            }
        }
        Wanted::List(items) if !items.is_empty() => {
            let places = sequence(value)?;
            places.resize(places.len().max(items.len()), Value::Null);
            for (place, wanted) in places.iter_mut().zip(items) {
                set(place, wanted)?;
            }
        }
        // Merged into what is there: an added element has its name.
        Wanted::Map(_) if value.is_mapping() => {}
        Wanted::Map(_) => *value = Value::Mapping(Mapping::new()),
        Wanted::List(_) => *value = Value::Sequence(Vec::new()),
        Wanted::String(text) => *value = Value::from(text.as_str()),
        Wanted::Bool(wanted) => *value = Value::from(*wanted),
        Wanted::Integer(wanted) => *value = Value::from(*wanted),
    }
    Some(())
}
