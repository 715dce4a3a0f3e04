//! The unified diff of a file and what becomes of it, as `patch` takes it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use anstyle::{AnsiColor, Style};
use imara_diff::{Algorithm, Diff, Hunk, InternedInput};

use super::style::painted;
use super::text::fit_for_line;

/// Lines around a change.
const CONTEXT: u32 = 3;

/// The diff; empty if nothing differs.
pub(crate) fn unified(name: &str, old: &str, new: &str, color: bool) -> String {
    if old == new {
        return String::new();
    }
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let new: Vec<&str> = new.split_inclusive('\n').collect();
    let hunks = hunks(&old, &new);
    let mut printer = Printer { old: &old, new: &new, color, out: String::new() };
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

/// The changes. The comparison of many lines takes time by their square, so that long texts are
/// compared in parts.
fn hunks(old: &[&str], new: &[&str]) -> Vec<Hunk> {
    let mut hunks = Vec::new();
    for (before, after) in parts(old, new) {
        let mut input = InternedInput::default();
        input.update_before(old[before.clone()].iter().copied());
        input.update_after(new[after.clone()].iter().copied());
        let mut diff = Diff::compute(Algorithm::Histogram, &input);
        diff.postprocess_lines(&input);
        let (old_start, new_start) = (before.start as u32, after.start as u32);
        hunks.extend(diff.hunks().map(|Hunk { before, after }| Hunk {
            before: before.start + old_start..before.end + old_start,
            after: after.start + new_start..after.end + new_start,
        }));
    }
    hunks
}

/// About as many lines as are compared at once.
const PART: usize = 1_000;

/// Both texts in parts that correspond: each begins with a line that stands in both, and there
/// once.
fn parts(old: &[&str], new: &[&str]) -> Vec<(Range<usize>, Range<usize>)> {
    let (places, others) = (unique(old), unique(new));
    let mut starts = vec![(0, 0)];
    let mut last = (0, 0);
    for (at, line) in old.iter().enumerate() {
        let there = others.get(line).copied().flatten();
        let here = places.get(line).copied().flatten().is_some();
        if let Some(there) = there.filter(|there| here && at - last.0 >= PART && *there > last.1) {
            last = (at, there);
            starts.push(last);
        }
    }
    let ends = starts.iter().skip(1).copied().chain([(old.len(), new.len())]);
    starts.iter().zip(ends).map(|(start, end)| (start.0..end.0, start.1..end.1)).collect()
}

/// The places of lines; none of a line that stands in several.
fn unique<'t>(lines: &[&'t str]) -> HashMap<&'t str, Option<usize>> {
    let mut places = HashMap::new();
    for (at, line) in lines.iter().enumerate() {
        places.entry(*line).and_modify(|place| *place = None).or_insert(Some(at));
    }
    places
}

const REMOVED: Style = AnsiColor::Red.on_default();
const ADDED: Style = AnsiColor::Green.on_default();
const HEAD: Style = AnsiColor::Cyan.on_default();

struct Printer<'i> {
    old: &'i [&'i str],
    new: &'i [&'i str],
    color: bool,
    out: String,
}

impl Printer<'_> {
    /// Changes that stand near to each other, with the lines around and between them.
    fn group(&mut self, hunks: &[Hunk]) {
        let ([first, ..], [.., last]) = (hunks, hunks) else { return };
        let end = self.old.len() as u32;
        let above = first.before.start.min(CONTEXT);
        let below = (end - last.before.end).min(CONTEXT);
        let before = first.before.start - above..last.before.end + below;
        let after = first.after.start - above..last.after.end + below;
        let place = |range: &Range<u32>| {
            // Of no lines the line before them is named.
            format!("{},{}", range.start + u32::from(!range.is_empty()), range.len())
        };
        self.put(&format!("@@ -{} +{} @@", place(&before), place(&after)), HEAD);
        let (old, new) = (self.old, self.new);
        let mut at = before.start;
        for hunk in hunks {
            self.lines(' ', Style::new(), part(old, &(at..hunk.before.start)));
            self.lines('-', REMOVED, part(old, &hunk.before));
            self.lines('+', ADDED, part(new, &hunk.after));
            at = hunk.before.end;
        }
        self.lines(' ', Style::new(), part(old, &(at..before.end)));
    }

    fn lines(&mut self, sign: char, style: Style, lines: &[&str]) {
        for &line in lines {
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

fn part<'l, 't>(lines: &'l [&'t str], range: &Range<u32>) -> &'l [&'t str] {
    &lines[range.start as usize..range.end as usize]
}
