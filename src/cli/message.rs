//! A finding for a person: what, where, the line itself, and what to do.

use std::fmt::Write;

use crate::krm::{Finding, Severity};
use crate::yaml::{Position, lines};

/// How much of a line is shown, in characters.
const WIDTH: usize = 70;

/// The finding as lines of text. `source` is the input that its offset counts in; empty if it
/// can't be shown.
pub(super) fn render(finding: &Finding, source: &str) -> String {
    let severity = match finding.severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let mut out = format!("{severity}: {}\n", printable(&finding.message));
    // Writing to a String can't fail.
    if let Some(place) = place(finding) {
        let _ = writeln!(out, "  --> {}", printable(&place));
    }
    if let Some(offset) = finding.offset.filter(|_| !source.is_empty()) {
        let _ = writeln!(out, "  --> stdin:{}", Position::of(source, offset));
        let (text, before) = excerpt(source, offset.min(source.len()));
        if !text.trim().is_empty() {
            let _ = writeln!(out, "   | {text}\n   | {}^", " ".repeat(before));
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
