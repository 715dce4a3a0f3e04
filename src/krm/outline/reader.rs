//! Follows the lines of a block mapping: which of them hold keys, and which belong to a scalar
//! that began on a line before.
//!
//! It knows just enough of YAML 1.2 for that: block scalars and plain ones end by indentation,
//! quoted ones and brackets by their closing characters. `None` is whatever it does not know for
//! certain: anchors, aliases, tags, directives, explicit keys, tabs as indentation, brackets over
//! several lines, `|+`, a carriage return alone. That takes a parser.

use super::line::{
    Line, flow_end, is_dash, is_marker, is_rest_blank, key_end, quote_end, skip_blanks,
};

/// Reads line after line of a text.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    source: &'a str,
    /// The scalar that the next line may belong to.
    scalar: Option<MultiLine>,
    /// The column of the key or the dash whose value is yet to come.
    open: Option<usize>,
    /// Whatever is inside stands further right than this column.
    pub(super) outside: usize,
}

/// What a line is.
#[derive(Debug)]
pub(super) enum Found<'a> {
    /// Blank, or a comment.
    Nothing,
    /// More of a scalar that began on a line before.
    Continued,
    /// `---` or `...`, and what else stands on that line.
    Marker(&'a str),
    /// A key, a scalar, dashes.
    Content(Content<'a>),
}

/// What stands on a line.
#[derive(Debug)]
pub(super) struct Content<'a> {
    /// The byte at which the line starts.
    pub(super) start: usize,
    /// The column of the first thing.
    pub(super) indent: usize,
    /// How many dashes stand in front of the rest.
    pub(super) dashes: usize,
    /// The column of what stands behind the dashes, if anything does.
    pub(super) rest: Option<usize>,
    /// The key, if that is one.
    pub(super) key: Option<Key<'a>>,
}

impl Content<'_> {
    /// The element that a dash opens: what stands behind the first dash; `None` if nothing does.
    pub(super) fn behind_dash(self) -> Option<Self> {
        Some(Content { indent: self.rest?, dashes: self.dashes.checked_sub(1)?, ..self })
    }
}

/// A key, and what follows it.
#[derive(Debug)]
pub(super) struct Key<'a> {
    pub(super) column: usize,
    /// Its text; `None` if it is quoted, and then it may be any.
    pub(super) name: Option<&'a str>,
    /// The rest of the line behind the `:`.
    pub(super) value: &'a str,
}

/// A scalar that goes on in lines indented by more than `than`.
#[derive(Clone, Copy, Debug)]
struct MultiLine {
    than: usize,
    /// Whether it is a block scalar.
    block: bool,
    /// The indentation of a block scalar: that of its first line.
    content: Option<usize>,
}

impl MultiLine {
    /// Whether a line with this indentation, deeper than the parent's, belongs to the scalar.
    fn goes_on(&mut self, indent: usize, first: u8) -> Option<bool> {
        if !self.block {
            return Some(first != b'#');
        }
        let content = *self.content.get_or_insert(indent);
        match first {
            _ if indent >= content => Some(true),
            b'#' => Some(false),
            _ => None,
        }
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: &'a str) -> Reader<'a> {
        Reader { source, scalar: None, open: None, outside: 0 }
    }

    /// Whether the line before belongs to a block scalar.
    pub(super) fn is_in_block(&self) -> bool {
        self.scalar.is_some_and(|scalar| scalar.block)
    }

    /// What the line at `start` is, and where the next one to read starts.
    pub(super) fn line(&mut self, start: usize) -> Option<(Found<'a>, usize)> {
        let line = Line::read(self.source.as_bytes(), start)?;
        let text = line.text;
        let indent = text.iter().position(|b| *b != b' ').unwrap_or(text.len());
        let Some(first) = text.get(indent) else {
            // Blanks may be content of a block scalar.
            let content = !text.is_empty() && self.is_in_block();
            return (!content).then_some((Found::Nothing, line.next));
        };
        if let Some(scalar) = &mut self.scalar {
            if indent > scalar.than && scalar.goes_on(indent, *first)? {
                // Behind a tab there may be a comment, or nothing.
                let certain =
                    *first != b'\t' || scalar.block && !text[indent..].trim_ascii().is_empty();
                return certain.then_some((Found::Continued, line.next));
            }
            self.scalar = None;
        }
        match first {
            b'#' => Some((Found::Nothing, line.next)),
            b'\t' => None,
            _ if indent == 0 && is_marker(text) => {
                Some((Found::Marker(self.text(&line, 0)), line.next))
            }
            _ => self.content(&line, indent),
        }
    }

    /// What stands on a line behind its indentation.
    fn content(&mut self, line: &Line<'a>, indent: usize) -> Option<(Found<'a>, usize)> {
        let text = line.text;
        let (mut at, mut dashes, mut dash) = (indent, 0, None);
        while is_dash(text, at) {
            dash = Some(at);
            dashes += 1;
            at = skip_blanks(text, at + 1);
            if text.get(at - 1) == Some(&b'\t') {
                return None;
            }
        }
        let mut content = Content { start: line.start, indent, dashes, rest: None, key: None };
        if matches!(text.get(at), None | Some(b'#')) {
            self.open = dash;
            return Some((Found::Content(content), line.next));
        }
        content.rest = Some(at);
        content.key = self.key(line, at);
        let next = match &content.key {
            Some(key) => self.value(line, text.len() - key.value.len(), at),
            // An element, or a value below its key.
            None => self.scalar(line, at, dash.or(self.open)?),
        };
        Some((Found::Content(content), next?))
    }

    /// The key at `at`, if there is one.
    fn key(&self, line: &Line<'a>, at: usize) -> Option<Key<'a>> {
        if let quote @ (b'"' | b'\'') = line.text[at] {
            let colon = skip_blanks(line.text, quote_end(line.text, at + 1, quote)?);
            let blank = matches!(line.text.get(colon + 1), None | Some(b' ' | b'\t'));
            let is_key = line.text.get(colon) == Some(&b':') && blank;
            let value = if is_key { self.text(line, colon + 1) } else { return None };
            return Some(Key { column: at, name: None, value });
        }
        let colon = key_end(line.text, at)?;
        let name = self.source[line.start + at..line.start + colon].trim_end_matches([' ', '\t']);
        Some(Key { column: at, name: Some(name), value: self.text(line, colon + 1) })
    }

    /// The line from a byte of it on.
    fn text(&self, line: &Line<'a>, from: usize) -> &'a str {
        &self.source[line.start + from..line.start + line.text.len()]
    }

    /// Past the value behind a key at `column`.
    fn value(&mut self, line: &Line<'a>, from: usize, column: usize) -> Option<usize> {
        let at = skip_blanks(line.text, from);
        if matches!(line.text.get(at), None | Some(b'#')) {
            self.open = Some(column);
            return Some(line.next);
        }
        self.scalar(line, at, column)
    }

    /// Past a scalar or a flow collection whose parent stands at `parent`.
    fn scalar(&mut self, line: &Line<'a>, at: usize, parent: usize) -> Option<usize> {
        self.open = None;
        let text = line.text;
        match text[at] {
            b'"' | b'\'' => self.quoted(line, at),
            b'[' | b'{' => {
                let end = flow_end(text, at)?;
                is_rest_blank(text, end).then_some(line.next)
            }
            b'|' | b'>' => {
                let indicators =
                    text[at + 1..].iter().take_while(|b| b.is_ascii_digit() || **b == b'-');
                let end = at + 1 + indicators.count();
                let digit = text[at + 1..end].iter().find(|b| b.is_ascii_digit());
                let content = digit.map(|digit| parent + usize::from(digit - b'0'));
                self.scalar = Some(MultiLine { than: parent, block: true, content });
                is_rest_blank(text, end).then_some(line.next)
            }
            b'&' | b'*' | b'!' | b'%' | b'@' | b'`' | b',' | b']' | b'}' | b'\t' => None,
            b'?' | b':' | b'-' if matches!(text.get(at + 1), None | Some(b' ' | b'\t')) => None,
            _ => {
                self.scalar = Some(MultiLine { than: parent, block: false, content: None });
                Some(line.next)
            }
        }
    }

    /// Past a quoted scalar that is no key, perhaps over several lines, which must not look like
    /// the start of something outside.
    fn quoted(&self, line: &Line<'a>, at: usize) -> Option<usize> {
        let quote = line.text[at];
        let mut line = Line { ..*line };
        let mut end = quote_end(line.text, at + 1, quote);
        while end.is_none() {
            if line.next >= self.source.len() {
                return None;
            }
            line = Line::read(self.source.as_bytes(), line.next)?;
            let indent = line.text.iter().position(|b| *b != b' ');
            if indent.is_some_and(|indent| indent <= self.outside) {
                return None;
            }
            end = quote_end(line.text, 0, quote);
        }
        is_rest_blank(line.text, end?).then_some(line.next)
    }
}
