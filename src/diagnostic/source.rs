//! A text that diagnostics are about, with an index of its lines.

use std::cell::{Cell, OnceCell};

use memchr::memchr_iter;

use crate::yaml::Position;

/// A text and its name.
#[derive(Clone, Debug)]
pub struct Source<'s> {
    /// How messages call it: a file, or `stdin`.
    pub name: &'s str,
    /// The text; empty if it can't be shown.
    pub text: &'s str,
    /// The starts of its lines, found when the first position is asked for.
    lines: OnceCell<Vec<usize>>,
    /// The last position that was asked for, and its byte: of many on one long line each is counted
    /// from the one before.
    last: Cell<Option<(usize, Position)>>,
    /// The text that bytes behind this one's end are counted in.
    next: Option<Box<Source<'s>>>,
}

impl<'s> Source<'s> {
    /// A text with the name that messages call it by.
    pub fn new(name: &'s str, text: &'s str) -> Source<'s> {
        Source { name, text, lines: OnceCell::new(), last: Cell::new(None), next: None }
    }

    /// With another text behind it, of which the first byte is [`Source::behind`] this one's end:
    /// what was put together of several files has its places in all of them.
    pub fn followed_by(self, next: Source<'s>) -> Source<'s> {
        Source { next: Some(Box::new(next)), ..self }
    }

    /// The byte at which a text begins that follows one that ends at `end`. One byte lies between
    /// them, so that the end of a text is not the beginning of the next.
    pub fn behind(end: usize) -> usize {
        end + 1
    }

    /// The text in which a byte lies, and which byte of it that is.
    pub fn text_at(&self, offset: usize) -> (&Source<'s>, usize) {
        match &self.next {
            Some(next) if offset > self.text.len() => {
                next.text_at(offset - Source::behind(self.text.len()))
            }
            _ => (self, offset),
        }
    }

    /// The line and the column of a byte.
    pub fn position(&self, offset: usize) -> Position {
        let starts = self.lines.get_or_init(|| {
            [0].into_iter().chain(memchr_iter(b'\n', self.text.as_bytes()).map(|n| n + 1)).collect()
        });
        let offset = offset.min(self.text.len());
        let line = starts.partition_point(|start| *start <= offset);
        let (known, column) = match self.last.get() {
            Some((known, position)) if position.line == line && known <= offset => {
                (known, position.column)
            }
            _ => (starts[line - 1], 1),
        };
        let Position { column: more, .. } = Position::of(&self.text[known..], offset - known);
        let position = Position { line, column: column + more - 1 };
        // A byte inside of a character is not a place to go on from.
        if self.text.is_char_boundary(offset) {
            self.last.set(Some((offset, position)));
        }
        position
    }
}

#[cfg(test)]
mod tests {
    use super::Source;
    use crate::yaml::Position;

    #[test]
    fn a_position_does_not_depend_on_those_asked_for_before() {
        let text = "\u{feff}a: é, b: 名\r\nc\n\n  d: 😀e";
        let source = Source::new("file", text);
        let forth: Vec<usize> = (0..text.len() + 2).collect();
        let back = forth.iter().rev();
        let mixed = forth.iter().map(|n| n * 7 % 23).collect::<Vec<_>>();
        for offset in forth.iter().chain(back).chain(&mixed) {
            assert_eq!(source.position(*offset), Position::of(text, *offset), "{offset}");
        }
    }

    #[test]
    fn a_byte_lies_in_one_of_the_texts() {
        let source = Source::new("a", "12")
            .followed_by(Source::new("b", "").followed_by(Source::new("c", "3\n4")));
        let places = |offset| {
            let (text, offset) = source.text_at(offset);
            format!("{} {}", text.name, text.position(offset))
        };
        let found: Vec<String> = (0..8).map(places).collect();
        assert_eq!(found, ["a 1:1", "a 1:2", "a 1:3", "b 1:1", "c 1:1", "c 1:2", "c 2:1", "c 2:2"]);
    }
}
