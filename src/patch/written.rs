//! What a patch writes, read from its text, so that patches of any form can be compared: strategic
//! merges and JSON 6902 operations.

use crate::krm::Documents;
use crate::yaml::{Kind, Node, Path, Step};

use super::selector::Selector;

/// What one document of a patch does.
#[derive(Clone, Debug)]
pub(super) struct Written {
    /// The objects that it is for.
    pub(super) selector: Selector,
    /// The fields.
    pub(super) fields: Vec<Field>,
    /// Whether it is a strategic merge, in which elements of lists are found by their names.
    pub(super) is_merge: bool,
}

/// A field that a patch writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) path: Path,
    /// Its value; none where everything at the path is replaced or removed.
    pub(super) value: Option<String>,
}

/// The index of an element that is added at the end of a list: no other is meant.
const END: usize = usize::MAX;

/// What an entry of `patches` does; nothing where it can't be read, or its patch is in a file.
pub(super) fn written(entry: &Node<'_>) -> Vec<Written> {
    entry.get("patch").and_then(Node::text).map_or_else(Vec::new, |text| written_by(entry, text))
}

/// What an entry of `patches` does whose patch is this text.
pub(super) fn written_by(entry: &Node<'_>, text: &str) -> Vec<Written> {
    let target = entry.get("target").filter(|target| !target.is_null());
    let mut documents = Documents::open(text, 0);
    if documents.read(|_| true).is_err() {
        return Vec::new();
    }
    let one = |root: &Node<'_>| {
        let is_merge = matches!(root.kind, Kind::Mapping { .. });
        let selector = match target {
            Some(target) => Selector::of_target(target),
            None => Selector::of_object(root),
        };
        let mut fields = Vec::new();
        if is_merge {
            let is_identity = |key: &str| matches!(key, "apiVersion" | "kind");
            for entry in root.entries() {
                let Some(key) = entry.key.text().filter(|key| !is_identity(key)) else { continue };
                merged(&Path::keys([key]), &entry.value, &mut fields);
            }
            let names = ["name", "namespace"].map(|key| Path::keys(["metadata", key]));
            fields.retain(|field| !names.contains(&field.path));
        } else {
            root.items().iter().for_each(|operation| operated(operation, &mut fields));
        }
        Written { selector, fields, is_merge }
    };
    documents.roots().map(one).collect()
}

/// The fields that a part of a strategic merge writes.
fn merged(path: &Path, node: &Node<'_>, fields: &mut Vec<Field>) {
    let whole = || Field { path: path.clone(), value: None };
    match &node.kind {
        Kind::Mapping { entries, .. } => {
            let named = match path.0.last() {
                Some(Step::Element { key, .. }) => *key,
                _ => "",
            };
            for entry in entries {
                match entry.key.text() {
                    Some("$patch") => fields.push(whole()),
                    Some(key) if key == named => {}
                    Some(key) => merged(&path.key(key), &entry.value, fields),
                    None => {}
                }
            }
        }
        Kind::Sequence { items, .. } => match items.iter().map(element).collect::<Option<Vec<_>>>()
        {
            Some(steps) => {
                for (step, item) in steps.into_iter().zip(items) {
                    merged(&path.step(step), item, fields);
                }
            }
            // Without a merge key the list is replaced.
            None => {
                fields.push(whole());
                for (index, item) in items.iter().enumerate() {
                    merged(&path.index(index), item, fields);
                }
            }
        },
        Kind::Scalar { value, .. } if !node.is_null() => {
            fields.push(Field { path: path.clone(), value: Some(value.to_string()) });
        }
        _ => fields.push(whole()),
    }
}

/// The step to an element of a list that is merged, by the merge key that it has.
fn element(item: &Node<'_>) -> Option<Step> {
    let of = |key: &'static str| {
        let value = item.get(key)?.text()?.to_owned();
        Some(Step::Element { key, value })
    };
    of("mountPath").or_else(|| of("name"))
}

/// The fields that a JSON 6902 operation writes.
fn operated(operation: &Node<'_>, fields: &mut Vec<Field>) {
    let text = |key| operation.get(key).and_then(Node::text).unwrap_or_default();
    let (op, path) = (text("op"), pointed(text("path")));
    match (op, operation.get("value")) {
        ("add" | "replace", Some(value)) => {
            let is_scalar = matches!(value.kind, Kind::Scalar { .. });
            let is_element = matches!(path.0.last(), Some(Step::Index(_)));
            let path = match (element(value), path.0.split_last()) {
                (Some(step), Some((Step::Index(_), list))) => Path(list.to_vec()).step(step),
                _ => path,
            };
            // What is added to a list takes nothing from it.
            if !(is_scalar || is_element && op == "add") {
                fields.push(Field { path: path.clone(), value: None });
            }
            merged(&path, value, fields);
        }
        ("test", _) => {}
        ("move", _) => {
            fields.push(Field { path: pointed(text("from")), value: None });
            fields.push(Field { path, value: None });
        }
        _ => fields.push(Field { path, value: None }),
    }
}

/// The path that a JSON pointer (RFC 6901) stands for.
fn pointed(pointer: &str) -> Path {
    let step = |token: &str| match token.parse() {
        Ok(index) => Step::Index(index),
        Err(_) if token == "-" => Step::Index(END),
        Err(_) => Step::Key(token.replace("~1", "/").replace("~0", "~")),
    };
    Path(pointer.split('/').skip(1).map(step).collect())
}

impl Field {
    /// Whether a write of one changes what the other has written: it is the same field, or one is
    /// a part of the other.
    pub(super) fn meets(&self, other: &Field) -> bool {
        self.path.0.iter().zip(&other.path.0).all(|(one, other)| match (one, other) {
            (Step::Index(END), _) | (_, Step::Index(END)) => false,
            // Which element has the index is not known here.
            (Step::Index(_), Step::Element { .. }) | (Step::Element { .. }, Step::Index(_)) => true,
            (one, other) => one == other,
        })
    }

    /// What a person calls it: the innermost name.
    pub(super) fn name(&self) -> String {
        let name = self.path.0.iter().rev().find_map(|step| match step {
            Step::Key(key) if key != "value" => Some(key.clone()),
            Step::Element { value, .. } => Some(value.clone()),
            _ => None,
        });
        name.unwrap_or_default()
    }
}

impl Written {
    /// The first field of it that another may write too, on an object that both may be for.
    pub(super) fn meets(&self, other: &Written) -> Option<&Field> {
        let is_written = |field: &&Field| other.fields.iter().any(|other| field.meets(other));
        self.fields.iter().find(is_written).filter(|_| self.selector.meets(&other.selector))
    }

    /// The first values of it and of another, of a field that both write differently.
    pub(super) fn differs<'w>(&'w self, other: &'w Written) -> Option<(&'w str, &'w str)> {
        let differs = |field: &'w Field| {
            let known = other.fields.iter().find(|other| other.path == field.path)?;
            let values = (field.value.as_deref()?, known.value.as_deref()?);
            (values.0 != values.1).then_some(values)
        };
        self.fields.iter().find_map(differs)
    }

    /// Whether every field of the other is written here too, with the same value.
    pub(super) fn repeats(&self, other: &Written) -> bool {
        other.fields.iter().all(|field| field.value.is_some() && self.fields.contains(field))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::{Value, block, parse};

    fn fields(patch: &str) -> Vec<String> {
        let entry = Value::map([("patch", Value::from(patch))]);
        let entry = block(&entry, 0, &crate::yaml::Layout::default()) + "\n";
        let entry = parse(&entry, 0..entry.len()).unwrap().unwrap();
        let written = written(&entry);
        let told = |field: &Field| match &field.value {
            Some(value) => format!("{}={value}", field.path),
            None => format!("{}", field.path),
        };
        written.iter().flat_map(|written| written.fields.iter().map(told)).collect()
    }

    #[test]
    fn a_merge_writes_its_leaves() {
        let patch = "kind: A\nmetadata: {name: x, annotations: {a: b, c: null}}\nspec:\n  \
                     list: [{name: n, value: v}, {name: m, $patch: delete}]\n  args: [x]\n";
        let expected = [
            "metadata.annotations.a=b",
            "metadata.annotations.c",
            "spec.list[name=n].value=v",
            "spec.list[name=m]",
            "spec.args",
            "spec.args[0]=x",
        ];
        assert_eq!(fields(patch), expected);
    }

    #[test]
    fn an_operation_writes_what_it_replaces() {
        let patch = "- {op: replace, path: /metadata/annotations, value: {a.io/b: c}}\n\
                     - {op: remove, path: /a~1b}\n\
                     - {op: add, path: /env/-, value: {name: n, value: v}}\n\
                     - {op: test, path: /z, value: z}\n";
        let expected = [
            "metadata.annotations",
            "metadata.annotations['a.io/b']=c",
            "['a/b']",
            "env[name=n].value=v",
        ];
        assert_eq!(fields(patch), expected);
    }

    #[test]
    fn several_documents_are_several() {
        assert_eq!(fields("kind: A\na: 1\n---\nkind: B\nb: 2\n"), ["a=1", "b=2"]);
    }

    #[test]
    fn fields_meet_where_one_is_a_part_of_the_other() {
        let field = |pointer: &str| Field { path: pointed(pointer), value: None };
        let element = Field { path: Path::keys(["env"]).element("name", "a"), value: None };
        assert!(field("/a").meets(&field("/a/b")) && field("/a/b").meets(&field("/a")));
        assert!(!field("/a/b").meets(&field("/a/c")));
        assert!(field("/env/0").meets(&element));
        assert!(!field("/env/-").meets(&element) && !field("/env/-").meets(&field("/env/-")));
    }
}
