//! The ResourceList, written back: its objects edited, items added, results set.

use std::borrow::Cow;
use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::yaml::{
    self, Change, Edit, Frame, Layout, Node, Path, Refusal, RefusalKind, Splice, Splices, Value,
    lines,
};

use super::list::Shape;
use super::result::result;
use super::{Object, ResourceList};

/// What editing the objects of a list comes to.
#[derive(Debug, Default)]
pub struct Edited {
    pub(super) splices: Vec<Splice>,
    /// For each object, for each of its edits, the leaves that it changes.
    pub changes: Vec<Vec<Vec<Change>>>,
}

/// The output: the input and what is spliced into it.
#[derive(Debug)]
pub struct Written<'a> {
    pub(super) source: Cow<'a, str>,
    pub(super) splices: Splices,
}

impl<'a> Written<'a> {
    /// The source, unchanged.
    pub fn as_it_is(source: &'a str) -> Written<'a> {
        Written { source: Cow::Borrowed(source), splices: Splices::default() }
    }

    /// Whether it is the source, unchanged.
    pub fn is_unchanged(&self) -> bool {
        matches!(self.source, Cow::Borrowed(_)) && self.splices.is_empty()
    }

    /// The output in pieces, to be written one after the other.
    pub fn slices(&self) -> Vec<&str> {
        self.splices.slices(&self.source, 0..self.source.len())
    }
}

impl Edited {
    /// Edits objects of the frames of one source.
    pub(super) fn of(
        source: &str,
        frames: &[Frame<'_>],
        objects: &[Object<'_, '_>],
        edits: &[Vec<Edit>],
    ) -> Result<Edited, (usize, Refusal)> {
        let mut edited = Edited { splices: Vec::new(), changes: vec![Vec::new(); objects.len()] };
        let mut from = 0;
        // Objects of one frame stand together: they are edited in one go.
        for group in objects.chunk_by(|a, b| a.frame == b.frame) {
            let members = from..from + group.len();
            from = members.end;
            let edits = &edits[members.clone()];
            if edits.iter().all(Vec::is_empty) {
                continue;
            }
            let all: Vec<Edit> = group
                .iter()
                .zip(edits)
                .flat_map(|(object, edits)| edits.iter().map(|edit| below(&object.path, edit)))
                .collect();
            let frame = &frames[group[0].frame];
            let done = yaml::edit(source, frame, &all, Object::is_transient);
            let done = done.map_err(|mut refusal| {
                let inside = |object: &Object<'_, '_>| refusal.path.0.starts_with(&object.path.0);
                let place = group.iter().zip(edits).rposition(|(o, e)| !e.is_empty() && inside(o));
                let place = place.or(edits.iter().position(|e| !e.is_empty())).unwrap_or(0);
                refusal.path = without(&group[place].path, &refusal.path);
                (members.start + place, refusal)
            })?;
            edited.splices.extend(done.splices);
            let mut changes = done.changes.into_iter();
            for ((object, edits), out) in group.iter().zip(edits).zip(&mut edited.changes[members])
            {
                out.extend(changes.by_ref().take(edits.len()).map(|mut leaves| {
                    for leaf in &mut leaves {
                        leaf.path = without(&object.path, &leaf.path);
                    }
                    leaves
                }));
            }
        }
        Ok(edited)
    }
}

impl<'a> ResourceList<'a> {
    /// Edits objects of this list; the first edits go with the first object, and so on.
    ///
    /// # Errors
    /// The place of the object in `objects`, and why an edit of it was refused.
    pub fn edit(
        &self,
        objects: &[Object<'_, 'a>],
        edits: &[Vec<Edit>],
    ) -> Result<Edited, (usize, Refusal)> {
        Edited::of(self.source, &self.frames, objects, edits)
    }

    /// The list with its objects edited, `added` items behind the last one, and these results in
    /// place of the incoming ones.
    ///
    /// # Errors
    /// The list is written in a way that nothing can be added to.
    pub fn write(
        &self,
        edited: Edited,
        added: &[Value],
        results: &[Diagnostic],
    ) -> Result<Written<'a>, Refusal> {
        let results: Vec<Value> = results.iter().map(result).collect();
        match &self.shape {
            Shape::Block { items, keys, results: old } => {
                let mut splices = edited.splices;
                let newline = lines::newline_near(self.source, 0);
                let layout = Layout { newline, compact: items.1 == keys.1, ..Layout::default() };
                let mut put = |range: Range<usize>, column, value| {
                    let splice = lines_for(self.source, range, column, &value, &layout);
                    splice.map(|splice| splices.push(splice))
                };
                if !added.is_empty() {
                    put(items.0..items.0, items.1, Value::List(added.to_vec()))?;
                }
                let held = |range: &Range<usize>| is_held(self.source, range.end);
                let in_place = |old: &Range<usize>| old.end == keys.0 || held(old);
                let place = old.clone().filter(in_place).unwrap_or(keys.0..keys.0);
                let written = !results.is_empty() || !place.is_empty() && held(&place);
                let gone = old.clone().filter(|old| !written || *old != place);
                if written {
                    put(place, keys.1, Value::map([("results", Value::List(results))]))?;
                }
                splices.extend(gone.map(|range| Splice { range, text: String::new() }));
                let splices = Splices::new(splices).ok_or_else(|| refusal(RefusalKind::Unsure))?;
                Ok(Written { source: Cow::Borrowed(self.source), splices })
            }
            Shape::Whole => self.write_whole(edited, added, results),
        }
    }

    /// One edit after the other over the whole text, the items apart where none is added: they may
    /// be nearly all of it.
    fn write_whole(
        &self,
        edited: Edited,
        added: &[Value],
        results: Vec<Value>,
    ) -> Result<Written<'a>, Refusal> {
        let splices = Splices::new(edited.splices).ok_or_else(|| refusal(RefusalKind::Unsure))?;
        let Frame { range, root, .. } = &self.frames[0];
        let items = Path::keys(["items"]);
        let known = root.get("items").map_or(0, |items| items.items().len());
        let mut edits: Vec<Edit> = added
            .iter()
            .enumerate()
            .map(|(place, item)| Edit::set(items.index(known + place), item.clone()))
            .collect();
        if !results.is_empty() {
            edits.push(Edit::set(Path::keys(["results"]), Value::List(results)));
        }
        let apart = root.get("items").filter(|node| added.is_empty() && is_apart(node));
        let without = |items: &Node<'_>| {
            let (before, after) = (range.start..items.span.start, items.span.end..range.end);
            [&self.source[before], EMPTY, &self.source[after]].concat()
        };
        // An anchor on one side may have its alias on the other.
        let apart = apart.map(|items| (items, without(items)));
        let apart = apart.filter(|(_, text)| !text.contains(['&', '*']));
        let (apart, mut text) = match apart {
            Some((items, text)) => (Some(items), text),
            None => (None, splices.apply(self.source, range.clone())),
        };
        text = rewritten(&text, &[Edit::remove(Path::keys(["results"]))])?;
        text = rewritten(&text, &edits)?;
        if let Some(items) = apart {
            let place = place_of_items(&text).ok_or_else(|| refusal(RefusalKind::Unsure))?;
            text.replace_range(place, &splices.apply(self.source, items.span.clone()));
        }
        text.push_str(&self.source[range.end..]);
        Ok(Written { source: Cow::Owned(text), splices: Splices::default() })
    }
}

/// What stands for items that are apart.
const EMPTY: &str = "[]";

/// Whether a list is bounded by its brackets, so that another may stand in its place.
fn is_apart(list: &Node<'_>) -> bool {
    list.is_flow() && !list.items().is_empty() && list.anchor.is_none() && !list.tagged
}

/// Where the items stand in the text of a list.
fn place_of_items(text: &str) -> Option<Range<usize>> {
    let root = yaml::parse(text, 0..text.len()).ok().flatten()?;
    root.get("items").map(|items| items.span.clone()).filter(|place| text[place.clone()] == *EMPTY)
}

/// A value as lines in place of those in `range`, read again and compared unless it is evident what
/// they are.
fn lines_for(
    source: &str,
    range: Range<usize>,
    column: usize,
    value: &Value,
    layout: &Layout,
) -> Result<Splice, Refusal> {
    let text = yaml::block(value, column, layout);
    let mut text = lines::added(source, range.end, column, &text, layout.newline);
    if !range.is_empty() && text.starts_with(layout.newline) {
        // The break of the line before stays.
        text.drain(..layout.newline.len());
    }
    if yaml::is_evident(value) {
        return Ok(Splice { range, text });
    }
    match yaml::parse(&text, 0..text.len()) {
        Ok(Some(root)) if yaml::matches(&root, value) => Ok(Splice { range, text }),
        _ => Err(Refusal { kind: RefusalKind::Unsure, path: Path::default(), offset: range.start }),
    }
}

/// Whether an entry that ends at `end` must stay: a blank line or an indented comment follows, and
/// a block scalar before the entry would take it in.
fn is_held(source: &str, end: usize) -> bool {
    source[end..].starts_with([' ', '\t', '\r', '\n'])
}

pub(super) fn rewritten(text: &str, edits: &[Edit]) -> Result<String, Refusal> {
    let range = 0..text.len();
    let root = yaml::parse(text, range.clone()).ok().flatten();
    let root = root.ok_or_else(|| refusal(RefusalKind::Unsure))?;
    let frame = Frame { range: range.clone(), root, dashed: false };
    let edited = yaml::edit(text, &frame, edits, Object::is_transient)?;
    Ok(edited.splices.apply(text, range))
}

pub(super) fn refusal(kind: RefusalKind) -> Refusal {
    Refusal { kind, path: Path::default(), offset: 0 }
}

fn below(prefix: &Path, edit: &Edit) -> Edit {
    let steps = prefix.0.iter().chain(&edit.path.0).cloned().collect();
    Edit { path: Path(steps), op: edit.op.clone() }
}

fn without(prefix: &Path, path: &Path) -> Path {
    Path(path.0.strip_prefix(prefix.0.as_slice()).unwrap_or(&path.0).to_vec())
}
