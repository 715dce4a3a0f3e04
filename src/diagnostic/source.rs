//! A text that diagnostics are about, with an index of its lines.

use std::cell::OnceCell;

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
}

impl<'s> Source<'s> {
    /// A text with the name that messages call it by.
    pub fn new(name: &'s str, text: &'s str) -> Source<'s> {
        Source { name, text, lines: OnceCell::new() }
    }

    /// The line and the column of a byte.
    pub fn position(&self, offset: usize) -> Position {
        let starts = self.lines.get_or_init(|| {
            [0].into_iter().chain(memchr_iter(b'\n', self.text.as_bytes()).map(|n| n + 1)).collect()
        });
        let line = starts.partition_point(|start| *start <= offset.min(self.text.len())) - 1;
        let Position { column, .. } =
            Position::of(&self.text[starts[line]..], offset - starts[line]);
        Position { line: line + 1, column }
    }
}
