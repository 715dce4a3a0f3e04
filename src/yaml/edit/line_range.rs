//! The bytes of a node that can be read on their own.

use std::ops::Range;

use crate::yaml::lines;
use crate::yaml::tree::Node;

/// The lines of a node, if it has lines of its own; or the bytes of one in brackets.
pub(super) struct LineRange {
    pub(super) range: Range<usize>,
    /// Whether the lines begin with a dash.
    pub(super) dashed: bool,
}

impl LineRange {
    /// The lines from `start` to the end of `node`, if nothing else stands on the first.
    pub(super) fn from(
        source: &str,
        start: usize,
        node: &Node<'_>,
        dashed: bool,
    ) -> Option<LineRange> {
        lines::is_first(source, start).then(|| {
            let range = lines::start(source, start)..lines::end(source, node);
            LineRange { range, dashed }
        })
    }

    /// The bytes from bracket to bracket, which bound a node as lines do; what stands in front of
    /// them may be a part of it.
    pub(super) fn in_brackets(source: &str, node: &Node<'_>) -> Option<LineRange> {
        let text = &source[node.span.clone()];
        let bound = text.starts_with(['{', '[']) && text.ends_with(['}', ']']);
        let empty = node.entries().is_empty() && node.items().is_empty();
        let alone = node.is_flow() && bound && !empty && node.anchor.is_none() && !node.tagged;
        alone.then(|| LineRange { range: node.span.clone(), dashed: false })
    }
}
