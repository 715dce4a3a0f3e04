//! What an edit may not pass through: each is a reason with its offset.

use std::collections::HashSet;
use std::ops::Range;

use super::aliases::Aliases;
use super::patch::EditTree;
use crate::yaml::frame::Frame;
use crate::yaml::lines;
use crate::yaml::path::{Path, Step};
use crate::yaml::quote;
use crate::yaml::read::skip_trivia;
use crate::yaml::refusal::{Refusal, RefusalKind};
use crate::yaml::tree::{Entry, Kind, Node, Style};

/// Why an edit stops at an offset of the source.
#[derive(Debug)]
pub(super) struct Blocked {
    pub(super) kind: RefusalKind,
    pub(super) offset: usize,
}

impl Blocked {
    /// The refusal of an edit of what is at `path`.
    pub(super) fn at(self, path: &Path) -> Refusal {
        Refusal { kind: self.kind, path: path.clone(), offset: self.offset }
    }
}

pub(super) type Checked<T> = Result<T, Blocked>;

pub(super) fn blocked<T>(kind: RefusalKind, offset: usize) -> Checked<T> {
    Err(Blocked { kind, offset })
}

/// Refuses to edit inside of a node that is not only what is written there.
pub(super) fn editable(aliases: &Aliases<'_>, node: &Node<'_>) -> Checked<()> {
    let start = node.span.start;
    match node.kind {
        Kind::Alias { .. } => blocked(RefusalKind::Alias, start),
        _ if is_referred_to(aliases, node) => blocked(RefusalKind::Anchor, start),
        _ if node.tagged => blocked(RefusalKind::Tag, start),
        _ => Ok(()),
    }
}

/// Refuses to remove a member of a collection, its key if it has one in front of its value: what an
/// alias may refer to, and in brackets what has an anchor or a tag, which stands in front of its span
/// and would stay.
pub(super) fn removable_member<const N: usize>(
    aliases: &Aliases<'_>,
    in_brackets: bool,
    nodes: [&Node<'_>; N],
) -> Checked<()> {
    nodes.iter().try_for_each(|node| removable(aliases, node))?;
    match nodes.first().filter(|_| in_brackets) {
        Some(first) if first.anchor.is_some() => blocked(RefusalKind::Anchor, first.span.start),
        Some(first) if first.tagged => blocked(RefusalKind::Tag, first.span.start),
        _ => Ok(()),
    }
}

/// Refuses to remove what an alias may refer to, and a tag alone.
fn removable(aliases: &Aliases<'_>, node: &Node<'_>) -> Checked<()> {
    if is_referred_to(aliases, node) {
        return blocked(RefusalKind::AnchorInside, node.span.start);
    }
    // Of a tag without a value no reader tells the place: it may be on a line of its own.
    if node.tagged && node.span.is_empty() {
        return blocked(RefusalKind::Tag, node.span.start);
    }
    for entry in node.entries() {
        removable(aliases, &entry.key)?;
        removable(aliases, &entry.value)?;
    }
    node.items().iter().try_for_each(|item| removable(aliases, item))
}

fn is_referred_to(aliases: &Aliases<'_>, node: &Node<'_>) -> bool {
    node.anchor.is_some_and(|name| aliases.may_name(name))
}

/// Refuses a mapping whose keys can't be told apart or moved around safely.
pub(super) fn editable_keys(source: &str, node: &Node<'_>, entries: &[Entry<'_>]) -> Checked<()> {
    let mut known = HashSet::with_capacity(entries.len());
    for (index, entry) in entries.iter().enumerate() {
        let start = entry.key.span.start;
        match &entry.key.kind {
            Kind::Scalar { value, style: Style::Plain } if value == "<<" => {
                return blocked(RefusalKind::MergeKey, start);
            }
            Kind::Scalar { value, .. } => {
                if !known.insert(&**value) {
                    return blocked(RefusalKind::DuplicateKey(value.to_string()), start);
                }
            }
            _ => return blocked(RefusalKind::ExplicitKey, start),
        }
        if node.is_flow() {
            let before = match index.checked_sub(1) {
                Some(before) => entries[before].value.span.end,
                None => node.span.start,
            };
            // It stands in front of the key's span, and may be taken for what lies between.
            if has_question_mark(source, before) {
                return blocked(RefusalKind::ExplicitKey, start);
            }
            continue;
        }
        let inline = index == 0 && start == node.span.start;
        let colon = skip_trivia(source, entry.key.span.end);
        if (!inline && !lines::is_first(source, start)) || !source[colon..].starts_with(':') {
            return blocked(RefusalKind::ExplicitKey, start);
        }
    }
    Ok(())
}

/// Whether a `?` is the next thing from `at` on, past a bracket or a comma.
fn has_question_mark(source: &str, at: usize) -> bool {
    let at = skip_trivia(source, at);
    let past = source[at..].strip_prefix(['{', ',']).map_or(at, |_| skip_trivia(source, at + 1));
    source[past..].starts_with('?')
}

/// The index of the element that each step leads to, if there is one. No two may lead to one
/// element: each would be written without the other.
pub(super) fn indices(
    items: &[Node<'_>],
    steps: &[(Step, EditTree)],
) -> Checked<Vec<Option<usize>>> {
    let mut known = HashSet::new();
    let index = |(step, _): &(Step, EditTree)| {
        let found = match step {
            Step::Index(index) => Some(*index).filter(|index| *index < items.len()),
            Step::Element { key, value } => element(items, key, value)?,
            Step::Key(_) => None,
        };
        match found.filter(|index| !known.insert(*index)) {
            Some(index) => blocked(RefusalKind::Conflict, items[index].span.start),
            None => Ok(found),
        }
    };
    steps.iter().map(index).collect()
}

/// The index of the one element with that merge key.
fn element(items: &[Node<'_>], key: &str, value: &str) -> Checked<Option<usize>> {
    let mut found = None;
    for (index, item) in items.iter().enumerate() {
        if let Kind::Alias { .. } = item.kind {
            return blocked(RefusalKind::Alias, item.span.start);
        }
        if item.get(key).is_some_and(|v| v.is(value)) {
            if found.is_some() {
                let kind = RefusalKind::DuplicateElement(format!("{key} {value:?}"));
                return blocked(kind, item.span.start);
            }
            found = Some(index);
        }
    }
    Ok(found)
}

/// Refuses a frame with what libyaml reads as something else: an anchor that ends earlier to it, its
/// rest being what follows, and in brackets a scalar that begins with a `?` or a `:`, which makes a
/// key of the rest.
pub(super) fn foreign_tokens(source: &str, frame: &Frame<'_>) -> Checked<()> {
    fn check(node: &Node<'_>, in_brackets: bool) -> Checked<()> {
        let is_own = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if node.anchor.is_some_and(|anchor| !anchor.bytes().all(is_own)) {
            return blocked(RefusalKind::Anchor, node.span.start);
        }
        let in_brackets = in_brackets || node.is_flow();
        match &node.kind {
            Kind::Scalar { value, style: Style::Plain }
                if in_brackets && value.starts_with(['?', ':']) =>
            {
                return blocked(RefusalKind::ExplicitKey, node.span.start);
            }
            _ => {}
        }
        for entry in node.entries() {
            check(&entry.key, in_brackets)?;
            check(&entry.value, in_brackets)?;
        }
        node.items().iter().try_for_each(|item| check(item, in_brackets))
    }
    let text = &source[frame.range.clone()];
    if text.contains(['&', '{', '[']) { check(&frame.root, false) } else { Ok(()) }
}

/// Refuses a text in which some readers see other lines than the tree has.
pub(super) fn foreign_breaks(source: &str, root: &Node<'_>, frame: &Range<usize>) -> Checked<()> {
    let text = &source[frame.clone()];
    if text.is_ascii() || !text.contains(quote::is_foreign_break) {
        return Ok(());
    }
    let mut quoted = Vec::new();
    double_quoted(root, &mut quoted);
    let mut quoted = quoted.into_iter().peekable();
    for (at, _) in text.match_indices(quote::is_foreign_break) {
        let offset = frame.start + at;
        while quoted.next_if(|span| span.end <= offset).is_some() {}
        if !quoted.peek().is_some_and(|span| span.contains(&offset)) {
            return blocked(RefusalKind::ForeignBreak, offset);
        }
    }
    Ok(())
}

/// The spans of the scalars in double quotes, in order.
fn double_quoted(node: &Node<'_>, found: &mut Vec<Range<usize>>) {
    match &node.kind {
        Kind::Scalar { style: Style::Double, .. } => found.push(node.span.clone()),
        Kind::Mapping { entries, .. } => {
            for entry in entries {
                double_quoted(&entry.key, found);
                double_quoted(&entry.value, found);
            }
        }
        Kind::Sequence { items, .. } => items.iter().for_each(|item| double_quoted(item, found)),
        Kind::Scalar { .. } | Kind::Alias { .. } => {}
    }
}
