//! Turns wanted changes into byte ranges: one walk down the tree and the patch together.

use std::ops::Range;

use thiserror::Error;

use super::check;
use super::emit;
use super::frame::{Frame, dashes};
use super::layout::Layout;
use super::lines::{self, column};
use super::patch::{Edit, Op, Patch, with_merge_key};
use super::path::{Path, Step};
use super::quote;
use super::read::skip_trivia;
use super::splice::{Splice, Splices};
use super::tree::{Entry, Kind, Node, Style};
use super::value::Value;

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

/// Why an edit was not made. Nothing is changed then.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{kind}")]
pub struct Refusal {
    /// The reason.
    pub kind: RefusalKind,
    /// The place in the tree that [`edit`] was given.
    pub path: Path,
    /// The byte in the source.
    pub offset: usize,
}

/// What an edit can't pass through.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum RefusalKind {
    #[error("an alias stands where a value must be edited")]
    Alias,
    #[error("the value to edit has an anchor; an edit here would change every alias of it")]
    Anchor,
    #[error("the value to edit has a tag")]
    Tag,
    #[error("a merge key (<<) stands in the mapping to edit")]
    MergeKey,
    #[error("the key {0:?} stands twice in the mapping to edit")]
    DuplicateKey(String),
    #[error("two elements have {0}")]
    DuplicateElement(String),
    #[error("a key in the mapping to edit is written with ? or indented with tabs")]
    ExplicitKey,
    #[error("{expected} is expected here, found {found}")]
    Unexpected { expected: &'static str, found: &'static str },
    #[error("a line break that YAML 1.1 and 1.2 read differently (U+0085, U+2028 or U+2029)")]
    ForeignBreak,
    #[error("two edits of one run disagree about this place")]
    Conflict,
    #[error("the edited text would not read as the intended value")]
    Unsure,
}

impl RefusalKind {
    /// What the user can do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            RefusalKind::Alias | RefusalKind::Anchor | RefusalKind::MergeKey => {
                "write the value out where it is used"
            }
            RefusalKind::Tag => "remove the tag",
            RefusalKind::DuplicateKey(_) | RefusalKind::DuplicateElement(_) => {
                "keep one of the two"
            }
            RefusalKind::ExplicitKey => "write it as `key: value`, indented with blanks",
            RefusalKind::Unexpected { .. } => "correct the manifest",
            RefusalKind::ForeignBreak => "write the character as an escape in double quotes",
            RefusalKind::Conflict | RefusalKind::Unsure => {
                "this is a limit of the program: please report it with the input"
            }
        }
    }
}

/// Says of a key that its place among its siblings means nothing: one that an orchestrator adds
/// and takes away.
pub type Transient = fn(&str) -> bool;

/// Computes the splices that make `edits` come true in a frame of `source`; the paths start at the
/// frame's root. The edited frame is read again and compared with what was intended.
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
    let patch = Patch::new(edits).map_err(|path| refusal(RefusalKind::Conflict, path))?;
    if check::satisfied(root, &patch) {
        return Ok(Edited { splices: Splices::default(), changes: vec![Vec::new(); edits.len()] });
    }
    let mut walk = Walk { source, transient, splices: Vec::new(), path: Path::default() };
    walk.foreign_breaks(root, &frame.range)?;
    let newline = lines::newline_near(source, frame.range.start);
    walk.node(root, &patch, Slot::Root, Layout { newline, ..Layout::default() })?;
    let unsure = |path| refusal(RefusalKind::Unsure, path);
    let splices = Splices::new(walk.splices).ok_or_else(|| unsure(Path::default()))?;
    let text = splices.apply(source, frame.range.clone());
    let Ok(Some(after)) = Frame::parse(&text, 0..text.len(), frame.dashed) else {
        return Err(unsure(Path::default()));
    };
    check::edited(root, &after.root, &patch).map_err(|path| unsure(Path(path)))?;
    let changes = edits.iter().map(|edit| check::changes(edit, root, &after.root)).collect();
    Ok(Edited { splices, changes })
}

/// What a node stands in, for the case that it is empty and must be filled.
#[derive(Clone, Copy)]
enum Slot {
    Root,
    /// The value of a block mapping's key at `column`; `colon` is the byte behind the `:`.
    Value {
        column: usize,
        colon: usize,
    },
    /// An element of a block sequence whose dash is at `column`.
    Item {
        column: usize,
    },
    /// Inside braces or brackets.
    Flow,
}

struct Walk<'s> {
    source: &'s str,
    transient: Transient,
    splices: Vec<Splice>,
    path: Path,
}

impl Walk<'_> {
    fn refuse<T>(&self, kind: RefusalKind, offset: usize) -> Result<T, Refusal> {
        Err(Refusal { kind, path: self.path.clone(), offset })
    }

    fn splice(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.splices.push(Splice { range, text: text.into() });
    }

    fn node(
        &mut self,
        node: &Node<'_>,
        patch: &Patch,
        slot: Slot,
        layout: Layout,
    ) -> Result<(), Refusal> {
        if check::satisfied(node, patch) {
            return Ok(());
        }
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
                    self.node(node, &Patch::merging(value), slot, layout)
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
        node: &Node<'_>,
        entries: &[Entry<'_>],
        steps: &[(Step, Patch)],
        layout: Layout,
    ) -> Result<(), Refusal> {
        let flow = node.is_flow();
        self.editable_keys(node, entries, flow)?;
        let layout = layout.inside(self.source, node);
        let mut added = Vec::new();
        let mut removed = Vec::new();
        for (step, patch) in steps {
            let Step::Key(key) = step else {
                let kind = RefusalKind::Unexpected { expected: "a sequence", found: "a mapping" };
                return self.refuse(kind, node.span.start);
            };
            match entries.iter().position(|e| e.key.is(key)) {
                None => added.extend(patch.created().map(|value| (key.as_str(), value))),
                Some(place) if check::vanishes(&entries[place].value, patch) => removed.push(place),
                Some(place) => {
                    let entry = &entries[place];
                    let slot = if flow {
                        Slot::Flow
                    } else {
                        let colon = skip_trivia(self.source, entry.key.span.end) + 1;
                        Slot::Value { column: column(self.source, entry.key.span.start), colon }
                    };
                    self.path.0.push(step.clone());
                    self.node(&entry.value, patch, slot, layout)?;
                    self.path.0.pop();
                }
            }
        }
        removed.sort_unstable();
        let spans: Vec<_> = entries.iter().map(|e| e.key.span.start..e.value.span.end).collect();
        if flow {
            self.remove_flow(&spans, &removed);
        } else {
            let ends =
                entries.iter().map(|e| lines::after(self.source, &e.value)).collect::<Vec<_>>();
            self.remove_block(&spans, &ends, &removed);
        }
        self.add_entries(node, entries, added, &layout);
        Ok(())
    }

    /// Refuses a mapping whose keys can't be told apart or moved around safely.
    fn editable_keys(
        &self,
        node: &Node<'_>,
        entries: &[Entry<'_>],
        flow: bool,
    ) -> Result<(), Refusal> {
        for (place, entry) in entries.iter().enumerate() {
            let start = entry.key.span.start;
            match &entry.key.kind {
                Kind::Scalar { value, style: Style::Plain } if value == "<<" => {
                    return self.refuse(RefusalKind::MergeKey, start);
                }
                Kind::Scalar { value, .. } => {
                    if entries[..place].iter().any(|e| e.key.is(value)) {
                        return self.refuse(RefusalKind::DuplicateKey(value.to_string()), start);
                    }
                }
                _ => return self.refuse(RefusalKind::ExplicitKey, start),
            }
            let inline = place == 0 && start == node.span.start;
            let blank = &self.source[lines::start(self.source, start)..start];
            if !flow && !inline && !blank.bytes().all(|b| b == b' ') {
                return self.refuse(RefusalKind::ExplicitKey, start);
            }
            if !flow
                && !self.source[skip_trivia(self.source, entry.key.span.end)..].starts_with(':')
            {
                return self.refuse(RefusalKind::ExplicitKey, start);
            }
        }
        Ok(())
    }

    fn sequence(
        &mut self,
        node: &Node<'_>,
        items: &[Node<'_>],
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
                (Some(place), _) if check::vanishes(&items[place], patch) => removed.push(place),
                (Some(place), _) => {
                    let slot = match dashes.get(place) {
                        Some(dash) => Slot::Item { column: column(self.source, *dash) },
                        None => Slot::Flow,
                    };
                    self.path.0.push(step.clone());
                    self.node(&items[place], patch, slot, layout)?;
                    self.path.0.pop();
                }
            }
        }
        removed.sort_unstable();
        if flow {
            let spans: Vec<_> = items.iter().map(|item| item.span.clone()).collect();
            self.remove_flow(&spans, &removed);
        } else {
            let starts = dashes.iter().zip(items).map(|(dash, item)| *dash..item.span.end);
            let ends = items.iter().map(|item| lines::after(self.source, item)).collect::<Vec<_>>();
            self.remove_block(&starts.collect::<Vec<_>>(), &ends, &removed);
        }
        self.add_items(node, items, added, &layout);
        Ok(())
    }

    /// The place of the one element with that merge key.
    fn element(
        &self,
        items: &[Node<'_>],
        key: &str,
        value: &str,
    ) -> Result<Option<usize>, Refusal> {
        let mut found = None;
        for (place, item) in items.iter().enumerate() {
            if let Kind::Alias { .. } = item.kind {
                return self.refuse(RefusalKind::Alias, item.span.start);
            }
            if item.get(key).is_some_and(|v| v.is(value)) {
                if found.is_some() {
                    let kind = RefusalKind::DuplicateElement(format!("{key} {value:?}"));
                    return self.refuse(kind, item.span.start);
                }
                found = Some(place);
            }
        }
        Ok(found)
    }

    /// Writes another scalar in place of one, in its quotes.
    fn replace(
        &mut self,
        node: &Node<'_>,
        style: Style,
        value: &Value,
        slot: Slot,
        layout: &Layout,
    ) {
        let quotes = match style {
            Style::Single => Layout { always_quote: true, quote: '\'', ..*layout },
            Style::Double => Layout { always_quote: true, quote: '"', ..*layout },
            Style::Plain | Style::Block { .. } => Layout { always_quote: false, ..*layout },
        };
        let flow = matches!(slot, Slot::Flow);
        let json = flow && layout.key_quote == Some('"');
        let text = match (value, slot) {
            (Value::String(text), Slot::Value { column, .. }) if emit::is_literal(text) => {
                emit::literal(text, column, layout)
            }
            _ => emit::scalar(value, flow, if json { layout } else { &quotes }),
        };
        let gap = if node.span.is_empty() { " " } else { "" };
        self.splice(node.span.clone(), format!("{gap}{text}"));
    }

    /// Writes a collection where nothing, null or an empty one is.
    fn fill(
        &mut self,
        node: &Node<'_>,
        value: &Value,
        slot: Slot,
        layout: Layout,
    ) -> Result<(), Refusal> {
        let written = &self.source[node.span.clone()];
        if written.contains('#') {
            let found = "an empty collection with a comment in it";
            let kind = RefusalKind::Unexpected { expected: "entries or {}", found };
            return self.refuse(kind, node.span.start);
        }
        let inner = Layout { key_quote: None, always_quote: false, ..layout };
        match slot {
            Slot::Flow | Slot::Root => {
                let gap = if node.span.is_empty() { " " } else { "" };
                let indent = self.flow_indent(node.span.start);
                let text = emit::flow(value, indent, &layout);
                self.splice(node.span.clone(), format!("{gap}{text}"));
            }
            Slot::Value { column, colon } => {
                if !node.span.is_empty() {
                    self.splice(colon..node.span.end, "");
                }
                let compact = matches!(value, Value::List(_)) && layout.compact;
                let column = if compact { column } else { column + layout.step };
                let text = emit::block(value, column, &inner);
                self.add_lines(lines::next(self.source, node.span.end), column, &text, &layout);
            }
            Slot::Item { column } => {
                let gap = if node.span.is_empty() { " " } else { "" };
                let text = emit::block(value, column + 2, &inner);
                self.splice(node.span.clone(), format!("{gap}{text}"));
            }
        }
        Ok(())
    }

    /// Adds whole lines at the start of a line, or behind the last one.
    fn add_lines(&mut self, at: usize, column: usize, text: &str, layout: &Layout) {
        self.splice(at..at, lines::added(self.source, at, column, text, layout.newline));
    }

    fn add_entries(
        &mut self,
        node: &Node<'_>,
        entries: &[Entry<'_>],
        mut added: Vec<(&str, Value)>,
        layout: &Layout,
    ) {
        let names: Vec<Option<&str>> =
            entries.iter().map(|e| e.key.text().filter(|k| !(self.transient)(k))).collect();
        let lasting: Vec<&str> = names.iter().flatten().copied().collect();
        let sorted = !lasting.is_empty() && lasting.is_sorted();
        if sorted {
            added.sort_by(|a, b| a.0.cmp(b.0));
        }
        for (key, value) in added {
            // The entry that the new one follows; none puts it first.
            let place = if sorted {
                let before = names.iter().rposition(|n| n.is_some_and(|n| n < key));
                let first = names.iter().position(Option::is_some).unwrap_or(0);
                before.map_or(first, |place| place + 1)
            } else {
                entries.len()
            };
            if node.is_flow() {
                let spans: Vec<_> =
                    entries.iter().map(|e| e.key.span.start..e.value.span.end).collect();
                let indent = self.flow_indent(spans[0].start);
                let text = emit::flow_entry(key, &value, indent, layout);
                self.add_flow(&spans, place, &text, layout);
            } else {
                let column = column(self.source, entries[0].key.span.start);
                let text = emit::entry(key, &value, column, layout);
                self.add_block_entry(entries, place, column, &text, layout);
            }
        }
    }

    fn add_block_entry(
        &mut self,
        entries: &[Entry<'_>],
        place: usize,
        column: usize,
        text: &str,
        layout: &Layout,
    ) {
        let after =
            place.checked_sub(1).map(|before| lines::after(self.source, &entries[before].value));
        // Behind a block scalar that the end of input cuts off nothing can be written.
        let cut = |at: usize| {
            let last = entries.last().is_some_and(|e| lines::ends_cut_off(self.source, &e.value));
            last && at == self.source.len()
        };
        match after {
            Some(at) if !cut(at) => self.add_lines(at, column, text, layout),
            _ => {
                let next = if after.is_some() { entries.len() - 1 } else { place };
                let start = entries[next].key.span.start;
                let line = lines::start(self.source, start);
                if self.source[line..start].bytes().all(|b| b == b' ') {
                    let line = self.above_comments(line);
                    self.add_lines(line, column, text, layout);
                } else {
                    let indent = " ".repeat(column);
                    self.splice(start..start, format!("{text}{}{indent}", layout.newline));
                }
            }
        }
    }

    /// The start of the first of the comment lines that stand right above `line`.
    fn above_comments(&self, mut line: usize) -> usize {
        while let Some(text) = self.source[..line].strip_suffix('\n') {
            let above = lines::start(self.source, text.trim_end_matches('\r').len());
            if !self.source[above..line].trim_start().starts_with('#') {
                break;
            }
            line = above;
        }
        line
    }

    fn add_items(
        &mut self,
        node: &Node<'_>,
        items: &[Node<'_>],
        added: Vec<Value>,
        layout: &Layout,
    ) {
        let wide = |item: &&Node<'_>| item.entries().len() > 1;
        let sorted = |item: &Node<'_>| item.entries().is_sorted_by_key(|e| e.key.text());
        let sort = items.iter().any(|i| wide(&i)) && items.iter().filter(wide).all(sorted);
        for value in added {
            let value = if sort { value.sorted() } else { value };
            if node.is_flow() {
                let spans: Vec<_> = items.iter().map(|i| i.span.clone()).collect();
                let indent = self.flow_indent(spans[0].start);
                let text = emit::flow(&value, indent, layout);
                self.add_flow(&spans, spans.len(), &text, layout);
            } else {
                let column = column(self.source, node.span.start);
                let layout = Layout { key_quote: None, always_quote: false, ..*layout };
                let text = emit::block(&value, column + 2, &layout);
                let last = &items[items.len() - 1];
                self.add_lines(
                    lines::after(self.source, last),
                    column,
                    &format!("- {text}"),
                    &layout,
                );
            }
        }
    }

    /// The column of a flow collection's lines, if it has one element a line.
    fn flow_indent(&self, first: usize) -> Option<usize> {
        let line = lines::start(self.source, first);
        let blank = self.source[line..first].bytes().all(|b| b == b' ' || b == b'\t');
        blank.then_some(first - line)
    }

    /// Adds an element of a flow collection in front of the one at `place`, or behind the last.
    fn add_flow(&mut self, spans: &[Range<usize>], place: usize, text: &str, layout: &Layout) {
        let first = spans[0].start;
        let line = lines::start(self.source, first);
        let own_line = self.flow_indent(first).is_some();
        let indent = if own_line { &self.source[line..first] } else { "" };
        let gap = if own_line {
            format!("{}{indent}", layout.newline)
        } else if spans.len() > 1 && self.source[spans[0].end..spans[1].start] == *"," {
            String::new()
        } else {
            " ".to_owned()
        };
        if let Some(next) = spans.get(place) {
            self.splice(next.start..next.start, format!("{text},{gap}"));
            return;
        }
        let end = spans[spans.len() - 1].end;
        let follow = skip_trivia(self.source, end);
        let comma = self.source[follow..].starts_with(',');
        let tail = if comma { follow + 1 } else { end };
        let line_end = tail + self.source[tail..].find(['\r', '\n']).unwrap_or(0);
        let rest = self.source[tail..line_end].trim_start();
        let own_end = own_line && (rest.is_empty() || rest.starts_with('#'));
        let at = if own_end { line_end } else { tail };
        if comma {
            self.splice(at..at, format!("{gap}{text},"));
        } else {
            // A comment on the last line stays with its element: the comma goes in front of it.
            self.splice(end..end, ",");
            self.splice(at..at, format!("{gap}{text}"));
        }
    }

    fn remove_flow(&mut self, spans: &[Range<usize>], removed: &[usize]) {
        for &place in removed {
            // With the comma behind it; at the end with the one in front of it.
            let kept_after = (place + 1..spans.len()).any(|i| !removed.contains(&i));
            let range = if kept_after {
                spans[place].start..spans[place + 1].start
            } else {
                let before = place.checked_sub(1).map_or(spans[place].start, |i| spans[i].end);
                before..spans[place].end
            };
            self.splice(range, "");
        }
    }

    /// Removes entries or elements of a block collection: their lines, `ends` being the starts of
    /// the lines behind them.
    fn remove_block(&mut self, spans: &[Range<usize>], ends: &[usize], removed: &[usize]) {
        for &place in removed {
            let start = spans[place].start;
            let line = lines::start(self.source, start);
            let own_line = self.source[line..start].bytes().all(|b| b == b' ');
            let kept_after = (place + 1..spans.len()).find(|i| !removed.contains(i));
            let range = if own_line {
                let open_end = ends[place] == self.source.len() && !self.source.ends_with('\n');
                let line = if open_end {
                    self.source[..line].trim_end_matches(['\r', '\n']).len()
                } else {
                    line
                };
                line..ends[place]
            } else if place == 0 && spans.len() > 1 {
                // Behind a dash: what follows moves up to it.
                let next = kept_after.unwrap_or(1);
                start..spans[next].start.min(spans[1].start)
            } else {
                start..spans[place].end
            };
            self.splice(range, "");
        }
    }

    fn foreign_breaks(&self, root: &Node<'_>, frame: &Range<usize>) -> Result<(), Refusal> {
        let text = &self.source[frame.clone()];
        for (at, _) in text.char_indices().filter(|(_, c)| quote::is_foreign_break(*c)) {
            let offset = frame.start + at;
            if !in_double_quotes(root, offset) {
                return self.refuse(RefusalKind::ForeignBreak, offset);
            }
        }
        Ok(())
    }
}

fn in_double_quotes(node: &Node<'_>, offset: usize) -> bool {
    let inside = |n: &Node<'_>| n.span.contains(&offset) && in_double_quotes(n, offset);
    match &node.kind {
        Kind::Scalar { style, .. } => *style == Style::Double && node.span.contains(&offset),
        Kind::Mapping { entries, .. } => entries.iter().any(|e| inside(&e.key) || inside(&e.value)),
        Kind::Sequence { items, .. } => items.iter().any(inside),
        Kind::Alias { .. } => false,
    }
}
