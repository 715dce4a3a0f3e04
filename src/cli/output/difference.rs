//! The unified diff of a file and what becomes of it, as `patch` takes it.

use std::borrow::Cow;
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use imara_diff::{Algorithm, Diff, Hunk, InternedInput, Token};

use super::style::painted;
use super::text::fit_for_line;

/// Lines around a change.
const CONTEXT: u32 = 3;

/// The diff; empty if nothing differs.
pub(crate) fn unified(name: &str, old: &str, new: &str, color: bool) -> String {
    if old == new {
        return String::new();
    }
    let input = InternedInput::new(old, new);
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let hunks: Vec<Hunk> = diff.hunks().collect();
    let mut printer = Printer { input: &input, color, out: String::new() };
    for (sign, style) in [("---", REMOVED), ("+++", ADDED)] {
        printer.put(&format!("{sign} {}", fit_for_line(name)), style);
    }
    // Changes whose contexts touch are printed together.
    let apart = |a: &Hunk, b: &Hunk| b.before.start - a.before.end <= 2 * CONTEXT;
    for group in hunks.chunk_by(apart) {
        printer.group(group);
    }
    printer.out
}

const REMOVED: Style = AnsiColor::Red.on_default();
const ADDED: Style = AnsiColor::Green.on_default();
const HEAD: Style = AnsiColor::Cyan.on_default();

struct Printer<'i> {
    input: &'i InternedInput<&'i str>,
    color: bool,
    out: String,
}

impl<'i> Printer<'i> {
    /// Changes that stand near to each other, with the lines around and between them.
    fn group(&mut self, hunks: &[Hunk]) {
        let ([first, ..], [.., last]) = (hunks, hunks) else { return };
        let end = self.input.before.len() as u32;
        let above = first.before.start.min(CONTEXT);
        let below = (end - last.before.end).min(CONTEXT);
        let before = first.before.start - above..last.before.end + below;
        let after = first.after.start - above..last.after.end + below;
        let place = |range: &Range<u32>| {
            // Of no lines the line before them is named.
            format!("{},{}", range.start + u32::from(!range.is_empty()), range.len())
        };
        self.put(&format!("@@ -{} +{} @@", place(&before), place(&after)), HEAD);
        let part = |tokens: &'i [Token], range: Range<u32>| {
            &tokens[range.start as usize..range.end as usize]
        };
        let InternedInput { before: old, after: new, .. } = self.input;
        let mut at = before.start;
        for hunk in hunks {
            self.lines(' ', Style::new(), part(old, at..hunk.before.start));
            self.lines('-', REMOVED, part(old, hunk.before.clone()));
            self.lines('+', ADDED, part(new, hunk.after.clone()));
            at = hunk.before.end;
        }
        self.lines(' ', Style::new(), part(old, at..before.end));
    }

    fn lines(&mut self, sign: char, style: Style, lines: &[Token]) {
        for token in lines {
            let line = self.input.interner[*token];
            let text = line.strip_suffix('\n').unwrap_or(line);
            // In colour it is for a terminal, which must not be led by what stands in a file.
            let shown = if self.color {
                Cow::Owned(text.split('\t').map(fit_for_line).collect::<Vec<_>>().join("\t"))
            } else {
                Cow::Borrowed(text)
            };
            self.put(&format!("{sign}{shown}"), style);
            if text.len() == line.len() {
                self.put("\\ No newline at end of file", Style::new());
            }
        }
    }

    fn put(&mut self, line: &str, style: Style) {
        self.out.push_str(&painted(line, style, self.color));
        self.out.push('\n');
    }
}
