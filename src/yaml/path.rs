//! A place inside a document.

use std::fmt;

use super::tree::{Kind, Node};

/// One step down from a node.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The value under a key of a mapping.
    Key(String),
    /// The element of a sequence of mappings whose `key` has this `value`: the merge key of a
    /// Kubernetes list (`containers[name=manager]`).
    Element {
        /// The merge key.
        key: &'static str,
        /// Its value.
        value: String,
    },
    /// The element at a place of a sequence; the place after the last one appends.
    Index(usize),
}

/// A place inside a document, from its root.
///
/// Displayed with merge keys as in messages, `spec.containers[name=manager].env`; keys that are
/// no plain word are bracketed, `metadata.annotations['iam.gke.io/gcp-service-account']`.
/// [`Path::in_tree`] gives the JSON path with indices.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(pub Vec<Step>);

impl Path {
    /// A path of keys.
    pub fn keys<'k>(keys: impl IntoIterator<Item = &'k str>) -> Path {
        Path(keys.into_iter().map(|k| Step::Key(k.to_owned())).collect())
    }

    /// This path and one key more.
    pub fn key(&self, key: &str) -> Path {
        self.step(Step::Key(key.to_owned()))
    }

    /// This path and the element whose merge key has this value.
    pub fn element(&self, key: &'static str, value: &str) -> Path {
        self.step(Step::Element { key, value: value.to_owned() })
    }

    /// This path and one index more.
    pub fn index(&self, index: usize) -> Path {
        self.step(Step::Index(index))
    }

    /// This path and one step more.
    pub fn step(&self, step: Step) -> Path {
        let mut steps = self.0.clone();
        steps.push(step);
        Path(steps)
    }

    /// The node at this path, if the tree has it. The first of duplicate keys counts.
    pub fn find<'t, 'a>(&self, root: &'t Node<'a>) -> Option<&'t Node<'a>> {
        self.0.iter().try_fold(root, |node, step| step.find(node).map(|(_, found)| found))
    }

    /// The node at this path, or the last one on the way to it.
    pub fn nearest<'t, 'a>(&self, root: &'t Node<'a>) -> &'t Node<'a> {
        let mut node = root;
        for step in &self.0 {
            let Some((_, found)) = step.find(node) else { break };
            node = found;
        }
        node
    }

    /// The JSON path with the indices that the elements have in `root`. An element that the tree
    /// lacks keeps its merge key.
    pub fn in_tree(&self, root: &Node<'_>) -> Path {
        let mut node = Some(root);
        let steps = self.0.iter().map(|step| {
            let found = node.and_then(|n| step.find(n));
            node = found.map(|(_, n)| n);
            match (step, found) {
                (Step::Element { .. }, Some((index, _))) => Step::Index(index),
                _ => step.clone(),
            }
        });
        Path(steps.collect())
    }
}

impl Step {
    /// The index and the node this step leads to.
    fn find<'t, 'a>(&self, node: &'t Node<'a>) -> Option<(usize, &'t Node<'a>)> {
        match (self, &node.kind) {
            (Step::Key(key), Kind::Mapping { entries, .. }) => {
                let found = entries.iter().enumerate().find(|(_, e)| e.key.is(key));
                found.map(|(index, entry)| (index, &entry.value))
            }
            (Step::Element { key, value }, Kind::Sequence { items, .. }) => {
                let mut items = items.iter().enumerate();
                items.find(|(_, item)| item.get(key).is_some_and(|v| v.is(value)))
            }
            (Step::Index(index), Kind::Sequence { items, .. }) => {
                items.get(*index).map(|item| (*index, item))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if is_word(key) && place == 0 => f.write_str(key)?,
                Step::Key(key) if is_word(key) => write!(f, ".{key}")?,
                Step::Key(key) => write!(f, "['{key}']")?,
                Step::Element { key, value } => write!(f, "[{key}={value}]")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

fn is_word(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

#[cfg(test)]
mod tests {
    use super::Path;

    #[test]
    fn keys_that_are_no_words_stand_in_brackets() {
        for (keys, expected) in [
            (["spec", "roleArn"], "spec.roleArn"),
            (["token-file", "sa_name"], "token-file.sa_name"),
            (["iam.gke.io/x", ""], "['iam.gke.io/x']['']"),
        ] {
            assert_eq!(Path::keys(keys).to_string(), expected);
        }
        let path = Path::keys(["env"]).element("name", "A").index(2);
        assert_eq!(path.to_string(), "env[name=A][2]");
    }
}
