//! The texts that findings are in.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Source};
use crate::repository::{Files, Place};
use crate::run::built::Fault;

/// Names and texts, by the numbers that locations have for them.
#[derive(Debug, Default)]
pub(crate) struct SourceTexts {
    texts: Vec<(String, Arc<str>)>,
    known: HashMap<String, usize>,
}

impl SourceTexts {
    /// The number of the text with a name, which has one text only.
    pub(super) fn number(&mut self, name: String, text: impl FnOnce() -> Arc<str>) -> usize {
        match self.known.entry(name) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                self.texts.push((new.key().clone(), text()));
                *new.insert(self.texts.len() - 1)
            }
        }
    }

    /// The texts with their names, in the order of their numbers.
    pub(super) fn into_texts(self) -> impl Iterator<Item = (String, Arc<str>)> {
        self.texts.into_iter()
    }

    /// A text.
    pub(super) fn text(&self, source: usize) -> &str {
        self.texts.get(source).map_or("", |(_, text)| text)
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

/// The texts of files of a repository, each read when a finding is in it.
#[derive(Debug)]
pub(super) struct FileTexts<'f> {
    files: &'f Files,
    pub(super) sources: SourceTexts,
}

impl FileTexts<'_> {
    pub(super) fn of(files: &Files) -> FileTexts<'_> {
        FileTexts { files, sources: SourceTexts::default() }
    }

    /// The number of a file.
    pub(super) fn number(&mut self, file: &Path) -> usize {
        let text = || Arc::from(self.files.text(file).unwrap_or_default());
        self.sources.number(file.display().to_string(), text)
    }

    /// A diagnostic at a place, or at none.
    pub(super) fn at(&mut self, diagnostic: Diagnostic, place: Option<&Place>) -> Diagnostic {
        let Some(place) = place else { return diagnostic.source(usize::MAX) };
        let source = self.number(&place.file);
        diagnostic.source(source).span(place.span.clone()).path(place.path.clone())
    }

    /// What is said of a fault.
    pub(super) fn fault(&mut self, fault: &Fault) -> Diagnostic {
        let Fault { diagnostic, file, text } = fault;
        let source = text.as_ref().map_or(usize::MAX, |text| {
            self.sources.number(file.display().to_string(), || Arc::clone(text))
        });
        diagnostic.clone().source(source)
    }
}
