//! How the document around an edit is laid out, so that what is added looks like it.

use super::lines::{column, indentation, start};
use super::quote;
use super::tree::{Entry, Kind, Node, Style};

/// Says of a key that its place among its siblings means nothing: one that an orchestrator adds
/// and takes away.
pub type Transient = fn(&str) -> bool;

/// How a document is laid out at some place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The line break.
    pub newline: &'static str,
    /// Blanks by which a nested mapping is indented.
    pub step: usize,
    /// The character by which lines inside of brackets are indented, and how many of it.
    pub flow_step: (char, usize),
    /// Whether no blank stands behind a `:` and a `,` in brackets, as in JSON that programs write.
    pub tight: bool,
    /// Whether a list's dashes stand at the column of its key.
    pub compact: bool,
    /// The quotes of keys, if every sibling has the same.
    pub key_quote: Option<char>,
    /// The quotes of a value that needs some.
    pub quote: char,
    /// Whether values are quoted even if they need not be.
    pub always_quote: bool,
}

impl Default for Layout {
    /// As kustomize and Flux write: two blanks, compact lists, double quotes.
    fn default() -> Layout {
        Layout {
            newline: "\n",
            step: 2,
            flow_step: (' ', 2),
            tight: false,
            compact: true,
            key_quote: None,
            quote: '"',
            always_quote: false,
        }
    }
}

impl Layout {
    /// The layout inside of `node`: what its children show, else what held outside of it.
    pub(super) fn inside(mut self, source: &str, node: &Node<'_>, transient: Transient) -> Layout {
        let entries = node.entries();
        if entries.is_empty() {
            return self;
        }
        let blocks = entries.iter().filter(|e| !node.is_flow() && e.value.is_block());
        for entry in blocks {
            let key = column(source, entry.key.span.start);
            let value = column(source, entry.value.span.start);
            let below = source[entry.key.span.end..entry.value.span.start].contains('\n');
            match &entry.value.kind {
                Kind::Mapping { flow: false, .. } if below && value > key => {
                    self.step = value - key
                }
                Kind::Sequence { flow: false, .. } if below => self.compact = value == key,
                _ => {}
            }
        }
        if node.is_flow() {
            self.brackets(source, node, entries);
        }
        let lasting = |e: &&Entry<'_>| node.is_flow() || !e.key.text().is_some_and(transient);
        let entries: Vec<&Entry<'_>> = entries.iter().filter(lasting).collect();
        let first_key = entries.first().and_then(|e| quotes(&e.key));
        self.key_quote = first_key.filter(|_| entries.iter().all(|e| quotes(&e.key) == first_key));
        let scalars = || entries.iter().filter(|e| matches!(e.value.kind, Kind::Scalar { .. }));
        self.always_quote = scalars().count() > 0 && scalars().all(|e| quotes(&e.value).is_some());
        if node.is_flow() && self.key_quote == Some('"') {
            // JSON, or what must stay readable as such.
            self.always_quote = true;
            self.quote = '"';
            return self;
        }
        self.quote = entries.iter().filter_map(|e| quotes(&e.value)).next_back().unwrap_or('"');
        self
    }

    /// What the entries between braces show.
    fn brackets(&mut self, source: &str, node: &Node<'_>, entries: &[Entry<'_>]) {
        let first = &entries[0];
        let behind = &source[first.key.span.end..first.value.span.start];
        self.tight = quotes(&first.key) == Some('"') && behind.trim() == behind;
        // A line may be all of the input: it is asked for only where the key begins one.
        let Some(inner) = indentation(source, first.key.span.start) else { return };
        let line = &source[start(source, node.span.start)..];
        let outer = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        let step = inner.strip_prefix(outer).filter(|step| !step.is_empty());
        if let Some(character) = step.and_then(|step| step.chars().next()) {
            self.flow_step = (character, inner.len() - outer.len());
        }
    }

    /// The indentation one level deeper, in brackets.
    pub(super) fn nested(&self, indent: &str) -> String {
        let (character, count) = self.flow_step;
        indent.chars().chain(std::iter::repeat_n(character, count)).collect()
    }

    /// The layout among the elements of a list: their quotes, if every scalar has the same.
    pub(super) fn among(mut self, items: &[Node<'_>]) -> Layout {
        let mut scalars = items.iter().filter(|n| matches!(n.kind, Kind::Scalar { .. }));
        if let Some(quote) = scalars.next().and_then(quotes)
            && scalars.all(|n| quotes(n) == Some(quote))
        {
            (self.always_quote, self.quote) = (true, quote);
        }
        self
    }

    /// A key as text.
    pub(super) fn key(&self, key: &str, in_flow: bool) -> String {
        match self.key_quote {
            Some(quote) => quoted(key, quote),
            None if quote::is_plain(key, in_flow) => key.to_owned(),
            None => quote::double(key),
        }
    }

    /// A string as text.
    pub(super) fn string(&self, text: &str, in_flow: bool) -> String {
        if !self.always_quote && quote::is_plain(text, in_flow) {
            text.to_owned()
        } else {
            quoted(text, self.quote)
        }
    }
}

/// The quotes that a scalar is written in.
fn quotes(node: &Node<'_>) -> Option<char> {
    match &node.kind {
        Kind::Scalar { style: Style::Single, .. } => Some('\''),
        Kind::Scalar { style: Style::Double, .. } => Some('"'),
        _ => None,
    }
}

fn quoted(text: &str, quote: char) -> String {
    let single = if quote == '\'' { quote::single(text) } else { None };
    single.unwrap_or_else(|| quote::double(text))
}
