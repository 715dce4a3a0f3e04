//! The unified diff of a file and what becomes of it.

use anstyle::{AnsiColor, Style};
use similar::TextDiff;

use super::style::painted;

/// Lines around a change.
const CONTEXT: usize = 3;

/// The diff; empty if nothing differs.
pub(super) fn unified(name: &str, old: &str, new: &str, color: bool) -> String {
    if old == new {
        return String::new();
    }
    let diff = TextDiff::from_lines(old, new);
    let text = diff.unified_diff().context_radius(CONTEXT).header(name, name).to_string();
    if !color {
        return text;
    }
    text.split_inclusive('\n').map(|line| painted(line, style(line), color)).collect()
}

fn style(line: &str) -> Style {
    let color = match line.as_bytes().first() {
        Some(b'+') => AnsiColor::Green,
        Some(b'-') => AnsiColor::Red,
        Some(b'@') => AnsiColor::Cyan,
        _ => return Style::new(),
    };
    color.on_default()
}
