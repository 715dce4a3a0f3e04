//! A finding for a person: what, where, the line itself, and what to do.

use std::cell::OnceCell;
use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use memchr::memchr_iter;

use crate::krm::{Finding, Severity};
use crate::yaml::{Position, lines};

use super::style::painted;

/// The colour of the word `error`.
pub(super) const ERROR: Style = AnsiColor::Red.on_default().bold();

/// How much of a line is shown, in characters.
const WIDTH: usize = 70;

/// A text that findings are about.
#[derive(Clone, Debug)]
pub(super) struct Source<'s> {
    /// How it is called: a file, or `stdin`.
    pub(super) name: &'s str,
    /// The text; empty if it can't be shown.
    pub(super) text: &'s str,
    /// The starts of its lines, once they are asked for.
    lines: OnceCell<Vec<usize>>,
}

impl<'s> Source<'s> {
    pub(super) fn new(name: &'s str, text: &'s str) -> Source<'s> {
        Source { name, text, lines: OnceCell::new() }
    }

    /// The line and the column of a byte.
    pub(super) fn position(&self, offset: usize) -> Position {
        let starts = self.lines.get_or_init(|| {
            [0].into_iter().chain(memchr_iter(b'\n', self.text.as_bytes()).map(|n| n + 1)).collect()
        });
        let before = starts.partition_point(|start| *start <= offset.min(self.text.len())) - 1;
        let Position { column, .. } =
            Position::of(&self.text[starts[before]..], offset - starts[before]);
        Position { line: before + 1, column }
    }
}

/// The finding as lines of text. `sources` are what its offset may count in.
pub(super) fn render(finding: &Finding, sources: &[Source<'_>], color: bool) -> String {
    let (severity, hue) = match finding.severity {
        Severity::Info => ("info", AnsiColor::Cyan.on_default().bold()),
        Severity::Warning => ("warning", AnsiColor::Yellow.on_default().bold()),
        Severity::Error => ("error", ERROR),
    };
    let mut out = format!("{}: {}\n", painted(severity, hue, color), printable(&finding.message));
    // Writing to a String can't fail.
    if let Some(place) = place(finding) {
        let _ = writeln!(out, "  --> {}", printable(&place));
    }
    let source = sources.get(finding.source).filter(|source| !source.text.is_empty());
    if let (Some(offset), Some(source)) = (finding.offset, source) {
        let Source { name, text, .. } = *source;
        let _ = writeln!(out, "  --> {}:{}", printable(name), source.position(offset));
        let (line, before) = excerpt(text, offset.min(text.len()));
        if !line.trim().is_empty() {
            let caret = painted("^", hue, color);
            let _ = writeln!(out, "   | {line}\n   | {}{caret}", " ".repeat(before));
        }
    }
    if let Some(remedy) = &finding.remedy {
        let _ = writeln!(out, "  help: {}", printable(remedy).replace('\n', "\n    "));
    }
    out
}

/// `Deployment flux-system/source-controller: spec.template`, as far as it is known.
fn place(finding: &Finding) -> Option<String> {
    let field = finding.field.as_ref().map(|f| f.path.as_str()).filter(|path| !path.is_empty());
    let resource = finding.resource.as_ref().map(|resource| {
        let namespace = resource.namespace.iter().map(|n| format!("{n}/")).collect::<String>();
        let file = finding.file.iter().map(|f| format!(" in {}", f.path)).collect::<String>();
        format!("{} {namespace}{}{file}", resource.kind, resource.name).trim().to_owned()
    });
    match (resource.filter(|r| !r.is_empty()), field) {
        (Some(resource), Some(field)) => Some(format!("{resource}: {field}")),
        (Some(resource), None) => Some(resource),
        (None, field) => field.map(str::to_owned),
    }
}

/// The part of the line around a byte that fits on a screen, and how many characters of it stand
/// before that byte.
fn excerpt(source: &str, mut offset: usize) -> (String, usize) {
    while !source.is_char_boundary(offset) {
        offset -= 1;
    }
    let start = lines::start(source, offset);
    let before: Vec<char> = source[start.min(offset)..offset].chars().collect();
    let skip = (before.len() + 10).saturating_sub(WIDTH);
    let end = source[offset..].find(['\n', '\r']).map_or(source.len(), |n| offset + n);
    let text = before.iter().copied().skip(skip).chain(source[offset..end].chars());
    let text: String = text.take(WIDTH).map(|c| if c.is_control() { ' ' } else { c }).collect();
    (text.trim_end().to_owned(), before.len() - skip)
}

/// The text without characters that could move a terminal's cursor.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{FFFD}' } else { c }).collect()
}
