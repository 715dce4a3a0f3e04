//! The ResourceList, read.

use std::ops::Range;

use thiserror::Error;

use crate::yaml::{self, Frame, Kind, Node, Path, SyntaxError, lines};

use super::outline::{self, ListOutline};
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
    /// In any other way: the list is one frame.
    Whole,
}

impl<'a> ResourceList<'a> {
    /// Opens a ResourceList: its items are found, and parsed by [`ResourceList::read`]. A list
    /// whose items take a parser to find is parsed as a whole.
    ///
    /// # Errors
    /// The input is not exactly one ResourceList. Faults inside of items that are never read may
    /// pass.
    pub fn open(source: &'a str) -> Result<ResourceList<'a>, InputError> {
        match outlined(source) {
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
        for item in std::mem::take(&mut self.outlines).into_iter().filter(concern) {
            match Frame::parse(self.source, item.range(), true) {
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
        let (frames, shape) = match block_shape(source, &root) {
            Some((starts, shape)) => (item_frames(&mut root, starts, &shape), shape),
            None => (vec![Frame { range, root, dashed: false }], Shape::Whole),
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
        for (frame, Frame { root, dashed, .. }) in self.frames.iter().enumerate() {
            if *dashed {
                descend(
                    Object { node: root, source: 0, frame, path: Path::default(), counts_in: None },
                    &mut objects,
                );
            } else {
                let items = root.get("items").map(Node::items).unwrap_or_default();
                for (index, node) in items.iter().enumerate() {
                    let path = Path::keys(["items"]).index(index);
                    descend(Object { node, source: 0, frame, path, counts_in: None }, &mut objects);
                }
            }
        }
        objects
    }
}

/// The list by its lines; `None` if that takes a parser.
fn outlined(source: &str) -> Option<ResourceList<'_>> {
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
    let node = |key: &str| nodes.iter().find(|(name, _)| *name == key).map(|(_, node)| node);
    let text = |key: &str| node(key).and_then(Node::text);
    if text("kind")? != "ResourceList" || !is_known(text("apiVersion")?) {
        return None;
    }
    let function_config = node("functionConfig").filter(|n| !n.is_null()).cloned();
    let items = (outlines.last()?.range().end, dash);
    let keys_end = (keys.last()?.1.end, 0);
    let shape = Shape::Block { items, keys: keys_end, results: lines("results") };
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

/// The shape of a list written as a block with a block of items, and the bytes at which these
/// start.
fn block_shape(source: &str, root: &Node<'_>) -> Option<(Vec<usize>, Shape)> {
    let plain = |node: &Node<'_>| !node.is_flow() && node.anchor.is_none() && !node.tagged;
    let list = root.get("items").filter(|list| plain(list) && !list.items().is_empty())?;
    // An item read on its own lacks the document's directives.
    if !plain(root)
        || source.starts_with('%')
        || source.contains("\n%")
        || lines::ends_cut_off(source, root)
    {
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
    let shape = Shape::Block {
        items: (behind(source, list), lines::column(source, dashes[0])),
        keys: (behind(source, root), lines::column(source, root.span.start)),
        results,
    };
    Some((starts, shape))
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

/// Takes the items out of the tree, each with its lines.
fn item_frames<'a>(root: &mut Node<'a>, starts: Vec<usize>, shape: &Shape) -> Vec<Frame<'a>> {
    let Shape::Block { items: (end, _), .. } = shape else {
        return Vec::new();
    };
    let Kind::Mapping { entries, .. } = &mut root.kind else {
        return Vec::new();
    };
    let list = entries.iter_mut().find(|e| e.key.is("items")).map(|e| &mut e.value.kind);
    let Some(Kind::Sequence { items, .. }) = list else {
        return Vec::new();
    };
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([*end]).collect();
    let ranges = starts.into_iter().zip(ends).map(|(start, end)| start..end);
    let roots = std::mem::take(items).into_iter();
    ranges.zip(roots).map(|(range, root)| Frame { range, root, dashed: true }).collect()
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
