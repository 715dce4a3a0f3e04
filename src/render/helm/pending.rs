//! Edits of a user's values, as they are found, and what there is to say.

use crate::diagnostic::Diagnostic;
use crate::plan::{Purpose, Reason};
use crate::yaml::{Edit, Node, Op, Path, Value};

/// What is found so far in a tree.
pub(super) struct Pending<'t, 'a> {
    pub(super) root: &'t Node<'a>,
    /// The index of its text in diagnostics.
    pub(super) source: usize,
    /// What the edits are for.
    pub(super) purpose: Purpose,
    pub(super) edits: Vec<(Edit, Reason)>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What is lost by the edits.
    pub(super) losses: Vec<Diagnostic>,
}

impl<'t, 'a> Pending<'t, 'a> {
    pub(super) fn of(root: &'t Node<'a>, source: usize, purpose: Purpose) -> Pending<'t, 'a> {
        Pending {
            root,
            source,
            purpose,
            edits: Vec::new(),
            diagnostics: Vec::new(),
            losses: Vec::new(),
        }
    }

    /// What stands at a path, unless it is null.
    pub(super) fn find(&self, path: &Path) -> Option<&'t Node<'a>> {
        path.find(self.root).filter(|node| !node.is_null())
    }

    /// The elements of the list at a path.
    pub(super) fn items(&self, path: &Path) -> &'t [Node<'a>] {
        self.find(path).map(Node::items).unwrap_or_default()
    }

    pub(super) fn set(&mut self, path: Path, value: impl Into<Value>, reason: Reason) {
        self.edits.push((Edit::set(path, value), reason));
    }

    pub(super) fn remove(&mut self, path: Path, reason: Reason) {
        self.edits.push((Edit::remove(path), reason));
    }

    /// Whether what stands at a path goes.
    pub(super) fn removes(&self, path: &Path) -> bool {
        self.edits.iter().any(|(edit, _)| edit.op == Op::Remove && edit.path == *path)
    }

    /// Says something about what stands at a path, or nearest to it.
    pub(super) fn say(&mut self, diagnostic: Diagnostic, path: &Path) {
        let diagnostic = self.at(diagnostic, path);
        self.diagnostics.push(diagnostic);
    }

    /// Says that what stands at a path is lost.
    pub(super) fn lose(&mut self, diagnostic: Diagnostic, path: &Path) {
        let diagnostic = self.at(diagnostic, path);
        self.losses.push(diagnostic);
    }

    fn at(&self, diagnostic: Diagnostic, path: &Path) -> Diagnostic {
        let span = path.nearest(self.root).span.clone();
        diagnostic.path(path.in_tree(self.root)).span(span).source(self.source)
    }
}
