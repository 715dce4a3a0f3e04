//! What shall change in a document: edits, each a path and an operation, gathered into one tree.

use crate::yaml::path::{Path, Step};
use crate::yaml::value::Value;

/// One wanted change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Where.
    pub path: Path,
    /// What.
    pub op: Op,
}

/// What happens at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// The value is there afterwards. A mapping is merged into one that exists: keys it does not
    /// name stay. What is absent on the way is created.
    Set(Value),
    /// The entry or element is gone afterwards, and with it a collection that it leaves empty.
    /// Removing what is absent does nothing.
    Remove,
}

impl Edit {
    /// Sets `path` to `value`.
    pub fn set(path: Path, value: impl Into<Value>) -> Edit {
        Edit { path, op: Op::Set(value.into()) }
    }

    /// Removes what is at `path`.
    pub fn remove(path: Path) -> Edit {
        Edit { path, op: Op::Remove }
    }
}

/// Edits as a tree of steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Patch {
    Op(Op),
    Steps(Vec<(Step, Patch)>),
}

impl Patch {
    /// Gathers edits. `Err` is the path at which two differ.
    pub(super) fn new(edits: &[Edit]) -> Result<Patch, Path> {
        let mut root = Patch::Steps(Vec::new());
        for edit in edits {
            root.add(&edit.path.0, &edit.op).ok_or_else(|| edit.path.clone())?;
        }
        Ok(root)
    }

    fn add(&mut self, steps: &[Step], op: &Op) -> Option<()> {
        match (self, steps) {
            (Patch::Op(known), []) => (known == op).then_some(()),
            (Patch::Steps(known), [step, rest @ ..]) => {
                // Edits of one place come together: the last step is the likely one.
                let place = known.iter().rposition(|(s, _)| s == step);
                if let Some(place) = place {
                    return known[place].1.add(rest, op);
                }
                let mut patch = match rest {
                    [] => Patch::Op(op.clone()),
                    _ => Patch::Steps(Vec::new()),
                };
                if !rest.is_empty() {
                    patch.add(rest, op)?;
                }
                known.push((step.clone(), patch));
                Some(())
            }
            _ => None,
        }
    }

    /// The value that comes to be where nothing was; `None` if the patch only removes.
    pub(super) fn created(&self) -> Option<Value> {
        match self {
            Patch::Op(Op::Set(value)) => Some(value.clone()),
            Patch::Op(Op::Remove) => None,
            Patch::Steps(steps) => {
                let mut pairs = Vec::new();
                let mut items = Vec::new();
                for (step, patch) in steps {
                    match (step, patch.created()) {
                        (_, None) => {}
                        (Step::Key(key), Some(value)) => pairs.push((key.clone(), value)),
                        (Step::Element { key, value: name }, Some(value)) => {
                            items.push(with_merge_key(key, name, value));
                        }
                        (Step::Index(_), Some(value)) => items.push(value),
                    }
                }
                match (pairs.is_empty(), items.is_empty()) {
                    (true, true) => None,
                    (false, _) => Some(Value::Map(pairs)),
                    (true, false) => Some(Value::List(items)),
                }
            }
        }
    }

    /// A set value seen as the patch that merges it into an existing node.
    pub(super) fn merging(value: &Value) -> Patch {
        match value {
            Value::Map(pairs) if !pairs.is_empty() => {
                let steps = pairs.iter().map(|(k, v)| (Step::Key(k.clone()), Patch::merging(v)));
                Patch::Steps(steps.collect())
            }
            Value::List(items) if !items.is_empty() => {
                let steps = items.iter().enumerate();
                Patch::Steps(steps.map(|(i, v)| (Step::Index(i), Patch::merging(v))).collect())
            }
            scalar => Patch::Op(Op::Set(scalar.clone())),
        }
    }
}

/// The element with its merge key, first if it is not there yet.
pub(super) fn with_merge_key(key: &str, name: &str, value: Value) -> Value {
    match value {
        Value::Map(mut pairs) if !pairs.iter().any(|(k, _)| k == key) => {
            pairs.insert(0, (key.to_owned(), name.into()));
            Value::Map(pairs)
        }
        other => other,
    }
}
