//! The ResourceList, written back: its objects edited, items added, results set.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::yaml::{
    self, Change, Edit, Editor, Frame, Layout, Path, Refusal, RefusalKind, Splice, Splices, Value,
    lines,
};

use super::list::Shape;
use super::result::result;
use super::{Object, ResourceList};

/// What editing the objects of a text comes to.
#[derive(Debug, Default)]
pub struct Edited {
    pub(super) splices: Vec<Splice>,
    /// What the edits change, in the order of the objects' frames and of their edits.
    pub effects: Vec<Effect>,
}

/// A scalar that an edit changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The index of the edit.
    pub edit: usize,
    /// What it changes; the path starts at the object.
    pub change: Change,
}

/// An edit that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The index of the object.
    pub object: usize,
    /// Why; the path starts at the object.
    pub refusal: Refusal,
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
    /// Makes those of the edits, each given with the index of its object, whose object stands in
    /// the text with the index `text`. The text is made of `frames`.
    pub(super) fn of(
        source: &str,
        text: usize,
        frames: &[Frame<'_>],
        objects: &[Object<'_, '_>],
        edits: &[(usize, &Edit)],
    ) -> Result<Edited, Refused> {
        let mut edited = Edited::default();
        // What is in one frame is edited in one go.
        let mut of_frames: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (index, (object, _)) in edits.iter().enumerate() {
            if objects[*object].source == text {
                of_frames.entry(objects[*object].frame).or_default().push(index);
            }
        }
        let editor = Editor::new(source, Object::is_transient);
        for (frame, indices) in of_frames {
            let object = |index: usize| &objects[edits[index].0];
            let all: Vec<Edit> =
                indices.iter().map(|&index| below(&object(index).path, edits[index].1)).collect();
            let done = editor.edit(&frames[frame], &all);
            let done = done.map_err(|mut refusal| {
                let inside = |index: &&usize| refusal.path.0.starts_with(&object(**index).path.0);
                let found = indices.iter().rfind(inside).unwrap_or(&indices[0]);
                refusal.path = without(&object(*found).path, &refusal.path);
                Refused { object: edits[*found].0, refusal }
            })?;
            edited.splices.extend(done.splices);
            for (edit, changes) in indices.into_iter().zip(done.changes) {
                let effect = |mut change: Change| {
                    change.path = without(&object(edit).path, &change.path);
                    Effect { edit, change }
                };
                edited.effects.extend(changes.into_iter().map(effect));
            }
        }
        Ok(edited)
    }
}

/// Edits objects of a list; each edit is given with the index of its object.
///
/// # Errors
/// The first edit that was refused.
pub fn edit_list<'a>(
    list: &ResourceList<'a>,
    objects: &[Object<'_, 'a>],
    edits: &[(usize, &Edit)],
) -> Result<Edited, Refused> {
    Edited::of(list.source, 0, &list.frames, objects, edits)
}

/// A list with its objects edited, `added` items behind the last one, and these results in
/// place of the incoming ones.
///
/// # Errors
/// The list is written in a way that nothing can be added to.
pub fn write_list<'a>(
    list: &ResourceList<'a>,
    edited: Edited,
    added: &[Value],
    results: &[Diagnostic],
) -> Result<Written<'a>, Refusal> {
    let results: Vec<Value> = results.iter().map(result).collect();
    match &list.shape {
        Shape::Block { items, keys, results: old } => {
            let mut splices = edited.splices;
            let newline = lines::newline_near(list.source, 0);
            let layout = Layout { newline, compact: items.1 == keys.1, ..Layout::default() };
            let mut put = |range: Range<usize>, column, value| {
                let splice = lines_for(list.source, range, column, &value, &layout);
                splice.map(|splice| splices.push(splice))
            };
            if !added.is_empty() {
                put(items.0..items.0, items.1, Value::List(added.to_vec()))?;
            }
            let held = |range: &Range<usize>| is_held(list.source, range.end);
            let in_place = |old: &Range<usize>| old.end == keys.0 || held(old);
            let place = old.clone().filter(in_place).unwrap_or(keys.0..keys.0);
            let written = !results.is_empty() || !place.is_empty() && held(&place);
            let gone = old.clone().filter(|old| !written || *old != place);
            if written {
                put(place, keys.1, Value::map([("results", Value::List(results))]))?;
            }
            splices.extend(gone.map(|range| Splice { range, text: String::new() }));
            let splices = Splices::new(splices).ok_or_else(|| refusal(RefusalKind::Unsure))?;
            Ok(Written { source: Cow::Borrowed(list.source), splices })
        }
        Shape::Brackets { document, items } if added.is_empty() => {
            write_around(list.source, document, items, edited.splices, results)
        }
        Shape::Brackets { document, .. } | Shape::Whole(document) => {
            write_whole(list.source, document, edited.splices, added, results)
        }
    }
}

/// The list without its items, which may be nearly all of it, rewritten around them.
fn write_around<'a>(
    source: &'a str,
    document: &Range<usize>,
    items: &Range<usize>,
    mut splices: Vec<Splice>,
    results: Vec<Value>,
) -> Result<Written<'a>, Refusal> {
    let unsure = || refusal(RefusalKind::Unsure);
    let (before, behind) = (document.start..items.start, items.end..document.end);
    let text = [&source[before.clone()], EMPTY, &source[behind.clone()]].concat();
    let text = with_results(&text, Vec::new(), results)?;
    let place = span_of_items(&text).ok_or_else(unsure)?;
    for (range, text) in [(before, &text[..place.start]), (behind, &text[place.end..])] {
        if source[range.clone()] != *text {
            splices.push(Splice { range, text: text.to_owned() });
        }
    }
    let splices = Splices::new(splices).ok_or_else(unsure)?;
    Ok(Written { source: Cow::Borrowed(source), splices })
}

/// One edit after the other over the whole text.
fn write_whole<'a>(
    source: &'a str,
    document: &Range<usize>,
    splices: Vec<Splice>,
    added: &[Value],
    results: Vec<Value>,
) -> Result<Written<'a>, Refusal> {
    let splices = Splices::new(splices).ok_or_else(|| refusal(RefusalKind::Unsure))?;
    let text = splices.apply(source, document.clone());
    let root = yaml::parse(&text, 0..text.len()).ok().flatten();
    let items = root.as_ref().and_then(|root| root.get("items"));
    let known = items.map_or(0, |items| items.items().len());
    let path = |index: usize| Path::keys(["items"]).index(known + index);
    let edits = added.iter().enumerate();
    let edits = edits.map(|(index, item)| Edit::set(path(index), item.clone())).collect();
    let text = with_results(&text, edits, results)? + &source[document.end..];
    Ok(Written { source: Cow::Owned(text), splices: Splices::default() })
}

/// A list with these edits, and results in place of those that it has.
fn with_results(text: &str, mut edits: Vec<Edit>, results: Vec<Value>) -> Result<String, Refusal> {
    let path = Path::keys(["results"]);
    let text = rewritten(text, &[Edit::remove(path.clone())])?;
    if !results.is_empty() {
        edits.push(Edit::set(path, Value::List(results)));
    }
    rewritten(&text, &edits)
}

/// What stands for items that are apart.
const EMPTY: &str = "[]";

/// Where the items stand in the text of a list.
fn span_of_items(text: &str) -> Option<Range<usize>> {
    let root = yaml::parse(text, 0..text.len()).ok().flatten()?;
    root.get("items").map(|items| items.span.clone()).filter(|span| text[span.clone()] == *EMPTY)
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
