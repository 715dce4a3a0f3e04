//! Byte ranges to replace, and the text that comes of it.

use std::ops::Range;

/// One replacement: the bytes in `range` become `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Splice {
    /// The bytes that go; empty for an insertion.
    pub range: Range<usize>,
    /// What comes instead.
    pub text: String,
}

/// Replacements over one source, in order of their bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Splices(Vec<Splice>);

impl Splices {
    /// Orders the splices; insertions at one place keep their order. `None` if two overlap.
    pub fn new(mut splices: Vec<Splice>) -> Option<Splices> {
        splices.sort_by_key(|s| (s.range.start, s.range.end));
        let overlap = splices.windows(2).any(|pair| pair[0].range.end > pair[1].range.start);
        (!overlap).then_some(Splices(splices))
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The splices in order.
    pub fn iter(&self) -> impl Iterator<Item = &Splice> {
        self.0.iter()
    }

    /// `range` of the source, edited, as slices: of the source and of the new texts.
    pub fn slices<'s>(&'s self, source: &'s str, range: Range<usize>) -> Vec<&'s str> {
        let mut slices = Vec::with_capacity(self.0.len() * 2 + 1);
        let mut at = range.start;
        for splice in &self.0 {
            slices.push(&source[at..splice.range.start]);
            slices.push(&splice.text);
            at = splice.range.end;
        }
        slices.push(&source[at..range.end]);
        slices
    }

    /// `range` of the source, edited. Every splice must lie inside of it.
    pub fn apply(&self, source: &str, range: Range<usize>) -> String {
        self.slices(source, range).concat()
    }
}

impl IntoIterator for Splices {
    type Item = Splice;
    type IntoIter = std::vec::IntoIter<Splice>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
