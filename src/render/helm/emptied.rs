//! Values of which nothing is left.

use crate::yaml::{self, Edit, Node, Op, Path, Splice, lines};

/// The lines of a root that `edits` leave empty, taken out but for their comments: a file that held
/// nothing but what this program wrote is what it was before. None if something is left.
pub(super) fn emptied(text: &str, root: &Node<'_>, edits: &[Edit]) -> Option<Splice> {
    let removed = edits.iter().filter(|edit| edit.op == Op::Remove);
    let gone: Vec<Path> = removed.map(|edit| edit.path.in_tree(root)).collect();
    let is_all = gone.len() == edits.len() && is_gone(root, &Path::default(), &gone);
    if !is_all || !root.is_block() || !lines::is_first(text, root.span.start) {
        return None;
    }
    let range = lines::start(text, root.span.start)..lines::end(text, root);
    let mut at = range.start;
    let mut comments = String::new();
    for line in text[range.clone()].split_inclusive('\n') {
        if line.trim_start().starts_with('#') && !is_in_scalar(root, at) {
            comments.push_str(line);
        }
        at += line.len();
    }
    let is_nothing = yaml::parse(&comments, 0..comments.len()).is_ok_and(|root| root.is_none());
    is_nothing.then_some(Splice { range, text: comments })
}

/// Whether a byte lies in a scalar.
fn is_in_scalar(node: &Node<'_>, at: usize) -> bool {
    let values = node.entries().iter().map(|entry| &entry.value);
    let mut inner = values.chain(node.items()).peekable();
    if inner.peek().is_none() {
        return node.span.contains(&at);
    }
    inner.any(|node| is_in_scalar(node, at))
}

/// Whether a node is removed, or all that it holds.
fn is_gone(node: &Node<'_>, path: &Path, gone: &[Path]) -> bool {
    if gone.contains(path) {
        return true;
    }
    let entries = node.entries().iter();
    let entries = entries.map(|e| (path.key(e.key.text().unwrap_or_default()), &e.value));
    let items = node.items().iter().enumerate().map(|(index, item)| (path.index(index), item));
    let mut inner = entries.chain(items).peekable();
    inner.peek().is_some() && inner.all(|(path, node)| is_gone(node, &path, gone))
}
