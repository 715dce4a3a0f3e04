//! One walk down the tree and the wanted changes together, which gathers the splices.

use super::aliases::Aliases;
use super::fill::{Slot, fill, replace};
use super::guard::{self, Checked, blocked};
use super::line_range::LineRange;
use super::member::Member;
use super::part::Part;
use super::patch::{EditTree, element};
use super::splice::Splice;
use super::{block, flow};
use crate::yaml::emit;
use crate::yaml::frame::{Frame, dashes};
use crate::yaml::layout::{Layout, Transient};
use crate::yaml::lines::{self, column};
use crate::yaml::path::{Path, Step};
use crate::yaml::read::skip_trivia;
use crate::yaml::refusal::{Refusal, RefusalKind};
use crate::yaml::tree::{Entry, Kind, Node};
use crate::yaml::value::Value;

/// The walk and what it has gathered.
pub(super) struct Walk<'s, 't, 'a> {
    source: &'s str,
    aliases: &'s Aliases<'s>,
    transient: Transient,
    path: Path,
    pub(super) splices: Vec<Splice>,
    pub(super) parts: Vec<Part<'t, 'a>>,
    /// Whether a splice was made that belongs to no part yet.
    loose: bool,
    /// Inside of one edit's value: its effect is told as a whole, so it is one part.
    whole: bool,
}

impl<'s, 't, 'a> Walk<'s, 't, 'a> {
    /// Walks a frame.
    pub(super) fn frame(
        (source, aliases): (&'s str, &'s Aliases<'s>),
        frame: &'t Frame<'a>,
        tree: &'t EditTree,
        transient: Transient,
    ) -> Result<Walk<'s, 't, 'a>, Refusal> {
        let mut walk = Walk {
            source,
            aliases,
            transient,
            path: Path::default(),
            splices: Vec::new(),
            parts: Vec::new(),
            loose: false,
            whole: false,
        };
        if tree.is_done(&frame.root) {
            return Ok(walk);
        }
        walk.checked(guard::foreign_breaks(source, &frame.root, &frame.range))?;
        walk.checked(guard::foreign_anchors(source, frame))?;
        let newline = frame.newline(source);
        let layout = Layout { newline, ..Layout::default() };
        let lines = LineRange { range: frame.range.clone(), dashed: frame.dashed };
        walk.node(&frame.root, tree, Slot::Root, Some(lines), layout)?;
        Ok(walk)
    }

    fn splice(&mut self, splices: impl IntoIterator<Item = Splice>) {
        let known = self.splices.len();
        self.splices.extend(splices);
        self.loose |= self.splices.len() > known;
    }

    /// What stops here stops the edit of the value at the path.
    fn checked<T>(&self, checked: Checked<T>) -> Result<T, Refusal> {
        checked.map_err(|blocked| blocked.at(&self.path))
    }

    fn unexpected<T>(&self, expected: &'static str, found: &Node<'_>) -> Result<T, Refusal> {
        let kind = RefusalKind::Unexpected { expected, found: found.kind_name() };
        self.checked(blocked(kind, found.span.start))
    }

    /// Edits a node. What that splices is a part of its own if the node has lines of its own, and
    /// belongs to the container's part if not.
    fn node(
        &mut self,
        node: &'t Node<'a>,
        tree: &'t EditTree,
        slot: Slot,
        lines: Option<LineRange>,
        layout: Layout,
    ) -> Result<(), Refusal> {
        if tree.is_done(node) {
            return Ok(());
        }
        let (splices, parts) = (self.splices.len(), self.parts.len());
        let outside = std::mem::take(&mut self.loose);
        self.content(node, tree, slot, layout)?;
        match lines.filter(|_| self.loose && !self.whole) {
            Some(LineRange { range, dashed }) => {
                self.parts.truncate(parts);
                self.parts.push(Part {
                    path: self.path.clone(),
                    lines: range,
                    dashed,
                    before: node,
                    tree,
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
        tree: &'t EditTree,
        slot: Slot,
        layout: Layout,
    ) -> Result<(), Refusal> {
        self.checked(guard::editable(self.aliases, node))?;
        let empty = node.is_null()
            || (node.is_flow() && node.entries().is_empty() && node.items().is_empty());
        match (tree, &node.kind) {
            // The container above removes.
            (EditTree::Remove, _) => Ok(()),
            (EditTree::Below { .. }, _) if empty => match tree.created() {
                Some(value) => self.fill(node, &value, slot, &layout),
                None => Ok(()),
            },
            (EditTree::Below { steps, whole }, _) => {
                let outside = self.whole;
                self.whole |= *whole;
                self.below(node, steps, layout)?;
                self.whole = outside;
                Ok(())
            }
            (EditTree::Set(value @ (Value::Map(_) | Value::List(_))), _) if empty => {
                self.fill(node, value, slot, &layout)
            }
            (EditTree::Set(Value::Map(_)), Kind::Scalar { .. }) => {
                self.unexpected("a mapping", node)
            }
            (EditTree::Set(Value::List(_)), Kind::Scalar { .. }) => {
                self.unexpected("a sequence", node)
            }
            (EditTree::Set(scalar), Kind::Scalar { style, .. }) => {
                self.splice([replace(node, *style, scalar, slot, &layout)]);
                Ok(())
            }
            (EditTree::Set(_), _) => self.unexpected("a scalar", node),
        }
    }

    fn fill(
        &mut self,
        node: &Node<'_>,
        value: &Value,
        slot: Slot,
        layout: &Layout,
    ) -> Result<(), Refusal> {
        let splices = self.checked(fill(self.source, node, value, slot, layout))?;
        self.splice(splices);
        Ok(())
    }

    fn below(
        &mut self,
        node: &'t Node<'a>,
        steps: &'t [(Step, EditTree)],
        layout: Layout,
    ) -> Result<(), Refusal> {
        match &node.kind {
            Kind::Mapping { entries, .. } => self.mapping(node, entries, steps, layout),
            Kind::Sequence { items, .. } => self.sequence(node, items, steps, layout),
            Kind::Scalar { .. } | Kind::Alias { .. } => {
                let key = matches!(steps.first(), Some((Step::Key(_), _)) | None);
                self.unexpected(if key { "a mapping" } else { "a sequence" }, node)
            }
        }
    }

    fn mapping(
        &mut self,
        node: &'t Node<'a>,
        entries: &'t [Entry<'a>],
        steps: &'t [(Step, EditTree)],
        layout: Layout,
    ) -> Result<(), Refusal> {
        self.checked(guard::editable_keys(self.source, node, entries))?;
        let layout = layout.inside(self.source, node, self.transient);
        let mut added = Vec::new();
        let mut removed = Vec::new();
        for (step, tree) in steps {
            let Step::Key(key) = step else {
                return self.unexpected("a sequence", node);
            };
            match entries.iter().position(|e| e.key.is(key)) {
                None => added.extend(tree.created().map(|value| (key.as_str(), value))),
                Some(index) if tree.empties(&entries[index].value) => {
                    let Entry { key, value } = &entries[index];
                    self.checked(guard::removable_member(
                        self.aliases,
                        node.is_flow(),
                        [key, value],
                    ))?;
                    removed.push(index);
                }
                Some(index) => {
                    let entry = &entries[index];
                    let (slot, lines) = self.value_slot(entry, node.is_flow());
                    self.path.0.push(step.clone());
                    self.node(&entry.value, tree, slot, lines, layout)?;
                    self.path.0.pop();
                }
            }
        }
        removed.sort_unstable();
        let members = Member::entries(entries);
        if node.is_flow() {
            let write = |(key, value): (&str, Value), at: usize| {
                emit::flow_entry(key, &value, lines::indentation(self.source, at), &layout)
            };
            let exchanged = flow::exchange(&members, &mut removed, &mut added, write);
            self.splice(exchanged);
        }
        self.remove(node, &members, &removed);
        self.add_entries(node, entries, &members, added, &layout);
        Ok(())
    }

    /// Adds entries to a mapping that has some: in order if its keys are in order, else behind
    /// the last.
    fn add_entries(
        &mut self,
        node: &Node<'_>,
        entries: &[Entry<'_>],
        members: &[Member<'_, '_>],
        mut added: Vec<(&str, Value)>,
        layout: &Layout,
    ) {
        if added.is_empty() {
            return;
        }
        let names: Vec<Option<&str>> =
            entries.iter().map(|e| e.key.text().filter(|key| !(self.transient)(key))).collect();
        let sorted = names.iter().any(Option::is_some) && names.iter().flatten().is_sorted();
        if sorted {
            added.sort_by(|a, b| a.0.cmp(b.0));
        }
        // Behind a dash the first key keeps its line.
        let start = members[0].start;
        let inline = usize::from(!node.is_flow() && !lines::is_first(self.source, start));
        // The entry in front of which the new one goes.
        let index = |key: &str| {
            if !sorted {
                return entries.len();
            }
            let before = names.iter().rposition(|n| n.is_some_and(|n| n < key));
            let first = names.iter().position(Option::is_some).unwrap_or(0);
            before.map_or(first.max(inline), |before| before + 1)
        };
        let source = self.source;
        if node.is_flow() {
            let indent = lines::indentation(source, start);
            let text = |(key, value): &(&str, Value)| emit::flow_entry(key, value, indent, layout);
            let texts = added.iter().map(|entry| (index(entry.0), text(entry))).collect();
            self.splice(flow::add(source, members, texts, layout));
        } else {
            self.splice(added.iter().map(|(key, value)| {
                block::add_entry(source, entries, index(key), key, value, layout)
            }));
        }
    }

    fn value_slot(&self, entry: &Entry<'_>, flow: bool) -> (Slot, Option<LineRange>) {
        if flow {
            return (Slot::Flow, None);
        }
        let start = entry.key.span.start;
        let colon = skip_trivia(self.source, entry.key.span.end) + 1;
        let slot = Slot::Value { column: column(self.source, start), colon };
        (slot, LineRange::from(self.source, start, &entry.value, false))
    }

    fn item_slot(&self, item: &Node<'_>, dash: usize) -> (Slot, Option<LineRange>) {
        let slot = Slot::Item { column: column(self.source, dash) };
        (slot, LineRange::from(self.source, dash, item, true))
    }

    fn sequence(
        &mut self,
        node: &'t Node<'a>,
        items: &'t [Node<'a>],
        steps: &'t [(Step, EditTree)],
        layout: Layout,
    ) -> Result<(), Refusal> {
        let dashes = if node.is_flow() { Ok(Vec::new()) } else { dashes(self.source, node) };
        let dashes =
            self.checked(dashes.or_else(|offset| blocked(RefusalKind::ExplicitKey, offset)))?;
        let mut added = Vec::new();
        let mut removed = Vec::new();
        if steps.iter().any(|(step, _)| matches!(step, Step::Key(_))) {
            return self.unexpected("a mapping", node);
        }
        let indices = self.checked(guard::indices(items, steps))?;
        for ((step, tree), index) in steps.iter().zip(indices) {
            match index {
                None => added.extend(tree.created().map(|value| element(step, value))),
                Some(index) if tree.empties(&items[index]) => {
                    let item = [&items[index]];
                    self.checked(guard::removable_member(self.aliases, node.is_flow(), item))?;
                    removed.push(index);
                }
                Some(index) => {
                    let (slot, lines) = match dashes.get(index) {
                        Some(dash) => self.item_slot(&items[index], *dash),
                        None => (Slot::Flow, LineRange::in_brackets(self.source, &items[index])),
                    };
                    self.path.0.push(step.clone());
                    self.node(&items[index], tree, slot, lines, layout)?;
                    self.path.0.pop();
                }
            }
        }
        removed.sort_unstable();
        let members = Member::items(items, &dashes);
        if node.is_flow() {
            let write = |value: Value, at: usize| {
                emit::flow(&value, lines::indentation(self.source, at), &layout)
            };
            let exchanged = flow::exchange(&members, &mut removed, &mut added, write);
            self.splice(exchanged);
        }
        self.remove(node, &members, &removed);
        self.add_items(node, items, &members, added, &layout.among(items));
        Ok(())
    }

    /// Adds elements behind the last one of a sequence that has some.
    fn add_items(
        &mut self,
        node: &Node<'_>,
        items: &[Node<'_>],
        members: &[Member<'_, '_>],
        added: Vec<Value>,
        layout: &Layout,
    ) {
        if added.is_empty() {
            return;
        }
        let wide = |item: &&Node<'_>| item.entries().len() > 1;
        let sorted = |item: &Node<'_>| item.entries().is_sorted_by_key(|e| e.key.text());
        let sort = items.iter().any(|i| wide(&i)) && items.iter().filter(wide).all(sorted);
        let values = added.into_iter().map(|value| if sort { value.sorted() } else { value });
        let source = self.source;
        if node.is_flow() {
            let indent = lines::indentation(source, members[0].start);
            let texts = values.map(|value| (items.len(), emit::flow(&value, indent, layout)));
            self.splice(flow::add(source, members, texts.collect(), layout));
        } else {
            self.splice(values.map(|value| block::add_item(source, node, &value, layout)));
        }
    }

    fn remove(&mut self, node: &Node<'_>, members: &[Member<'_, '_>], removed: &[usize]) {
        if removed.is_empty() {
            return;
        }
        let source = self.source;
        self.splice(if node.is_flow() {
            flow::remove(source, members, removed)
        } else {
            block::remove(source, members, removed)
        });
    }
}
