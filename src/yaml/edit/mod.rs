//! Wanted changes as byte ranges, checked by reading the result.

mod block;
mod fill;
mod flow;
mod guard;
mod patch;
mod splice;
mod verify;
mod walk;

pub use self::patch::{Edit, Op};
pub use self::splice::{Splice, Splices};
pub use self::verify::matches;
pub use self::walk::Transient;
use crate::yaml::frame::Frame;
use crate::yaml::layout::Layout;
use crate::yaml::lines;

use self::patch::Patch;
use self::walk::{Part, Walk};
use crate::yaml::path::{Path, Step};
use crate::yaml::refusal::{Refusal, RefusalKind};

/// What [`edit`] found to do.
#[derive(Clone, Debug, Default)]
pub struct Edited {
    /// The bytes to replace.
    pub splices: Splices,
    /// For each edit, the leaves that it changes; none if the document has the value already.
    pub changes: Vec<Vec<Change>>,
}

/// One scalar that differs after the edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where, with the indices of the edited document (for a removal: of the original).
    pub path: Path,
    /// The scalar before, if there was one.
    pub current: Option<String>,
    /// The scalar after, if there is one.
    pub proposed: Option<String>,
}

/// Computes the splices that make `edits` come true in a frame of `source`; the paths start at the
/// frame's root. Every part of the frame that a splice touches is read again and compared with
/// what was intended.
///
/// # Errors
/// A [`Refusal`] if an edit would pass through something that can't be edited safely, or if the
/// check fails.
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
    let root = &frame.root;
    let refusal = |kind, path| Refusal { kind, path, offset: root.span.start };
    let unsure = |path| {
        let last = lines::is_open_ended(source) && frame.range.end == source.len();
        if last && lines::ends_cut_off(source, root) {
            let kind = RefusalKind::CutOff;
            return Refusal { kind, path: Path::default(), offset: source.len() };
        }
        refusal(RefusalKind::Unsure, path)
    };
    let patch = Patch::new(edits).map_err(|path| refusal(RefusalKind::Conflict, path))?;
    let newline = lines::newline_near(source, frame.range.start);
    let mut walk = Walk::new(source, transient);
    walk.frame(frame, &patch, Layout { newline, ..Layout::default() })?;
    let Walk { splices, parts, .. } = walk;
    let mut changes = vec![Vec::new(); edits.len()];
    for part in &parts {
        let text = part_text(source, part, &splices).ok_or_else(|| unsure(part.path.clone()))?;
        let after = Frame::parse(&text, 0..text.len(), part.dashed).ok().flatten();
        let after = after.ok_or_else(|| unsure(part.path.clone()))?;
        // An entry is read with its key.
        let after = match part.path.0.last() {
            Some(key @ Step::Key(_)) => Path(vec![key.clone()]).find(&after.root),
            _ => Some(&after.root),
        };
        let after = after.ok_or_else(|| unsure(part.path.clone()))?;
        verify::edited(part.before, after, &part.patch).map_err(|below| {
            let steps = part.path.0.iter().cloned().chain(below).collect();
            unsure(Path(steps))
        })?;
        for (edit, changes) in edits.iter().zip(&mut changes) {
            if edit.path.0.starts_with(&part.path.0) {
                changes.extend(verify::changes(edit, root, &part.path, after));
            }
        }
    }
    let splices = Splices::new(splices).ok_or_else(|| unsure(Path::default()))?;
    Ok(Edited { splices, changes })
}

/// The text of a part with its splices.
fn part_text(source: &str, part: &Part<'_, '_>, splices: &[Splice]) -> Option<String> {
    let splices = Splices::new(splices[part.splices.clone()].to_vec())?;
    let inside = |s: &Splice| part.lines.start <= s.range.start && s.range.end <= part.lines.end;
    splices.iter().all(inside).then(|| splices.apply(source, part.lines.clone()))
}
