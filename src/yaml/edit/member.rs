//! What a collection is made of, whether it is a mapping or a sequence.

use std::ops::Range;

use crate::yaml::tree::{Entry, Node};

/// An entry of a mapping or an element of a sequence.
pub(super) struct Member<'t, 'a> {
    /// The first byte: of the key; of an element in a block sequence its dash.
    pub(super) start: usize,
    /// The value.
    pub(super) node: &'t Node<'a>,
}

impl<'t, 'a> Member<'t, 'a> {
    /// The entries of a mapping.
    pub(super) fn entries(entries: &'t [Entry<'a>]) -> Vec<Member<'t, 'a>> {
        entries.iter().map(|e| Member { start: e.key.span.start, node: &e.value }).collect()
    }

    /// The elements of a sequence; `dashes` of one in brackets is empty.
    pub(super) fn items(items: &'t [Node<'a>], dashes: &[usize]) -> Vec<Member<'t, 'a>> {
        let start = |(index, node): (usize, &Node<'_>)| {
            dashes.get(index).copied().unwrap_or(node.span.start)
        };
        items
            .iter()
            .enumerate()
            .map(|(index, node)| Member { start: start((index, node)), node })
            .collect()
    }

    pub(super) fn span(&self) -> Range<usize> {
        self.start..self.node.span.end
    }
}
