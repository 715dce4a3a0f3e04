//! The texts that findings are in.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostic::Source;

/// Names and texts, by the numbers that locations have for them.
#[derive(Debug, Default)]
pub(crate) struct SourceTexts {
    texts: Vec<(String, Arc<str>)>,
    known: HashMap<String, usize>,
}

impl SourceTexts {
    /// The number of a text. A name has one text.
    pub(super) fn add(&mut self, name: &str, text: &Arc<str>) -> usize {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        self.texts.push((name.to_owned(), Arc::clone(text)));
        self.known.insert(name.to_owned(), self.texts.len() - 1);
        self.texts.len() - 1
    }

    /// The number of the text with this name.
    pub(super) fn known(&self, name: &str) -> Option<usize> {
        self.known.get(name).copied()
    }

    /// The name of a text.
    pub(super) fn name(&self, source: usize) -> &str {
        self.texts.get(source).map_or("", |(name, _)| name)
    }

    /// All of them, in the order of their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = Source<'_>> {
        self.texts.iter().map(|(name, text)| Source::new(name, text))
    }
}
