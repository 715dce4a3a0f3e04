//! Writes over what stands at a place: another scalar, or a collection where nothing was.

use super::walk::{Slot, Walk};
use crate::yaml::emit;
use crate::yaml::layout::Layout;
use crate::yaml::lines;
use crate::yaml::refusal::{Refusal, RefusalKind};
use crate::yaml::tree::{Node, Style};
use crate::yaml::value::Value;

impl Walk<'_, '_, '_> {
    /// Writes another scalar in place of one, in its quotes.
    pub(super) fn replace(
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
    pub(super) fn fill(
        &mut self,
        node: &Node<'_>,
        value: &Value,
        slot: Slot,
        layout: Layout,
    ) -> Result<(), Refusal> {
        let written = &self.source()[node.span.clone()];
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
                self.add_lines(lines::next(self.source(), node.span.end), column, &text, &layout);
            }
            Slot::Item { column } => {
                let gap = if node.span.is_empty() { " " } else { "" };
                let text = emit::block(value, column + 2, &inner);
                self.splice(node.span.clone(), format!("{gap}{text}"));
            }
        }
        Ok(())
    }
}
