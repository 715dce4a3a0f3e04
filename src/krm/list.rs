//! The ResourceList, read.

use std::ops::Range;

use thiserror::Error;

use crate::yaml::{self, Frame, Kind, Node, Path, SyntaxError, lines};

use super::outline::{self, JsonOutline, ListOutline};
use super::{Mark, Object, Outline};

/// Why the input is no ResourceList.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[expect(missing_docs, reason = "the messages say it")]
pub enum InputError {
    #[error("the input is empty")]
    Empty,
    #[error("the input is not valid UTF-8 at byte {offset}")]
    NotText { offset: usize },
    #[error("the input is not valid YAML or JSON: {0}")]
    Syntax(SyntaxError),
    #[error("the input is {}", .0.what)]
    Marked(Mark),
    #[error("the input is {what}, not manifests")]
    NotManifests { what: String, help: String, offset: usize },
    #[error("the input is {found}, not a ResourceList of config.kubernetes.io/v1 or v1beta1")]
    NotAList { found: String, offset: usize },
    #[error("duplicate key {key:?} in the ResourceList")]
    DuplicateKey { key: String, offset: usize },
    #[error("{key} is {found}, not {expected}")]
    Unexpected { key: &'static str, expected: &'static str, found: &'static str, offset: usize },
}

impl InputError {
    /// What is to be said of an input with this error: what the input is, if it has a mark that
    /// tells.
    pub fn or_mark_of(self, input: &[u8]) -> InputError {
        match self {
            InputError::Syntax(_) | InputError::NotText { .. } | InputError::NotAList { .. } => {
                Mark::of(input).map_or(self, InputError::Marked)
            }
            _ => self,
        }
    }

    /// The byte of the input it is about.
    pub fn offset(&self) -> Option<usize> {
        match self {
            InputError::Empty => None,
            InputError::Syntax(error) => Some(error.offset),
            InputError::Marked(mark) => Some(mark.offset),
            InputError::NotText { offset }
            | InputError::NotManifests { offset, .. }
            | InputError::NotAList { offset, .. }
            | InputError::DuplicateKey { offset, .. }
            | InputError::Unexpected { offset, .. } => Some(*offset),
        }
    }
}

/// A ResourceList.
#[derive(Debug)]
pub struct ResourceList<'a> {
    pub(super) source: &'a str,
    pub(super) frames: Vec<Frame<'a>>,
    pub(super) shape: Shape,
    function_config: Option<Node<'a>>,
    outlines: Vec<Outline<'a>>,
}

/// How the list itself is written, which decides how something is added to it.
#[derive(Debug)]
pub(super) enum Shape {
    /// As a block with a block of items: each item is a frame, and what is added are lines.
    Block {
        /// Where the line of a further item goes, and the column of its dash.
        items: (usize, usize),
        /// Where the line of a further key goes, and its column.
        keys: (usize, usize),
        /// The lines of the incoming results.
        results: Option<Range<usize>>,
    },
    /// With the items between brackets: each is a frame, and the rest of the list can be written
    /// without them.
    Brackets {
        /// The bytes of the document.
        document: Range<usize>,
        /// The bytes of the items, with the brackets around them.
        items: Range<usize>,
    },
    /// In any other way: the list is one frame, with these bytes.
    Whole(Range<usize>),
}

impl<'a> ResourceList<'a> {
    /// Opens a ResourceList: its items are found, and parsed by [`ResourceList::read`]. A list
    /// whose items take a parser to find is parsed as a whole.
    ///
    /// # Errors
    /// The input is not exactly one ResourceList. Faults inside of items that are never read may
    /// pass.
    pub fn open(source: &'a str) -> Result<ResourceList<'a>, InputError> {
        match by_lines(source).or_else(|| by_brackets(source)) {
            Some(list) => Ok(list),
            None => ResourceList::parse(source),
        }
    }

    /// The items that are not parsed yet.
    pub fn outlines(&self) -> &[Outline<'a>] {
        &self.outlines
    }

    /// Parses those of the items that `concern` the caller. The others stay slices of the input.
    ///
    /// # Errors
    /// An item that does not parse.
    pub fn read(&mut self, concern: impl Fn(&Outline<'a>) -> bool) -> Result<(), InputError> {
        let dashed = matches!(self.shape, Shape::Block { .. });
        for item in std::mem::take(&mut self.outlines).into_iter().filter(concern) {
            match Frame::parse(self.source, item.range(), dashed) {
                Ok(Some(frame)) if matches!(frame.root.kind, Kind::Mapping { .. }) => {
                    self.frames.push(frame);
                }
                // The parser of the whole knows better what is wrong, if anything is.
                _ => {
                    *self = ResourceList::parse(self.source)?;
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Parses a ResourceList as a whole, all of its items included.
    ///
    /// # Errors
    /// The input is not exactly one ResourceList.
    pub fn parse(source: &'a str) -> Result<ResourceList<'a>, InputError> {
        let range = outline::only(source);
        let root = yaml::parse(source, range.clone()).map_err(InputError::Syntax)?;
        let mut root = root.ok_or(InputError::Empty)?;
        check(&root)?;
        let function_config = root.get("functionConfig").filter(|n| !n.is_null()).cloned();
        let (frames, shape) = if let Some((starts, end, shape)) = block_shape(source, &root) {
            (block_frames(take_items(&mut root), starts, end), shape)
        } else if let Some(shape) = brackets_shape(source, &root, range.clone()) {
            let frame = |root: Node<'a>| Frame { range: root.span.clone(), root, dashed: false };
            (take_items(&mut root).into_iter().map(frame).collect(), shape)
        } else {
            let shape = Shape::Whole(range.clone());
            (vec![Frame { range, root, dashed: false }], shape)
        };
        Ok(ResourceList { source, frames, shape, function_config, outlines: Vec::new() })
    }

    /// The text it was read from.
    pub fn source(&self) -> &'a str {
        self.source
    }

    /// The functionConfig, if there is one.
    pub fn function_config(&self) -> Option<&Node<'a>> {
        self.function_config.as_ref()
    }

    /// The objects among the items, those inside of Lists included.
    pub fn objects(&self) -> Vec<Object<'_, 'a>> {
        let mut objects = Vec::new();
        let object = |node, frame, path| Object { node, source: 0, frame, path, counts_in: None };
        for (frame, Frame { root, .. }) in self.frames.iter().enumerate() {
            let Shape::Whole(_) = self.shape else {
                descend(object(root, frame, Path::default()), &mut objects);
                continue;
            };
            let items = root.get("items").map(Node::items).unwrap_or_default();
            for (index, node) in items.iter().enumerate() {
                let path = Path::keys(["items"]).index(index);
                descend(object(node, frame, path), &mut objects);
            }
        }
        objects
    }
}

/// The list by its lines; `None` if that takes a parser.
fn by_lines(source: &str) -> Option<ResourceList<'_>> {
    let ListOutline { items: outlines, keys, dash } = outline::of_list(source)?;
    let lines = |key: &str| keys.iter().find(|(name, _)| *name == key).map(|(_, l)| l.clone());
    let mut nodes = Vec::with_capacity(keys.len());
    for (key, lines) in keys.iter().filter(|(key, _)| *key != "items") {
        let Kind::Mapping { mut entries, .. } = yaml::parse(source, lines.clone()).ok()??.kind
        else {
            return None;
        };
        let entry = entries.pop().filter(|_| entries.is_empty())?;
        nodes.push((*key, entry.value));
    }
    let items = (outlines.last()?.range().end, dash);
    let keys_end = (keys.last()?.1.end, 0);
    let shape = Shape::Block { items, keys: keys_end, results: lines("results") };
    outlined(source, &nodes, shape, outlines)
}

/// The list by its brackets, if it is JSON; `None` if that takes a parser.
fn by_brackets(source: &str) -> Option<ResourceList<'_>> {
    let JsonOutline { items: outlines, brackets, keys } = outline::of_json(source)?;
    let mut nodes = Vec::with_capacity(keys.len());
    for (key, value) in keys {
        nodes.push((key, yaml::parse(source, value).ok()??));
    }
    let shape = Shape::Brackets { document: 0..source.len(), items: brackets };
    outlined(source, &nodes, shape, outlines)
}

/// The list with these values of its keys, `items` aside; `None` if it is none.
fn outlined<'a>(
    source: &'a str,
    nodes: &[(&str, Node<'a>)],
    shape: Shape,
    outlines: Vec<Outline<'a>>,
) -> Option<ResourceList<'a>> {
    let node = |key: &str| nodes.iter().find(|(name, _)| *name == key).map(|(_, node)| node);
    let text = |key: &str| node(key).and_then(Node::text);
    if text("kind")? != "ResourceList" || !is_known(text("apiVersion")?) {
        return None;
    }
    let function_config = node("functionConfig").filter(|n| !n.is_null()).cloned();
    Some(ResourceList { source, frames: Vec::new(), shape, function_config, outlines })
}

fn is_known(api_version: &str) -> bool {
    matches!(api_version, "config.kubernetes.io/v1" | "config.kubernetes.io/v1beta1")
}

fn check(root: &Node<'_>) -> Result<(), InputError> {
    let text = |key| root.get(key).and_then(Node::text).unwrap_or_default();
    let (api_version, kind) = (text("apiVersion"), text("kind"));
    if kind != "ResourceList" || !is_known(api_version) {
        let found = match (kind, api_version) {
            ("", _) => root.kind_name().to_owned(),
            (kind, "") => format!("a {kind}"),
            (kind, api_version) => format!("a {kind} of {api_version}"),
        };
        return Err(InputError::NotAList { found, offset: root.span.start });
    }
    for (place, entry) in root.entries().iter().enumerate() {
        if root.entries()[..place].iter().any(|e| e.key.text() == entry.key.text()) {
            let key = entry.key.text().unwrap_or("?").to_owned();
            return Err(InputError::DuplicateKey { key, offset: entry.key.span.start });
        }
    }
    let unexpected = |key, expected, node: &Node<'_>| {
        let (found, offset) = (node.kind_name(), node.span.start);
        Err(InputError::Unexpected { key, expected, found, offset })
    };
    match root.get("items") {
        Some(items) if !items.is_null() && !matches!(items.kind, Kind::Sequence { .. }) => {
            return unexpected("items", "a list", items);
        }
        Some(items) => {
            let object = |n: &&Node<'_>| matches!(n.kind, Kind::Mapping { .. });
            if let Some(item) = items.items().iter().find(|n| !object(n)) {
                return unexpected("an item", "an object", item);
            }
        }
        None => {}
    }
    Ok(())
}

/// The shape of a list written as a block with a block of items, the bytes at which these start,
/// and where the last one ends.
fn block_shape(source: &str, root: &Node<'_>) -> Option<(Vec<usize>, usize, Shape)> {
    let plain = |node: &Node<'_>| !node.is_flow() && node.anchor.is_none() && !node.tagged;
    let list = root.get("items").filter(|list| plain(list) && !list.items().is_empty())?;
    if !plain(root) || may_have_directives(source) || lines::ends_cut_off(source, root) {
        return None;
    }
    let dashes = yaml::dashes(source, list).ok()?;
    let starts: Vec<usize> = dashes.iter().map(|dash| lines::start(source, *dash)).collect();
    let own_line =
        |start: usize| source[lines::start(source, start)..start].bytes().all(|b| b == b' ');
    let keys = root.entries().iter().map(|e| e.key.span.start);
    if !own_line(dashes[0]) || !keys.clone().all(own_line) {
        return None;
    }
    let results = root
        .entries()
        .iter()
        .find(|e| e.key.is("results"))
        .map(|entry| lines::start(source, entry.key.span.start)..behind(source, &entry.value));
    let end = behind(source, list);
    let shape = Shape::Block {
        items: (end, lines::column(source, dashes[0])),
        keys: (behind(source, root), lines::column(source, root.span.start)),
        results,
    };
    Some((starts, end, shape))
}

/// The shape of a list whose items stand between brackets, each between its own.
fn brackets_shape(source: &str, root: &Node<'_>, document: Range<usize>) -> Option<Shape> {
    let bounded = |node: &Node<'_>, brackets: [char; 2]| {
        let text = &source[node.span.clone()];
        let bound = text.starts_with(brackets[0]) && text.ends_with(brackets[1]);
        node.is_flow() && bound && node.anchor.is_none() && !node.tagged
    };
    let list = root.get("items").filter(|list| bounded(list, ['[', ']']))?;
    let items = list.items();
    // An anchor on one side may have its alias on the other.
    let mut others = root.entries().iter().filter(|entry| !entry.key.is("items"));
    let apart = root.anchor.is_none() && !others.any(|e| is_linked(&e.key) || is_linked(&e.value));
    let each = !items.is_empty() && items.iter().all(|item| bounded(item, ['{', '}']));
    let shape = Shape::Brackets { document, items: list.span.clone() };
    (apart && each && !may_have_directives(source)).then_some(shape)
}

/// Whether there is an anchor or an alias in what stands there.
fn is_linked(node: &Node<'_>) -> bool {
    let entries = node.entries().iter();
    node.anchor.is_some()
        || matches!(node.kind, Kind::Alias { .. })
        || entries.flat_map(|entry| [&entry.key, &entry.value]).any(is_linked)
        || node.items().iter().any(is_linked)
}

/// Whether the document may have directives, which an item that is read on its own lacks.
fn may_have_directives(source: &str) -> bool {
    source.starts_with('%') || source.contains("\n%")
}

/// The byte at which a line can be put behind `node`: past comments and blank lines with a tab in
/// their indentation. libyaml takes these behind a plain scalar only, so nothing may come between.
fn behind(source: &str, node: &Node<'_>) -> usize {
    let mut line = lines::after(source, node);
    let mut end = line;
    while line < source.len() {
        let next = lines::next(source, line);
        let text = source[line..next].trim_start_matches([' ', '\t']);
        let indent = &source[line..next - text.len()];
        if !text.starts_with(['#', '\r', '\n']) && !text.is_empty() {
            break;
        }
        line = next;
        if indent.contains('\t') {
            end = next;
        }
    }
    end
}

/// Takes the items out of the tree.
fn take_items<'a>(root: &mut Node<'a>) -> Vec<Node<'a>> {
    let Kind::Mapping { entries, .. } = &mut root.kind else {
        return Vec::new();
    };
    match entries.iter_mut().find(|e| e.key.is("items")).map(|e| &mut e.value.kind) {
        Some(Kind::Sequence { items, .. }) => std::mem::take(items),
        _ => Vec::new(),
    }
}

/// Items of a block, which start at these bytes, each with its lines.
fn block_frames(items: Vec<Node<'_>>, starts: Vec<usize>, end: usize) -> Vec<Frame<'_>> {
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([end]).collect();
    let ranges = starts.into_iter().zip(ends).map(|(start, end)| start..end);
    ranges.zip(items).map(|(range, root)| Frame { range, root, dashed: true }).collect()
}

/// Whether an object is a List of others.
pub(super) fn is_list(node: &Node<'_>) -> bool {
    let has = |key, value| node.get(key).is_some_and(|n| n.is(value));
    has("apiVersion", "v1") && has("kind", "List")
}

/// Gathers an object, or the objects of a List.
pub(super) fn descend<'t, 'a>(object: Object<'t, 'a>, objects: &mut Vec<Object<'t, 'a>>) {
    if !is_list(object.node) {
        objects.push(object);
        return;
    }
    let path = object.path.key("items");
    let items = object.node.get("items").map(Node::items).unwrap_or_default();
    for (index, node) in items.iter().enumerate() {
        descend(Object { node, path: path.index(index), ..object.clone() }, objects);
    }
}
