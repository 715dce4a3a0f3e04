//! What of a document is read again after an edit.

use std::ops::Range;

use super::patch::EditTree;
use crate::yaml::path::Path;
use crate::yaml::tree::Node;

/// The smallest piece of a frame around some splices that can be read on its own: the lines of an
/// entry of a block mapping, of an element of a block sequence, an element in brackets, or the
/// frame. Indentation or its brackets bound it, its first token and every byte outside of it stay.
pub(super) struct Part<'t, 'a> {
    /// Its path in the frame.
    pub(super) path: Path,
    /// Its lines.
    pub(super) lines: Range<usize>,
    /// Whether the lines begin with a dash.
    pub(super) dashed: bool,
    /// What stood there.
    pub(super) before: &'t Node<'a>,
    /// What shall change.
    pub(super) tree: &'t EditTree,
    /// Its splices among those of the walk.
    pub(super) splices: Range<usize>,
}
