//! Writes a value in the layout of the document it goes into.

use super::layout::Layout;
use super::quote;
use super::value::Value;

/// `key: value` as block lines. The first line has no indentation, the last no line break;
/// `column` is where the key will stand.
pub(super) fn entry(key: &str, value: &Value, column: usize, layout: &Layout) -> String {
    let mut out = String::new();
    write_entry(&mut out, key, value, column, layout);
    out
}

/// A value as block lines, to stand at `column`: for a list the column of its dashes.
///
/// ```
/// use flux_workload_identity::yaml::{Layout, Value, block};
/// let value = Value::map([("a", Value::List(vec!["on".into()])), ("b", 1.into())]);
/// assert_eq!(block(&value, 0, &Layout::default()), "a:\n- \"on\"\nb: 1");
/// ```
pub fn block(value: &Value, column: usize, layout: &Layout) -> String {
    let mut out = String::new();
    write_block(&mut out, value, column, layout);
    out
}

/// Whether [`block`] writes the value so that nothing beside it can change what is read: each scalar
/// on one line, plain or in double quotes, in ASCII. What a literal block is depends on the lines
/// around it, and which other characters may stand as they are is for a parser to say.
pub(crate) fn is_evident(value: &Value) -> bool {
    let one_line = |text: &str| text.is_ascii() && !is_literal(text);
    match value {
        Value::String(text) => one_line(text),
        Value::Bool(_) | Value::Integer(_) => true,
        Value::Map(pairs) => pairs.iter().all(|(key, value)| one_line(key) && is_evident(value)),
        Value::List(items) => items.iter().all(is_evident),
    }
}

fn write_entry(out: &mut String, key: &str, value: &Value, column: usize, layout: &Layout) {
    out.push_str(&layout.key(key, false));
    out.push(':');
    // Quoting that siblings agreed on says nothing about what is nested deeper.
    let nested = Layout { key_quote: None, always_quote: false, ..*layout };
    match value {
        Value::Map(pairs) if !pairs.is_empty() => {
            break_line(out, column + layout.step, layout);
            write_block(out, value, column + layout.step, &nested);
        }
        Value::List(items) if !items.is_empty() => {
            let dash = if layout.compact { column } else { column + layout.step };
            break_line(out, dash, layout);
            write_block(out, value, dash, &nested);
        }
        Value::String(text) if is_literal(text) => {
            out.push(' ');
            out.push_str(&literal(text, column, layout));
        }
        _ => {
            out.push(' ');
            write_block(out, value, column, layout);
        }
    }
}

fn write_block(out: &mut String, value: &Value, column: usize, layout: &Layout) {
    match value {
        Value::Map(pairs) if pairs.is_empty() => out.push_str("{}"),
        Value::List(items) if items.is_empty() => out.push_str("[]"),
        Value::Map(pairs) => {
            for (place, (key, value)) in pairs.iter().enumerate() {
                if place > 0 {
                    break_line(out, column, layout);
                }
                write_entry(out, key, value, column, layout);
            }
        }
        Value::List(items) => {
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    break_line(out, column, layout);
                }
                out.push_str("- ");
                match item {
                    Value::String(text) if is_literal(text) => {
                        out.push_str(&literal(text, column, layout));
                    }
                    item => write_block(out, item, column + 2, layout),
                }
            }
        }
        scalar => out.push_str(&self::scalar(scalar, false, layout)),
    }
}

fn break_line(out: &mut String, column: usize, layout: &Layout) {
    out.push_str(layout.newline);
    out.extend(std::iter::repeat_n(' ', column));
}

/// A value in braces and brackets. On one line, or with `indent` one element a line, the closing
/// bracket behind that indentation.
pub fn flow(value: &Value, indent: Option<&str>, layout: &Layout) -> String {
    match value {
        Value::Map(pairs) => {
            let inner = indent.map(|indent| layout.nested(indent));
            let pairs = pairs.iter().map(|(k, v)| flow_entry(k, v, inner.as_deref(), layout));
            brackets(['{', '}'], pairs, indent, layout)
        }
        Value::List(items) => {
            let inner = indent.map(|indent| layout.nested(indent));
            let items = items.iter().map(|item| flow(item, inner.as_deref(), layout));
            brackets(['[', ']'], items, indent, layout)
        }
        scalar => self::scalar(scalar, true, layout),
    }
}

/// `key: value` inside braces.
pub(super) fn flow_entry(
    key: &str,
    value: &Value,
    indent: Option<&str>,
    layout: &Layout,
) -> String {
    let gap = if layout.tight { "" } else { " " };
    format!("{}:{gap}{}", layout.key(key, true), flow(value, indent, layout))
}

fn brackets(
    [open, close]: [char; 2],
    parts: impl Iterator<Item = String>,
    indent: Option<&str>,
    layout: &Layout,
) -> String {
    let parts: Vec<String> = parts.collect();
    match indent {
        Some(indent) if !parts.is_empty() => {
            let inner = format!("{}{}", layout.newline, layout.nested(indent));
            let outer = format!("{}{indent}", layout.newline);
            format!("{open}{inner}{}{outer}{close}", parts.join(&format!(",{inner}")))
        }
        _ => format!("{open}{}{close}", parts.join(if layout.tight { "," } else { ", " })),
    }
}

pub(super) fn scalar(value: &Value, in_flow: bool, layout: &Layout) -> String {
    match value {
        Value::String(text) => layout.string(text, in_flow),
        other => other.text().unwrap_or_default(),
    }
}

/// A text of several lines as a literal block, the value of a key at `column`. The line break
/// behind its last line is not part of it.
pub(super) fn literal(text: &str, column: usize, layout: &Layout) -> String {
    let mut out = if text.ends_with('\n') { "|" } else { "|-" }.to_owned();
    for line in text.trim_end_matches('\n').split('\n') {
        break_line(&mut out, if line.is_empty() { 0 } else { column + layout.step }, layout);
        out.push_str(line);
    }
    out
}

/// Whether a text of several lines can be a literal block without an indentation indicator.
pub(super) fn is_literal(text: &str) -> bool {
    let odd = |c: char| c != '\n' && quote::needs_escape(c);
    text.trim_end_matches('\n').contains('\n')
        && !text.ends_with("\n\n")
        && !text.starts_with([' ', '\n', '\t'])
        && !text.contains(odd)
}

#[cfg(test)]
mod tests {
    use super::{block, flow, is_evident};
    use crate::yaml::layout::Layout;
    use crate::yaml::read::parse;
    use crate::yaml::value::{Value, matches};

    /// Texts of two pieces, in every order, and of some three.
    fn texts() -> Vec<String> {
        let pieces = [
            "", "a", " ", "-", ":", "#", "'", "\"", "\\", "[", "}", ",", "|", ">", "&", "*", "!",
            "?", "%", "@", "`", "~", "yes", "0x1", ".", "=", "<<", "---", "\t", "\r", "\n",
            "\u{1}", "\u{7f}",
        ];
        let two = pieces.iter().flat_map(|one| pieces.iter().map(move |two| format!("{one}{two}")));
        let two: Vec<String> = two.collect();
        let ends = ["a", " ", ":", "#", "-", "'", "\n"];
        let three = two.iter().flat_map(|two| ends.iter().map(move |one| format!("{two}{one}")));
        two.iter().cloned().chain(three).collect()
    }

    #[test]
    fn what_is_evident_reads_as_it_was() {
        let mut evident = 0;
        for text in texts() {
            let pair = || Value::map([(text.clone(), Value::from(text.as_str()))]);
            let list = Value::List(vec![text.as_str().into(), pair(), Value::List(Vec::new())]);
            let value =
                Value::map([("a", pair()), ("b", list), ("c", 1.into()), ("d", true.into())]);
            if !is_evident(&value) {
                assert!(text.contains('\n'), "{text:?}");
                continue;
            }
            evident += 1;
            let (newline, compact) = [("\n", true), ("\r\n", false)][evident % 2];
            let written = block(&value, 0, &Layout { newline, compact, ..Layout::default() });
            let read = parse(&written, 0..written.len()).unwrap().unwrap();
            assert!(matches(&read, &value), "{text:?}\n{written}");
        }
        assert!(evident > 7_000, "{evident}");
    }

    #[test]
    fn what_a_parser_has_to_say_is_not_evident() {
        for text in ["é", "a\nb", "a\nb\n"] {
            assert!(!is_evident(&text.into()), "{text:?}");
            assert!(!is_evident(&Value::map([(text, Value::from(1))])), "{text:?}");
        }
        assert!(!is_evident(&Value::map([("a", Value::from("é"))])));
    }

    #[test]
    fn empty_collections_and_lines_have_their_own_form() {
        let layout = Layout::default();
        let empty = Value::Map(Vec::new());
        let pair = Value::map([("a", empty.clone())]);
        assert_eq!(block(&pair, 0, &layout), "a: {}");
        assert_eq!(flow(&pair, Some(""), &layout), "{\n  a: {}\n}");
        assert_eq!(flow(&empty, Some("  "), &layout), "{}");
        assert_eq!(block(&Value::List(vec!["x\ny\n".into()]), 2, &layout), "- |\n    x\n    y");
    }
}
