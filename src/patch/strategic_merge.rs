//! A strategic merge patch, put together field by field.
//!
//! In such a patch a mapping is merged with the object's, and the elements of a Kubernetes list
//! with those that have the same merge key: `name` for containers, variables and volumes,
//! `mountPath` for mounts.

use crate::yaml::{Node, Path, Step, Value};

/// A patch of one kind of object, whose target says which objects it is for.
#[derive(Clone, Debug)]
pub(super) struct StrategicMerge {
    body: Value,
    is_empty: bool,
}

impl StrategicMerge {
    /// A patch without a field. kustomize asks for a name and does not read it: the patch's target
    /// names the objects.
    pub(super) fn new(api_version: &str, kind: &str) -> StrategicMerge {
        let body = Value::map([
            ("apiVersion", Value::from(api_version)),
            ("kind", kind.into()),
            ("metadata", Value::map([("name", Value::from("any"))])),
        ]);
        StrategicMerge { body, is_empty: true }
    }

    /// Sets a field, and makes the mappings and lists on the way to it.
    pub(super) fn set(&mut self, path: &Path, value: impl Into<Value>) {
        put(&mut self.body, &path.0, value.into());
        self.is_empty = false;
    }

    /// Deletes an element, known by its merge key, from the list that it stands in.
    pub(super) fn delete(&mut self, list: &[Step], element: &Node<'_>) {
        let key = if element.get("mountPath").is_some() { "mountPath" } else { "name" };
        let value = element.get(key).and_then(Node::text).unwrap_or_default();
        let deleted = Value::map([(key, Value::from(value)), ("$patch", "delete".into())]);
        put(&mut self.body, list, Value::List(vec![deleted]));
        self.is_empty = false;
    }

    /// The body of the patch, if anything was set or deleted.
    pub(super) fn into_body(self) -> Option<Value> {
        (!self.is_empty).then_some(self.body)
    }
}

/// Puts a value at a path, making what is on the way.
fn put(value: &mut Value, steps: &[Step], leaf: Value) {
    let Some((step, rest)) = steps.split_first() else { return fill(value, leaf) };
    match step {
        Step::Key(key) => {
            if !matches!(value, Value::Map(_)) {
                *value = Value::Map(Vec::new());
            }
            let Value::Map(pairs) = value else { return };
            let index = pairs.iter().position(|(known, _)| known == key).unwrap_or(pairs.len());
            if index == pairs.len() {
                let is_list = matches!(rest.first(), Some(Step::Element { .. }))
                    || (rest.is_empty() && matches!(leaf, Value::List(_)));
                let empty = if is_list { Value::List(Vec::new()) } else { Value::Map(Vec::new()) };
                pairs.push((key.clone(), empty));
            }
            put(&mut pairs[index].1, rest, leaf);
        }
        Step::Element { key, value: name } => {
            let Value::List(items) = value else { return };
            // What stands there to be deleted is not what is set.
            let is_it = |item: &Value| {
                let named = item.get(key).and_then(Value::text).is_some_and(|text| text == *name);
                named && item.get("$patch").is_none()
            };
            let index = items.iter().position(is_it).unwrap_or(items.len());
            if index == items.len() {
                items.push(Value::map([(*key, Value::from(name.as_str()))]));
            }
            put(&mut items[index], rest, leaf);
        }
        // A list without merge keys can't be merged: its changes are JSON 6902 operations.
        Step::Index(_) => {}
    }
}

/// Adds to a mapping the keys that it lacks, and to a list the elements; replaces a scalar.
fn fill(value: &mut Value, leaf: Value) {
    match (value, leaf) {
        (Value::Map(pairs), Value::Map(new)) => {
            let known: Vec<String> = pairs.iter().map(|(key, _)| key.clone()).collect();
            pairs.extend(new.into_iter().filter(|(key, _)| !known.contains(key)));
        }
        (Value::List(items), Value::List(new)) => items.extend(new),
        (value, leaf) => *value = leaf,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(name: &str) -> Path {
        let containers = Path::keys(["spec", "containers"]);
        containers.element("name", "manager").key("env").element("name", name)
    }

    #[test]
    fn elements_of_one_merge_key_are_one() {
        let mut merge = StrategicMerge::new("apps/v1", "Deployment");
        merge.set(&env("A").key("value"), "1");
        merge.set(&env("B").key("value"), "2");
        let body = merge.into_body().unwrap();
        let variable = |name: &str, value: &str| {
            Value::map([("name", Value::from(name)), ("value", value.into())])
        };
        let variables = Value::List(vec![variable("A", "1"), variable("B", "2")]);
        let manager = Value::map([("name", Value::from("manager")), ("env", variables)]);
        let containers = body.get("spec").unwrap().get("containers").unwrap();
        assert_eq!(*containers, Value::List(vec![manager]));
    }

    #[test]
    fn an_element_is_deleted_and_set_again() {
        let text = "{name: A, value: x}";
        let element = crate::yaml::parse(text, 0..text.len()).unwrap().unwrap();
        let mut merge = StrategicMerge::new("apps/v1", "Deployment");
        let path = env("A");
        merge.delete(&path.0[..path.0.len() - 1], &element);
        merge.set(&path.key("value"), "1");
        let list = Path(path.0[..path.0.len() - 1].to_vec());
        let mut value = &merge.into_body().unwrap();
        for step in &list.0 {
            value = match (step, value) {
                (Step::Key(key), value) => value.get(key).unwrap(),
                (_, Value::List(items)) => &items[0],
                _ => panic!("{list} is not there"),
            };
        }
        let entry = |key, text: &str| Value::map([("name", Value::from("A")), (key, text.into())]);
        assert_eq!(*value, Value::List(vec![entry("$patch", "delete"), entry("value", "1")]));
    }

    #[test]
    fn a_patch_without_a_field_is_none() {
        assert_eq!(StrategicMerge::new("v1", "ServiceAccount").into_body(), None);
    }
}
