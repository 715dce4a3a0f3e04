//! What an edit changed, scalar by scalar.

use super::patch::{Edit, Op};
use crate::yaml::path::{Path, Step};
use crate::yaml::tree::Node;
use crate::yaml::value::{Value, matches};

/// One scalar that differs after the edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where, with the indices of the edited document (for a removal: of the original).
    pub path: Path,
    /// The scalar before, if there was one.
    pub before: Option<String>,
    /// The scalar after, if there is one.
    pub after: Option<String>,
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
                let found = path.find(before);
                if !found.is_some_and(|node| matches(node, value)) {
                    let found = found.filter(|n| !n.is_null()).and_then(Node::text);
                    changes.push(Change {
                        path: resolved(path),
                        before: found.map(str::to_owned),
                        after: value.text(),
                    });
                }
            });
        }
        Op::Remove => changes.extend(edit.path.find(before).map(|old| Change {
            path: edit.path.in_tree(before),
            before: Some(old.text().unwrap_or(old.kind_name()).to_owned()),
            after: None,
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
