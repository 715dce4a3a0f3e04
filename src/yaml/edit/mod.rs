//! Wanted changes as byte ranges, checked by reading the result.
//!
//! `patch` gathers the edits into a tree; `walk` goes down that tree and the document's together
//! and asks `guard` what may be edited, and `block`, `flow` and `fill` for the splices; `verify`
//! reads again what the splices make.

mod aliases;
mod block;
mod change;
mod fill;
mod flow;
mod guard;
mod line_range;
mod member;
mod part;
mod patch;
mod splice;
mod verify;
mod walk;

pub use self::change::Change;
pub use self::patch::{Edit, Op};
pub use self::splice::{Splice, Splices};

use std::collections::HashMap;

use self::aliases::Aliases;
use self::part::Part;
use self::patch::EditTree;
use self::walk::Walk;
use super::frame::Frame;
use super::layout::Transient;
use super::lines;
use super::path::{Path, Step};
use super::refusal::{Refusal, RefusalKind};

/// What [`edit`] found to do.
#[derive(Clone, Debug, Default)]
pub struct Edited {
    /// The bytes to replace.
    pub splices: Splices,
    /// For each edit, the leaves that it changes; none if the document has the value already.
    pub changes: Vec<Vec<Change>>,
}

/// Edits the one frame of a text that is to be edited, see [`Editor::edit`].
///
/// # Errors
/// As of [`Editor::edit`].
///
/// ```
/// use flux_workload_identity::yaml::{Edit, Frame, Path, edit, parse};
/// let source = "metadata:\n  annotations: {} # none yet\n";
/// let root = parse(source, 0..source.len()).unwrap().unwrap();
/// let frame = Frame { range: 0..source.len(), root, dashed: false };
/// let path = Path::keys(["metadata", "annotations", "a"]);
/// let edited = edit(source, &frame, &[Edit::set(path, "b")], |_| false).unwrap();
/// let text = edited.splices.apply(source, 0..source.len());
/// assert_eq!(text, "metadata:\n  annotations: # none yet\n    a: b\n");
/// ```
pub fn edit(
    source: &str,
    frame: &Frame<'_>,
    edits: &[Edit],
    transient: Transient,
) -> Result<Edited, Refusal> {
    Editor::new(source, transient).edit(frame, edits)
}

/// Edits the frames of one text.
#[derive(Debug)]
pub struct Editor<'s> {
    source: &'s str,
    aliases: Aliases<'s>,
    transient: Transient,
}

impl<'s> Editor<'s> {
    /// Of a text. `transient` are the keys that no other key is put behind.
    pub fn new(source: &'s str, transient: Transient) -> Editor<'s> {
        Editor { source, aliases: Aliases::of(source), transient }
    }

    /// Computes the splices that make `edits` come true in a frame of the text; the paths start at
    /// the frame's root. Every part of the frame that a splice touches is read again and compared
    /// with what was intended.
    ///
    /// # Errors
    /// A [`Refusal`] if an edit would pass through something that can't be edited safely, or if the
    /// check fails.
    pub fn edit(&self, frame: &Frame<'_>, edits: &[Edit]) -> Result<Edited, Refusal> {
        let source = self.source;
        let root = &frame.root;
        let refusal = |kind, path| Refusal { kind, path, offset: root.span.start };
        let wrong = |kind, path| {
            let last = lines::is_open_ended(source) && frame.range.end == source.len();
            if last && kind == RefusalKind::Unsure && lines::ends_cut_off(source, root) {
                let kind = RefusalKind::CutOff;
                return Refusal { kind, path: Path::default(), offset: source.len() };
            }
            refusal(kind, path)
        };
        let tree = EditTree::new(edits).map_err(|path| refusal(RefusalKind::Conflict, path))?;
        let Walk { splices, parts, .. } =
            Walk::frame((source, &self.aliases), frame, &tree, self.transient)?;
        let mut changes = vec![Vec::new(); edits.len()];
        for (part, edits_of_part) in parts.iter().zip(by_part(&parts, edits)) {
            let text = verify::text(source, part, &splices);
            let text = text.ok_or_else(|| wrong(RefusalKind::Unsure, part.path.clone()))?;
            let after = verify::verified(&text, part).map_err(|(kind, below)| {
                wrong(kind, Path(part.path.0.iter().cloned().chain(below).collect()))
            })?;
            for index in edits_of_part {
                changes[index] = change::changes(&edits[index], root, &part.path, &after);
            }
        }
        let splices =
            Splices::new(splices).ok_or_else(|| wrong(RefusalKind::Unsure, Path::default()))?;
        Ok(Edited { splices, changes })
    }
}

/// The indices of the edits of each part. Parts lie beside each other, so that an edit is of one.
fn by_part(parts: &[Part<'_, '_>], edits: &[Edit]) -> Vec<Vec<usize>> {
    let indices = parts.iter().enumerate().map(|(index, part)| (part.path.0.as_slice(), index));
    let indices: HashMap<&[Step], usize> = indices.collect();
    let mut found = vec![Vec::new(); parts.len()];
    for (index, edit) in edits.iter().enumerate() {
        let mut above = (0..=edit.path.0.len()).map(|length| &edit.path.0[..length]);
        if let Some(part) = above.find_map(|steps| indices.get(steps)) {
            found[*part].push(index);
        }
    }
    found
}
