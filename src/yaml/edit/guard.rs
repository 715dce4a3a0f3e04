//! What an edit may not pass through: each is a refusal with its place.

use std::collections::HashSet;
use std::ops::Range;

use super::walk::{Walk, is_blank};
use crate::yaml::lines;
use crate::yaml::quote;
use crate::yaml::read::skip_trivia;
use crate::yaml::refusal::{Refusal, RefusalKind};
use crate::yaml::tree::{Entry, Kind, Node, Style};

impl Walk<'_, '_, '_> {
    /// Refuses to remove what an alias may refer to.
    pub(super) fn removable(&self, node: &Node<'_>) -> Result<(), Refusal> {
        if node.anchor.is_some() {
            return self.refuse(RefusalKind::AnchorInside, node.span.start);
        }
        for entry in node.entries() {
            self.removable(&entry.key)?;
            self.removable(&entry.value)?;
        }
        node.items().iter().try_for_each(|item| self.removable(item))
    }

    /// Refuses a mapping whose keys can't be told apart or moved around safely.
    pub(super) fn editable_keys(
        &self,
        node: &Node<'_>,
        entries: &[Entry<'_>],
        flow: bool,
    ) -> Result<(), Refusal> {
        let mut known = HashSet::with_capacity(entries.len());
        for (place, entry) in entries.iter().enumerate() {
            let start = entry.key.span.start;
            match &entry.key.kind {
                Kind::Scalar { value, style: Style::Plain } if value == "<<" => {
                    return self.refuse(RefusalKind::MergeKey, start);
                }
                Kind::Scalar { value, .. } => {
                    if !known.insert(&**value) {
                        return self.refuse(RefusalKind::DuplicateKey(value.to_string()), start);
                    }
                }
                _ => return self.refuse(RefusalKind::ExplicitKey, start),
            }
            if flow {
                continue;
            }
            let inline = place == 0 && start == node.span.start;
            let indent = &self.source()[lines::start(self.source(), start)..start];
            let colon = skip_trivia(self.source(), entry.key.span.end);
            if (!inline && !is_blank(indent)) || !self.source()[colon..].starts_with(':') {
                return self.refuse(RefusalKind::ExplicitKey, start);
            }
        }
        Ok(())
    }

    /// The place of the one element with that merge key.
    pub(super) fn element(
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

    pub(super) fn foreign_breaks(
        &self,
        root: &Node<'_>,
        frame: &Range<usize>,
    ) -> Result<(), Refusal> {
        let text = &self.source()[frame.clone()];
        if text.is_ascii() {
            return Ok(());
        }
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
