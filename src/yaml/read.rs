//! Reads a text into a tree. The grammar is granit-parser's; the spans are made exact here.

use std::borrow::Cow;
use std::ops::Range;

use granit_parser::{
    Event, Parser, ScalarStyle, ScanError, Span, StrInput, StructureStyle, options,
};
use thiserror::Error;

use super::tree::{Chomp, Entry, Kind, Node, Style};

/// Why a text can't be read.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{message}")]
pub struct SyntaxError {
    /// The byte in the source where it happened.
    pub offset: usize,
    /// The reason.
    pub message: String,
}

/// Reads the one document in `range` of `source`; spans are offsets into `source`. `None` if the
/// range holds no document.
///
/// # Errors
/// Malformed YAML, more than one document, or nesting deeper than 255 blocks or 255 brackets.
///
/// ```
/// let source = "a: {b: 1}";
/// let root = flux_workload_identity::yaml::parse(source, 0..source.len()).unwrap().unwrap();
/// assert_eq!(root.at(&["a", "b"]).unwrap().span, 7..8);
/// ```
pub fn parse(source: &str, range: Range<usize>) -> Result<Option<Node<'_>>, SyntaxError> {
    read(source, range, false)
}

/// Reads a part of a document, whose aliases may refer to anchors outside of it.
pub(super) fn parse_fragment(
    source: &str,
    range: Range<usize>,
) -> Result<Option<Node<'_>>, SyntaxError> {
    read(source, range, true)
}

fn read(
    source: &str,
    range: Range<usize>,
    fragment: bool,
) -> Result<Option<Node<'_>>, SyntaxError> {
    let options = options! {
        emit_comments: false,
        emit_anchor_events: true,
        emit_unresolved_aliases: fragment,
        // As libyaml, which every reader downstream uses or was ported from.
        block_scalar_eof_without_line_feed: true,
    };
    let base = range.start;
    let events = Parser::new_from_str_with_options(&source[range.clone()], options);
    let mut reader = Reader { source, base, end: range.end, events, peeked: None };
    let mut root = None;
    loop {
        match reader.next()? {
            (Event::StreamEnd, _) => return Ok(root),
            (Event::StreamStart | Event::DocumentEnd, _) => {}
            (Event::DocumentStart(..), span) if root.is_some() => {
                return Err(SyntaxError {
                    offset: span.start,
                    message: "a second document begins here, where one is expected".to_owned(),
                });
            }
            (Event::DocumentStart(..), span) => {
                let first = reader.next()?;
                root = Some(reader.node(first, span.end)?);
            }
            (_, span) => return Err(reader.unexpected(span.start)),
        }
    }
}

struct Reader<'a> {
    source: &'a str,
    base: usize,
    end: usize,
    events: Parser<'a, StrInput<'a>>,
    peeked: Option<Located<'a>>,
}

type Located<'a> = (Event<'a>, Range<usize>);

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<Located<'a>, SyntaxError> {
        if let Some(peeked) = self.peeked.take() {
            return Ok(peeked);
        }
        match self.events.next() {
            Some(Ok((event, span))) => Ok((event, self.range(&span))),
            Some(Err(error)) => Err(self.error(&error)),
            None => Err(self.unexpected(self.end)),
        }
    }

    fn range(&self, span: &Span) -> Range<usize> {
        let bytes = span.byte_range().unwrap_or(0..0);
        self.base + bytes.start..self.base + bytes.end
    }

    fn error(&self, error: &ScanError) -> SyntaxError {
        let offset = error.marker().byte_offset().map_or(self.end, |at| self.base + at);
        let message = error.kind().to_string();
        let deep = message.contains("recursion limit");
        let message = if deep { "it is nested deeper than 255 levels".to_owned() } else { message };
        SyntaxError { offset: offset.min(self.end), message }
    }

    fn unexpected(&self, offset: usize) -> SyntaxError {
        SyntaxError { offset, message: "no YAML structure is expected here".to_owned() }
    }

    /// The node that begins with `event`. `after` is a place between the end of what comes before
    /// it and its first byte.
    fn node(&mut self, (event, span): Located<'a>, after: usize) -> Result<Node<'a>, SyntaxError> {
        let (anchor, tagged) = match &event {
            Event::Scalar(_, _, anchor, tag)
            | Event::MappingStart(_, anchor, tag)
            | Event::SequenceStart(_, anchor, tag) => (*anchor, tag.is_some()),
            _ => (0, false),
        };
        let anchor = if anchor == 0 { None } else { self.anchor()? };
        let after = anchor.as_ref().map_or(after, |anchor| anchor.end.max(after));
        let (span, kind) = match event {
            Event::Scalar(value, style, ..) => self.scalar(value, style, span, after),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                let name = self.source[span.clone()].trim_start_matches('*');
                (span, Kind::Alias { name })
            }
            Event::MappingStart(style, ..) => self.mapping(style, span)?,
            Event::SequenceStart(style, ..) => self.sequence(style, span, after)?,
            _ => return Err(self.unexpected(span.start)),
        };
        let anchor = anchor.map(|span| self.source[span].trim_start_matches('&'));
        Ok(Node { span, kind, anchor, tagged })
    }

    /// The span of the anchor, which follows its node's event.
    fn anchor(&mut self) -> Result<Option<Range<usize>>, SyntaxError> {
        match self.next()? {
            (Event::Anchor(..), span) => Ok(Some(span)),
            other => {
                self.peeked = Some(other);
                Ok(None)
            }
        }
    }

    fn scalar(
        &self,
        value: Cow<'a, str>,
        style: ScalarStyle,
        span: Range<usize>,
        after: usize,
    ) -> (Range<usize>, Kind<'a>) {
        let (span, style) = match style {
            // An absent value stands at the end of what precedes it: a key, whose `:` is yet to
            // come, or a dash.
            ScalarStyle::Plain if span.is_empty() => (after..after, Style::Plain),
            ScalarStyle::Plain => (span, Style::Plain),
            ScalarStyle::SingleQuoted => (span, Style::Single),
            ScalarStyle::DoubleQuoted => (span, Style::Double),
            // The span starts behind the header and runs past trailing blank lines.
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let after = after.min(span.start);
                let header = self.source[after..span.start].find(['|', '>']);
                let start = header.map_or(span.start, |at| after + at);
                let indicators = self.source[start..].split(['\r', '\n', ' ', '#']).next();
                let chomp = match indicators {
                    Some(text) if text.contains('+') => Chomp::Keep,
                    Some(text) if text.contains('-') => Chomp::Strip,
                    _ => Chomp::Clip,
                };
                let text = self.source[start..span.end].trim_end_matches(['\r', '\n', ' ', '\t']);
                (start..start + text.len(), Style::Block { end: span.end, chomp })
            }
        };
        (span, Kind::Scalar { value, style })
    }

    fn mapping(
        &mut self,
        style: StructureStyle,
        mut span: Range<usize>,
    ) -> Result<(Range<usize>, Kind<'a>), SyntaxError> {
        let flow = style == StructureStyle::Flow;
        let mut entries = Vec::new();
        loop {
            let first = self.next()?;
            if let Event::MappingEnd = first.0 {
                span.end = if flow { first.1.end } else { self.last_end(&entries, span.start) };
                entries.shrink_to_fit();
                return Ok((span, Kind::Mapping { entries, flow }));
            }
            let after = first.1.start;
            let key = self.node(first, after)?;
            let value = self.next()?;
            let after = self.behind_colon(key.span.end);
            let value = self.node(value, after)?;
            entries.push(Entry { key, value });
        }
    }

    fn sequence(
        &mut self,
        style: StructureStyle,
        mut span: Range<usize>,
        after: usize,
    ) -> Result<(Range<usize>, Kind<'a>), SyntaxError> {
        let flow = style == StructureStyle::Flow;
        if !flow {
            // A list at its key's own column is reported behind its first dash.
            let dash = skip_trivia(self.source, after);
            if self.source[dash..].starts_with('-') {
                span.start = dash;
            }
        }
        let mut items: Vec<Node<'a>> = Vec::new();
        let mut end = span.start;
        loop {
            let first = self.next()?;
            if let Event::SequenceEnd = first.0 {
                span.end = if flow { first.1.end } else { end };
                return Ok((span, Kind::Sequence { items, flow }));
            }
            let dash = skip_trivia(self.source, end);
            let dashed = !flow && self.source[dash..].starts_with('-');
            let after = if dashed { dash + 1 } else { first.1.start };
            let item = self.node(first, after)?;
            end = item.span.end;
            items.push(item);
        }
    }

    /// The place behind the `:` that follows a key, or the key's end if none does (`{a, b}`).
    fn behind_colon(&self, key_end: usize) -> usize {
        let colon = skip_trivia(self.source, key_end);
        if self.source[colon..].starts_with(':') { colon + 1 } else { key_end }
    }

    fn last_end(&self, entries: &[Entry<'a>], start: usize) -> usize {
        entries.last().map_or(start, |e| e.value.span.end.max(e.key.span.end))
    }
}

/// The first byte from `from` on that is neither white space nor part of a comment.
pub(super) fn skip_trivia(source: &str, from: usize) -> usize {
    let bytes = source.as_bytes();
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => at += 1,
            b'#' => at += source[at..].find(['\n', '\r']).unwrap_or(source.len() - at),
            _ => break,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::{parse, parse_fragment};

    #[test]
    fn a_fault_is_where_it_stands_in_the_whole_text() {
        let source = "xyz: 1\na: [\n";
        let error = parse(source, 7..source.len()).unwrap_err();
        assert_eq!(error.offset, 10, "{error:?}");
        let error = parse("a: 1\n---\nb: 2\n", 0..14).unwrap_err();
        assert_eq!(error.message, "a second document begins here, where one is expected");
        assert_eq!(error.offset, 5);
    }

    #[test]
    fn what_is_absent_has_its_place_behind_the_dash_or_the_colon() {
        let source = "- \n- a:\n";
        let root = parse_fragment(source, 0..source.len()).unwrap().unwrap();
        assert_eq!(root.items()[0].span, 1..1);
        assert_eq!(root.items()[1].entries()[0].value.span, 7..7);
    }
}
