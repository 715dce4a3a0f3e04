//! A part of a document that can be read on its own.

use std::ops::Range;

use super::lines;
use super::read::{SyntaxError, parse_fragment, skip_trivia};
use super::tree::{Kind, Node};

/// A part of a source that an edit is confined to: everything, a document, or one element of a
/// block list with the line of its dash. Indentation alone bounds the last, so what is read there
/// is what a reader of the whole reads.
#[derive(Clone, Debug)]
pub struct Frame<'a> {
    /// The bytes.
    pub range: Range<usize>,
    /// What stands there; of a list element the element, without its dash.
    pub root: Node<'a>,
    /// Whether the bytes begin with a dash.
    pub dashed: bool,
}

impl<'a> Frame<'a> {
    /// Reads the frame in `range`; `None` if nothing stands there, or more than one element.
    ///
    /// # Errors
    /// The text there is malformed.
    pub fn parse(
        source: &'a str,
        range: Range<usize>,
        dashed: bool,
    ) -> Result<Option<Frame<'a>>, SyntaxError> {
        let root = parse_fragment(source, range.clone())?;
        let root = match root {
            Some(Node { kind: Kind::Sequence { mut items, .. }, .. }) if dashed => {
                if items.len() == 1 { items.pop() } else { None }
            }
            Some(_) if dashed => None,
            root => root,
        };
        Ok(root.map(|root| Frame { range, root, dashed }))
    }

    /// The line break to write in the frame. What stands between brackets on one line takes none,
    /// and its line may be all of the input.
    pub(super) fn newline(&self, source: &str) -> &'static str {
        if self.root.is_flow() {
            lines::newline_near(&source[self.range.clone()], 0)
        } else {
            lines::newline_near(source, self.range.start)
        }
    }
}

/// The bytes of the dashes of a block sequence. `Err` is the place of an element whose dash is not
/// the first thing on its line; only the first dash may stand behind something.
pub fn dashes(source: &str, node: &Node<'_>) -> Result<Vec<usize>, usize> {
    let items = node.items();
    let mut at = node.span.start;
    let mut dashes = Vec::with_capacity(items.len());
    for (place, item) in items.iter().enumerate() {
        let dash = if place == 0 { at } else { skip_trivia(source, at) };
        let blank = &source[lines::start(source, dash)..dash];
        let own_line = place == 0 || blank.bytes().all(|b| b == b' ');
        if !own_line || !source[dash..].starts_with('-') {
            return Err(item.span.start);
        }
        dashes.push(dash);
        at = item.span.end.max(dash + 1);
    }
    Ok(dashes)
}

#[cfg(test)]
mod tests {
    use super::Frame;

    #[test]
    fn an_element_begins_with_a_dash_and_is_one() {
        for (text, expected) in [("- a: 1\n", true), ("a: 1\n", false), ("- a\n- b\n", false)] {
            let frame = Frame::parse(text, 0..text.len(), true).unwrap();
            assert_eq!(frame.is_some(), expected, "{text}");
        }
    }
}
