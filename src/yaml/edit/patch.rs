//! What shall change in a document: edits, each a path and an operation, gathered into one tree.

use crate::yaml::path::{Path, Step};
use crate::yaml::tree::Node;
use crate::yaml::value::{Value, matches};

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
pub(super) enum EditTree {
    /// A scalar or an empty collection is there afterwards.
    Set(Value),
    /// Nothing is there afterwards.
    Remove,
    /// What happens below.
    Below {
        steps: Vec<(Step, EditTree)>,
        /// Whether all of it is the value of one edit.
        whole: bool,
    },
}

impl EditTree {
    /// Gathers edits. `Err` is the path at which two differ.
    pub(super) fn new(edits: &[Edit]) -> Result<EditTree, Path> {
        let mut root = EditTree::Below { steps: Vec::new(), whole: false };
        for edit in edits {
            root.add(&edit.path.0, &edit.op).ok_or_else(|| edit.path.clone())?;
        }
        Ok(root)
    }

    fn add(&mut self, path: &[Step], op: &Op) -> Option<()> {
        match (self, path) {
            (known, []) => (*known == EditTree::at(path, op)).then_some(()),
            (EditTree::Below { steps, whole: false }, [step, rest @ ..]) => {
                // Edits of one place come together: the last step is the likely one.
                match steps.iter_mut().rev().find(|(s, _)| s == step) {
                    Some((_, known)) => known.add(rest, op),
                    None => {
                        steps.push((step.clone(), EditTree::at(rest, op)));
                        Some(())
                    }
                }
            }
            _ => None,
        }
    }

    /// One operation at the end of a path.
    fn at(path: &[Step], op: &Op) -> EditTree {
        match (path, op) {
            ([], Op::Remove) => EditTree::Remove,
            ([], Op::Set(value)) => EditTree::set(value),
            ([step, rest @ ..], op) => EditTree::Below {
                steps: vec![(step.clone(), EditTree::at(rest, op))],
                whole: false,
            },
        }
    }

    /// A collection is set by setting each of its values.
    fn set(value: &Value) -> EditTree {
        let steps = match value {
            Value::Map(pairs) if !pairs.is_empty() => {
                pairs.iter().map(|(k, v)| (Step::Key(k.clone()), EditTree::set(v))).collect()
            }
            Value::List(items) if !items.is_empty() => {
                items.iter().enumerate().map(|(i, v)| (Step::Index(i), EditTree::set(v))).collect()
            }
            scalar => return EditTree::Set(scalar.clone()),
        };
        EditTree::Below { steps, whole: true }
    }

    /// The value that comes to be where nothing was; `None` if it is only removed from.
    pub(super) fn created(&self) -> Option<Value> {
        let steps = match self {
            EditTree::Set(value) => return Some(value.clone()),
            EditTree::Remove => return None,
            EditTree::Below { steps, .. } => steps,
        };
        let mut pairs = Vec::new();
        let mut items = Vec::new();
        for (step, below) in steps {
            match (step, below.created()) {
                (_, None) => {}
                (Step::Key(key), Some(value)) => pairs.push((key.clone(), value)),
                (step, Some(value)) => items.push(element(step, value)),
            }
        }
        match (pairs.is_empty(), items.is_empty()) {
            (true, true) => None,
            (false, _) => Some(Value::Map(pairs)),
            (true, false) => Some(Value::List(items)),
        }
    }

    /// Whether there is nothing to do: the node is already as it is wanted.
    pub(super) fn is_done(&self, node: &Node<'_>) -> bool {
        match self {
            EditTree::Remove => false,
            EditTree::Set(value) => matches(node, value),
            EditTree::Below { steps, .. } => steps.iter().all(|(step, below)| {
                let mut found = children(node, step);
                match (found.next(), found.next()) {
                    (None, _) => below.created().is_none(),
                    (Some(child), None) => below.is_done(child),
                    (Some(_), Some(_)) => false,
                }
            }),
        }
    }

    /// Whether nothing of the node is left.
    pub(super) fn empties(&self, node: &Node<'_>) -> bool {
        let EditTree::Below { steps, .. } = self else {
            return *self == EditTree::Remove;
        };
        let adds = |(step, below): &(Step, EditTree)| {
            children(node, step).next().is_none() && below.created().is_some()
        };
        let gone = |child: &Node<'_>| {
            steps.iter().any(|(step, below)| {
                children(node, step).any(|found| std::ptr::eq(found, child)) && below.empties(child)
            })
        };
        let values = node.entries().iter().map(|e| &e.value);
        let mut inner = values.chain(node.items()).peekable();
        inner.peek().is_some() && !steps.iter().any(adds) && inner.all(gone)
    }
}

/// The element that a step adds to a sequence: with its merge key, first if it is not there yet.
pub(super) fn element(step: &Step, value: Value) -> Value {
    match (step, value) {
        (Step::Element { key, value: name }, Value::Map(mut pairs))
            if !pairs.iter().any(|(k, _)| k == key) =>
        {
            pairs.insert(0, ((*key).to_owned(), name.as_str().into()));
            Value::Map(pairs)
        }
        (_, value) => value,
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
