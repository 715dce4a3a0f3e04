//! One walk down the tree and the patch together, which gathers the splices.

use std::ops::Range;

use super::patch::{Op, Patch, with_merge_key};
use super::splice::Splice;
use super::verify;
use crate::yaml::frame::{Frame, dashes};
use crate::yaml::layout::Layout;
use crate::yaml::lines::{self, column};
use crate::yaml::path::{Path, Step};
use crate::yaml::read::skip_trivia;
use crate::yaml::refusal::{Refusal, RefusalKind};
use crate::yaml::tree::{Entry, Kind, Node};
use crate::yaml::value::Value;

/// Says of a key that its place among its siblings means nothing: one that an orchestrator adds
/// and takes away.
pub type Transient = fn(&str) -> bool;

/// The smallest piece of a frame around some splices that can be read on its own: the lines of an
/// entry of a block mapping, of an element of a block sequence, or the frame. Indentation bounds
/// it, and every byte outside of it stays, so what is read there is what a reader of the whole
/// reads.
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
    pub(super) patch: Patch,
    /// Its splices among those of the walk.
    pub(super) splices: Range<usize>,
}

/// The lines of a node, if it has lines of its own.
#[derive(Clone)]
struct Lines {
    range: Range<usize>,
    dashed: bool,
}

/// What a node stands in, for the case that it is empty and must be filled.
#[derive(Clone, Copy)]
pub(super) enum Slot {
    /// The root of a frame.
    Root,
    /// The value of a block mapping's key at `column`; `colon` is the byte behind the `:`.
    Value { column: usize, colon: usize },
    /// An element of a block sequence whose dash is at `column`.
    Item { column: usize },
    /// Inside braces or brackets.
    Flow,
}

/// The walk and what it has gathered.
pub(super) struct Walk<'s, 't, 'a> {
    source: &'s str,
    transient: Transient,
    path: Path,
    pub(super) splices: Vec<Splice>,
    pub(super) parts: Vec<Part<'t, 'a>>,
    /// Whether a splice was made that belongs to no part yet.
    loose: bool,
    /// Inside of one edit's value: its effect is told as a whole, so it is one part.
    merging: bool,
}

impl<'s, 't, 'a> Walk<'s, 't, 'a> {
    pub(super) fn new(source: &'s str, transient: Transient) -> Walk<'s, 't, 'a> {
        Walk {
            source,
            transient,
            path: Path::default(),
            splices: Vec::new(),
            parts: Vec::new(),
            loose: false,
            merging: false,
        }
    }

    /// Walks a frame.
    pub(super) fn frame(
        &mut self,
        frame: &'t Frame<'a>,
        patch: &Patch,
        layout: Layout,
    ) -> Result<(), Refusal> {
        if verify::satisfied(&frame.root, patch) {
            return Ok(());
        }
        self.foreign_breaks(&frame.root, &frame.range)?;
        let lines = Lines { range: frame.range.clone(), dashed: frame.dashed };
        self.node(&frame.root, patch, Slot::Root, Some(lines), layout)
    }

    pub(super) fn splice(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.splices.push(Splice { range, text: text.into() });
        self.loose = true;
    }

    pub(super) fn source(&self) -> &'s str {
        self.source
    }

    pub(super) fn is_transient(&self, key: &str) -> bool {
        (self.transient)(key)
    }

    pub(super) fn refuse<T>(&self, kind: RefusalKind, offset: usize) -> Result<T, Refusal> {
        Err(Refusal { kind, path: self.path.clone(), offset })
    }

    /// Edits a node. What that splices is a part of its own if the node has lines of its own, and
    /// belongs to the container's part if not.
    fn node(
        &mut self,
        node: &'t Node<'a>,
        patch: &Patch,
        slot: Slot,
        lines: Option<Lines>,
        layout: Layout,
    ) -> Result<(), Refusal> {
        if verify::satisfied(node, patch) {
            return Ok(());
        }
        let (splices, parts) = (self.splices.len(), self.parts.len());
        let outside = std::mem::take(&mut self.loose);
        self.content(node, patch, slot, layout)?;
        match lines.filter(|_| self.loose && !self.merging) {
            Some(Lines { range, dashed }) => {
                self.parts.truncate(parts);
                self.parts.push(Part {
                    path: self.path.clone(),
                    lines: range,
                    dashed,
                    before: node,
                    patch: patch.clone(),
                    splices: splices..self.splices.len(),
                });
                self.loose = outside;
            }
            None => self.loose |= outside,
        }
        Ok(())
    }

    fn content(
        &mut self,
        node: &'t Node<'a>,
        patch: &Patch,
        slot: Slot,
        layout: Layout,
    ) -> Result<(), Refusal> {
        let start = node.span.start;
        match &node.kind {
            Kind::Alias { .. } => return self.refuse(RefusalKind::Alias, start),
            _ if node.anchor.is_some() => return self.refuse(RefusalKind::Anchor, start),
            _ if node.tagged => return self.refuse(RefusalKind::Tag, start),
            _ => {}
        }
        let empty = node.is_null()
            || (node.is_flow() && node.entries().is_empty() && node.items().is_empty());
        match (patch, &node.kind) {
            (Patch::Steps(_), _) if empty => match patch.created() {
                Some(value) => self.fill(node, &value, slot, layout),
                None => Ok(()),
            },
            (Patch::Steps(steps), Kind::Mapping { entries, .. }) => {
                self.mapping(node, entries, steps, layout)
            }
            (Patch::Steps(steps), Kind::Sequence { items, .. }) => {
                self.sequence(node, items, steps, layout)
            }
            (Patch::Steps(steps), Kind::Scalar { .. } | Kind::Alias { .. }) => {
                let key = matches!(steps.first(), Some((Step::Key(_), _)) | None);
                let expected = if key { "a mapping" } else { "a sequence" };
                self.refuse(RefusalKind::Unexpected { expected, found: node.kind_name() }, start)
            }
            (Patch::Op(Op::Set(value)), Kind::Scalar { style, .. }) => match value {
                Value::Map(_) | Value::List(_) if empty => self.fill(node, value, slot, layout),
                Value::Map(_) | Value::List(_) => {
                    let expected =
                        if let Value::Map(_) = value { "a mapping" } else { "a sequence" };
                    self.refuse(RefusalKind::Unexpected { expected, found: "a scalar" }, start)
                }
                scalar => {
                    self.replace(node, *style, scalar, slot, &layout);
                    Ok(())
                }
            },
            (Patch::Op(Op::Set(value)), _) => match value {
                Value::Map(_) | Value::List(_) if empty => self.fill(node, value, slot, layout),
                Value::Map(_) | Value::List(_)
                    if matches!(Patch::merging(value), Patch::Steps(_)) =>
                {
                    let outside = std::mem::replace(&mut self.merging, true);
                    self.content(node, &Patch::merging(value), slot, layout)?;
                    self.merging = outside;
                    Ok(())
                }
                _ => {
                    let found = node.kind_name();
                    self.refuse(RefusalKind::Unexpected { expected: "a scalar", found }, start)
                }
            },
            // The container above removes.
            (Patch::Op(Op::Remove), _) => Ok(()),
        }
    }

    fn mapping(
        &mut self,
        node: &'t Node<'a>,
        entries: &'t [Entry<'a>],
        steps: &[(Step, Patch)],
        layout: Layout,
    ) -> Result<(), Refusal> {
        let flow = node.is_flow();
        self.editable_keys(node, entries, flow)?;
        let layout = layout.inside(self.source, node, self.transient);
        let mut added = Vec::new();
        let mut removed = Vec::new();
        for (step, patch) in steps {
            let Step::Key(key) = step else {
                let kind = RefusalKind::Unexpected { expected: "a sequence", found: "a mapping" };
                return self.refuse(kind, node.span.start);
            };
            match entries.iter().position(|e| e.key.is(key)) {
                None => added.extend(patch.created().map(|value| (key.as_str(), value))),
                Some(place) if verify::vanishes(&entries[place].value, patch) => {
                    self.removable(&entries[place].key)?;
                    self.removable(&entries[place].value)?;
                    removed.push(place);
                }
                Some(place) => {
                    let entry = &entries[place];
                    let (slot, lines) = self.value_slot(entry, flow);
                    self.path.0.push(step.clone());
                    self.node(&entry.value, patch, slot, lines, layout)?;
                    self.path.0.pop();
                }
            }
        }
        removed.sort_unstable();
        if flow {
            self.swap_entries(entries, &mut removed, &mut added, &layout);
        }
        if !removed.is_empty() {
            self.remove_entries(node, entries, &removed);
        }
        if !added.is_empty() {
            self.add_entries(node, entries, added, &layout);
        }
        Ok(())
    }

    fn value_slot(&self, entry: &Entry<'_>, flow: bool) -> (Slot, Option<Lines>) {
        if flow {
            return (Slot::Flow, None);
        }
        let start = entry.key.span.start;
        let colon = skip_trivia(self.source, entry.key.span.end) + 1;
        let slot = Slot::Value { column: column(self.source, start), colon };
        (slot, self.lines(start, &entry.value, false))
    }

    fn item_slot(&self, item: &Node<'_>, dash: usize) -> (Slot, Option<Lines>) {
        let slot = Slot::Item { column: column(self.source, dash) };
        (slot, self.lines(dash, item, true))
    }

    /// The lines from `start` to the end of `node`, if nothing else stands on the first.
    fn lines(&self, start: usize, node: &Node<'_>, dashed: bool) -> Option<Lines> {
        let line = lines::start(self.source, start);
        let own = is_blank(&self.source[line..start]);
        own.then(|| Lines { range: line..lines::after(self.source, node), dashed })
    }

    fn sequence(
        &mut self,
        node: &'t Node<'a>,
        items: &'t [Node<'a>],
        steps: &[(Step, Patch)],
        layout: Layout,
    ) -> Result<(), Refusal> {
        let flow = node.is_flow();
        let dashes = if flow { Ok(Vec::new()) } else { dashes(self.source, node) };
        let dashes = match dashes {
            Ok(dashes) => dashes,
            Err(offset) => return self.refuse(RefusalKind::ExplicitKey, offset),
        };
        let mut added = Vec::new();
        let mut removed = Vec::new();
        for (step, patch) in steps {
            let place = match step {
                Step::Index(index) => Some(*index).filter(|i| *i < items.len()),
                Step::Element { key, value } => self.element(items, key, value)?,
                Step::Key(_) => {
                    let kind =
                        RefusalKind::Unexpected { expected: "a mapping", found: "a sequence" };
                    return self.refuse(kind, node.span.start);
                }
            };
            match (place, step) {
                (None, Step::Element { key, value }) => {
                    added.extend(patch.created().map(|v| with_merge_key(key, value, v)));
                }
                (None, _) => added.extend(patch.created()),
                (Some(place), _) if verify::vanishes(&items[place], patch) => {
                    self.removable(&items[place])?;
                    removed.push(place);
                }
                (Some(place), _) => {
                    let (slot, lines) = match dashes.get(place) {
                        Some(dash) => self.item_slot(&items[place], *dash),
                        None => (Slot::Flow, None),
                    };
                    self.path.0.push(step.clone());
                    self.node(&items[place], patch, slot, lines, layout)?;
                    self.path.0.pop();
                }
            }
        }
        removed.sort_unstable();
        if flow {
            self.swap_items(items, &mut removed, &mut added, &layout);
        }
        if !removed.is_empty() {
            self.remove_items(node, items, &dashes, &removed);
        }
        if !added.is_empty() {
            self.add_items(node, items, added, &layout.among(items));
        }
        Ok(())
    }
}

pub(super) fn is_blank(text: &str) -> bool {
    text.bytes().all(|b| b == b' ')
}
