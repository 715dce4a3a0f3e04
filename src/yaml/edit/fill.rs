//! Writes over what stands at a place: another scalar, or a collection where nothing was.

use super::block;
use super::guard::{Checked, blocked};
use super::splice::Splice;
use crate::yaml::emit;
use crate::yaml::layout::Layout;
use crate::yaml::lines;
use crate::yaml::refusal::RefusalKind;
use crate::yaml::tree::{Node, Style};
use crate::yaml::value::Value;

/// What a node stands in.
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

/// Writes another scalar in place of one, in its quotes.
pub(super) fn replace(
    node: &Node<'_>,
    style: Style,
    value: &Value,
    slot: Slot,
    layout: &Layout,
) -> Splice {
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
    over(node, &text)
}

/// Writes a collection where nothing, null or an empty one is.
pub(super) fn fill(
    source: &str,
    node: &Node<'_>,
    value: &Value,
    slot: Slot,
    layout: &Layout,
) -> Checked<Vec<Splice>> {
    if source[node.span.clone()].contains('#') {
        let found = "an empty collection with a comment in it";
        let kind = RefusalKind::Unexpected { expected: "entries or {}", found };
        return blocked(kind, node.span.start);
    }
    let inner = Layout { key_quote: None, always_quote: false, ..*layout };
    Ok(match slot {
        Slot::Flow | Slot::Root => {
            let indent = lines::indentation(source, node.span.start);
            vec![over(node, &emit::flow(value, indent, layout))]
        }
        Slot::Value { column, colon } => {
            let compact = matches!(value, Value::List(_)) && layout.compact;
            let column = if compact { column } else { column + layout.step };
            let text = emit::block(value, column, &inner);
            // What stands between the colon and the value stays: an anchor.
            let between = source[colon..node.span.start].trim_end().len();
            let emptied = Splice { range: colon + between..node.span.end, text: String::new() };
            let line = lines::next(source, node.span.end);
            let filled = block::insertion(source, line, column, &text, layout);
            if node.span.is_empty() { vec![filled] } else { vec![emptied, filled] }
        }
        // An anchor before the value would become its first key's.
        Slot::Item { .. } if node.anchor.is_some() => {
            return blocked(RefusalKind::Anchor, node.span.start);
        }
        Slot::Item { column } => vec![over(node, &emit::block(value, column + 2, &inner))],
    })
}

/// Writes a text in place of a node, apart from what precedes it if that was absent.
fn over(node: &Node<'_>, text: &str) -> Splice {
    let gap = if node.span.is_empty() { " " } else { "" };
    Splice { range: node.span.clone(), text: format!("{gap}{text}") }
}
