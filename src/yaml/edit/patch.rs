//! What shall change in a document: edits, each a path and an operation, gathered into one tree.

use std::collections::{HashMap, HashSet};

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

/// An edit, and its steps below some node.
type Rest<'e> = (&'e Edit, &'e [Step]);

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
        if edits.is_empty() {
            return Ok(EditTree::Below { steps: Vec::new(), whole: false });
        }
        let all: Vec<Rest<'_>> = edits.iter().map(|edit| (edit, edit.path.0.as_slice())).collect();
        EditTree::gather(&all).map_err(|edit| edit.path.clone())
    }

    /// Gathers edits of one node, at least one. `Err` is the one that differs from those before it.
    fn gather<'e>(edits: &[Rest<'e>]) -> Result<EditTree, &'e Edit> {
        let here = edits.iter().find(|(_, steps)| steps.is_empty());
        if let Some((edit, _)) = here {
            let same = |(other, steps): &&Rest<'_>| steps.is_empty() && other.op == edit.op;
            return match edits.iter().find(|other| !same(other)) {
                Some((other, _)) => Err(other),
                None => Ok(EditTree::at(&edit.op)),
            };
        }
        let mut indices = HashMap::new();
        let mut groups: Vec<(&Step, Vec<Rest<'_>>)> = Vec::new();
        for (edit, steps) in edits {
            let Some((step, rest)) = steps.split_first() else { continue };
            let index = *indices.entry(step).or_insert(groups.len());
            if index == groups.len() {
                groups.push((step, Vec::new()));
            }
            groups[index].1.push((edit, rest));
        }
        let steps = groups.into_iter();
        let steps = steps.map(|(step, group)| Ok((step.clone(), EditTree::gather(&group)?)));
        Ok(EditTree::Below { steps: steps.collect::<Result<_, _>>()?, whole: false })
    }

    /// One operation.
    fn at(op: &Op) -> EditTree {
        match op {
            Op::Remove => EditTree::Remove,
            Op::Set(value) => EditTree::set(value),
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

    /// Whether a value is set at it or below it.
    fn sets(&self) -> bool {
        match self {
            EditTree::Set(_) => true,
            EditTree::Remove => false,
            EditTree::Below { steps, .. } => steps.iter().any(|(_, below)| below.sets()),
        }
    }

    /// Whether there is nothing to do: the node is already as it is wanted.
    pub(super) fn is_done(&self, node: &Node<'_>) -> bool {
        match self {
            _ if node.tagged && self.sets() => false,
            EditTree::Remove => false,
            EditTree::Set(value) => matches(node, value),
            EditTree::Below { steps, .. } => steps.iter().all(|(step, below)| {
                let mut found = children(node, step);
                match (found.next(), found.next()) {
                    (None, _) => !below.sets(),
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
        if self.sets() {
            return false;
        }
        let gone: HashSet<*const Node<'_>> = steps
            .iter()
            .flat_map(|(step, below)| children(node, step).filter(|child| below.empties(child)))
            .map(std::ptr::from_ref)
            .collect();
        let values = node.entries().iter().map(|e| &e.value);
        let mut inner = values.chain(node.items()).peekable();
        inner.peek().is_some() && inner.all(|child| gone.contains(&std::ptr::from_ref(child)))
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
