//! A diagnostic for a person: what, where, the line itself, and what to do.

use std::fmt::Write;
use std::ops::Range;

use anstyle::{AnsiColor, Style};

use crate::diagnostic::{Diagnostic, Location, Severity, Source};

use super::style::painted;
use super::text::{fit_for_excerpt, fit_for_line};

/// The colour of the word `error`.
pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();

/// How messages are drawn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Drawing {
    /// Whether in colour.
    pub(crate) color: bool,
    /// The width of the screen, in characters.
    pub(crate) width: usize,
}

impl Default for Drawing {
    fn default() -> Drawing {
        Drawing { color: false, width: 80 }
    }
}

/// In front of a line of the source.
const MARGIN: &str = "   | ";

/// The diagnostic as lines of text. `sources` are the texts that locations count in.
pub(crate) fn render(diagnostic: &Diagnostic, sources: &[Source<'_>], drawing: Drawing) -> String {
    let hue = match diagnostic.severity {
        Severity::Info => AnsiColor::Cyan.on_default().bold(),
        Severity::Warning => AnsiColor::Yellow.on_default().bold(),
        Severity::Error => ERROR,
    };
    let head = format!("{}[{}]", diagnostic.severity, diagnostic.code);
    let head = painted(&head, hue, drawing.color);
    let mut out = format!("{head}: {}\n", fit_for_line(&diagnostic.message));
    // Writing to a String can't fail.
    let location = Location { path: diagnostic.field().cloned(), ..diagnostic.location.clone() };
    if let Some(subject) = subject(&location) {
        let _ = writeln!(out, "  --> {}", fit_for_line(&subject));
    }
    draw(&mut out, &location, sources, hue, drawing);
    for related in &diagnostic.related {
        let _ = writeln!(out, "  note: {}", fit_for_line(&related.message));
        if let Some(subject) = subject(&related.location) {
            let _ = writeln!(out, "  --> {}", fit_for_line(&subject));
        }
        draw(&mut out, &related.location, sources, hue, drawing);
    }
    if let Some(help) = &diagnostic.help {
        let _ = writeln!(out, "  help: {}", fit_for_line(help));
    }
    for line in diagnostic.example.iter().flat_map(|example| example.lines()) {
        let _ = writeln!(out, "    {line}");
    }
    out
}

/// Draws the place in its source, as far as it is known: file, line and column, and the line.
fn draw(
    out: &mut String,
    location: &Location,
    sources: &[Source<'_>],
    hue: Style,
    drawing: Drawing,
) {
    let (Some(span), Some(source)) = (&location.span, sources.get(location.source)) else { return };
    let (source, start) = source.text_at(span.start);
    if source.text.is_empty() {
        return;
    }
    let _ = writeln!(out, "  --> {}:{}", fit_for_line(source.name), source.position(start));
    let width = drawing.width.saturating_sub(MARGIN.len());
    let Excerpt { line, marked } = excerpt(source.text, &(start..start + span.len()), width);
    if !line.trim().is_empty() {
        let carets = painted(&"^".repeat(marked.len()), hue, drawing.color);
        let _ = writeln!(out, "{MARGIN}{line}\n{MARGIN}{}{carets}", " ".repeat(marked.start));
    }
}

/// `Deployment flux-system/source-controller: spec.template`, as far as it is known.
fn subject(location: &Location) -> Option<String> {
    let field = location.path.as_ref().map(ToString::to_string).filter(|path| !path.is_empty());
    let resource = location.resource.as_ref().map(|resource| match &location.file {
        Some(file) => format!("{resource} in {}", file.path),
        None => resource.to_string(),
    });
    match (resource.filter(|resource| !resource.is_empty()), field) {
        (Some(resource), Some(field)) => Some(format!("{resource}: {field}")),
        (resource, field) => resource.or(field),
    }
}

/// A part of a line, and the characters of it that are meant.
struct Excerpt {
    line: String,
    marked: Range<usize>,
}

/// Stands where a line is cut.
const CUT: char = '…';

/// The line in which a span begins, cut to a width around the span. Of a line of megabytes no more
/// is looked at than what is shown.
fn excerpt(text: &str, span: &Range<usize>, width: usize) -> Excerpt {
    let on_boundary = |mut offset: usize| {
        offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    };
    let start = on_boundary(span.start);
    let end = on_boundary(span.end).max(start);
    let in_line = |c: &char| !matches!(c, '\n' | '\r' | '\u{FEFF}');
    let mut before: Vec<char> =
        text[..start].chars().rev().take_while(in_line).take(width).collect();
    before.reverse();
    let behind: Vec<char> = text[start..].chars().take_while(in_line).take(width + 1).collect();
    let meant: String = text[start..end].chars().take_while(in_line).take(width).collect();
    let meant = meant.trim_end().chars().count().max(1);
    // What is meant is shown, if it is not too long, and a little in front of it.
    let is_cut = before.len() + meant.min(width / 2) >= width;
    if is_cut {
        before.drain(..before.len() - width / 4);
    }
    let first = before.len();
    let mut shown: Vec<char> = before.into_iter().chain(behind).map(fit_for_excerpt).collect();
    if shown.len() > width {
        shown.truncate(width.saturating_sub(1));
        shown.push(CUT);
    }
    if is_cut && let Some(cut) = shown.first_mut() {
        *cut = CUT;
    }
    let line = shown.iter().collect::<String>().trim_end().to_owned();
    let last = (first + meant).min(line.chars().count()).max(first + 1);
    Excerpt { line, marked: first..last }
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn what_is_meant_is_underlined_and_a_cut_is_shown() {
        let drawn = |text: &str, meant: &str, width| {
            let start = text.find(meant).unwrap();
            let drawn = excerpt(text, &(start..start + meant.len()), width);
            let marked: String =
                drawn.line.chars().skip(drawn.marked.start).take(drawn.marked.len()).collect();
            (drawn.line, marked)
        };
        let text = |line: &str, marked: &str| (line.to_owned(), marked.to_owned());
        assert_eq!(drawn("a: b\nc: def # x\n", "def", 20), text("c: def # x", "def"));
        assert_eq!(drawn("a: bé\r\nc", "bé", 20), text("a: bé", "bé"));
        assert_eq!(drawn("a: 0123456789", "0123456789", 8), text("a: 0123…", "0123…"));
        let long = format!("{}x: y # {}", "- ".repeat(50), "z".repeat(50));
        assert_eq!(drawn(&long, "y", 20), text("… x: y # zzzzzzzzzz…", "y"));
        // A span over several lines is shown by its first one; an empty one by a character.
        assert_eq!(drawn("a:\n  b: 1\n  c: 2\n", "b: 1\n  c: 2", 20), text("  b: 1", "b: 1"));
        let empty = excerpt("a:\n", &(2..2), 20);
        assert_eq!((empty.line.as_str(), empty.marked), ("a:", 2..3));
    }
}
