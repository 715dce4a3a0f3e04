//! Keys that stand more than once in their mapping.
//!
//! YAML forbids it and readers disagree: some refuse, some take the first value, some the last.
//! [`parse`](super::parse) keeps every entry, so that a document it is in can pass through.

use std::collections::HashSet;
use std::ops::Range;

use super::path::{Path, Step};
use super::tree::{Kind, Node};

/// A key that stands in its mapping already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepeatedKey {
    /// The path, which leads to the first of the values.
    pub path: Path,
    /// The bytes of the repeated key.
    pub span: Range<usize>,
}

/// Every repeated key in a tree, at any depth, in the order of the document.
///
/// ```
/// use flux_workload_identity::yaml::{parse, repeated_keys};
/// let source = "a:\n- {b: 1, b: 2}\nc: 3\na: 4\n";
/// let root = parse(source, 0..source.len()).unwrap().unwrap();
/// let found: Vec<String> = repeated_keys(&root)
///     .iter()
///     .map(|key| format!("{} at {}", key.path, key.span.start))
///     .collect();
/// assert_eq!(found, ["a[0].b at 12", "a at 23"]);
/// ```
pub fn repeated_keys(root: &Node<'_>) -> Vec<RepeatedKey> {
    let mut found = Vec::new();
    visit(root, &mut Path::default(), &mut found);
    found
}

fn visit(node: &Node<'_>, path: &mut Path, found: &mut Vec<RepeatedKey>) {
    let mut met = HashSet::with_capacity(node.entries().len());
    for entry in node.entries() {
        // A key that is no scalar has no step; it is not compared.
        let Some(key) = entry.key.text() else { continue };
        let is_repeated = !met.insert(key);
        if !is_repeated && matches!(entry.value.kind, Kind::Scalar { .. } | Kind::Alias { .. }) {
            continue;
        }
        path.0.push(Step::Key(key.to_owned()));
        if is_repeated {
            found.push(RepeatedKey { path: path.clone(), span: entry.key.span.clone() });
        }
        visit(&entry.value, path, found);
        path.0.pop();
    }
    for (index, item) in node.items().iter().enumerate() {
        path.0.push(Step::Index(index));
        visit(item, path, found);
        path.0.pop();
    }
}
