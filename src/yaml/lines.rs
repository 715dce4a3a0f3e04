//! Lines of a source: where they start and end, and what stands behind a node.

use super::read::{parse, skip_trivia};
use super::tree::{Chomp, Kind, Node, Style};

/// The bytes between the start of the line and `offset`.
pub fn column(source: &str, offset: usize) -> usize {
    offset - start(source, offset)
}

/// The first byte of the line that `offset` stands in, behind a byte-order mark.
pub fn start(source: &str, offset: usize) -> usize {
    let start = source[..offset].rfind(['\n', '\r']).map_or(0, |n| n + 1);
    if start == 0 && source.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { start }
}

/// Whether nothing but blanks precedes `offset` on its line.
pub fn is_first(source: &str, offset: usize) -> bool {
    source[start(source, offset)..offset].bytes().all(|b| b == b' ')
}

/// The blanks and tabs in front of `offset`, if nothing else precedes it on its line. Only these are
/// looked at: a line may be all of the input.
pub(super) fn indentation(source: &str, offset: usize) -> Option<&str> {
    let before = &source[..offset];
    let rest = before.trim_end_matches([' ', '\t']);
    let first = rest.is_empty() || rest.ends_with(['\n', '\r', '\u{FEFF}']);
    first.then_some(&before[rest.len()..])
}

/// The byte behind the line break that ends the line of `offset`; the end if none does.
pub fn next(source: &str, offset: usize) -> usize {
    let rest = &source[offset..];
    match rest.find(['\n', '\r']) {
        Some(at) if rest[at..].starts_with("\r\n") => offset + at + 2,
        Some(at) => offset + at + 1,
        None => source.len(),
    }
}

/// The line break that ends the line before `offset`, or the next one, or `\n`.
pub fn newline_near(source: &str, offset: usize) -> &'static str {
    let before = source[..offset].rfind('\n');
    let at = before.or_else(|| source[offset..].find('\n').map(|n| n + offset));
    match at {
        Some(at) if source[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// Whether the source ends inside of a line.
pub fn is_open_ended(source: &str) -> bool {
    !source.ends_with(['\n', '\r'])
}

/// Whole lines of text to put at `at`, the start of a line or the end of the source.
pub fn added(source: &str, at: usize, column: usize, text: &str, newline: &str) -> String {
    let lines = format!("{}{text}", " ".repeat(column));
    if at == source.len() && is_open_ended(source) {
        // A block scalar that ends the lines would lose its last line break. They are read with
        // their indentation: without that of the first one they are no YAML.
        let root = parse(&lines, 0..lines.len()).ok().flatten();
        let cut = root.is_some_and(|root| ends_cut_off(&lines, &root));
        format!("{newline}{lines}{}", if cut { newline } else { "" })
    } else {
        lines + newline
    }
}

/// The byte at which a line can be put behind `node`: past its lines, and past a comment that only
/// stands there because a plain scalar precedes it.
pub fn after(source: &str, node: &Node<'_>) -> usize {
    let end = end(source, node);
    match last_leaf(node).kind {
        Kind::Scalar { style: Style::Plain, .. } => past_tabs(source, end),
        _ => end,
    }
}

/// The start of the line behind `node`, past blank lines that belong to its value.
pub fn end(source: &str, node: &Node<'_>) -> usize {
    let leaf = last_leaf(node);
    match leaf.kind {
        // The block may be reported to end behind the indentation of what follows.
        Kind::Scalar { style: Style::Block { end, chomp: Chomp::Keep }, .. } => {
            if is_first(source, end) { start(source, end) } else { end }
        }
        _ => next(source, leaf.span.end.max(node.span.end)),
    }
}

/// The byte behind the last line from `at` on that holds no more than a comment and is indented by
/// a tab; `at` if there is none. To libyaml such a line is well only behind a plain scalar, which
/// might go on there.
fn past_tabs(source: &str, at: usize) -> usize {
    let (mut line, mut past) = (at, at);
    loop {
        let rest = source[line..].trim_start_matches([' ', '\t']);
        if !rest.starts_with(['#', '\r', '\n']) {
            return past;
        }
        let text = source.len() - rest.len();
        let tab = source[line..text].contains('\t');
        line = next(source, text);
        if tab {
            past = line;
        }
    }
}

/// The first byte from `at`, the start of a line, on that is no blank line.
pub(super) fn past_blank(source: &str, mut at: usize) -> usize {
    loop {
        let text = source[at..].trim_start_matches([' ', '\t']);
        if !text.starts_with(['\r', '\n']) {
            return if text.is_empty() { source.len() } else { at };
        }
        at = next(source, at);
    }
}

/// The start of the next line from `at` on that holds more than a comment, or the end; `at` if
/// more follows on its own line.
pub(super) fn past_trivia(source: &str, at: usize) -> usize {
    let token = skip_trivia(source, at);
    let broken = source[at..token].rfind(['\n', '\r']).map_or(at, |line| at + line + 1);
    if token == source.len() { token } else { broken }
}

/// The node that the last bytes of a block collection belong to.
pub(super) fn last_leaf<'t, 'a>(mut node: &'t Node<'a>) -> &'t Node<'a> {
    loop {
        let last = match &node.kind {
            Kind::Mapping { entries, flow: false } => entries.last().map(|e| &e.value),
            Kind::Sequence { items, flow: false } => items.last(),
            _ => None,
        };
        match last {
            Some(last) => node = last,
            None => return node,
        }
    }
}

/// Whether `node` ends in a block scalar that the end of the source cuts off: a line behind it
/// would change its value. One without its last line break (`|-`) can't be cut off; to one that
/// keeps blank lines (`|+`) a last line of blanks belongs.
pub fn ends_cut_off(source: &str, node: &Node<'_>) -> bool {
    let behind = || &source[end(source, node)..];
    is_open_ended(source)
        && match last_leaf(node).chomp() {
            Some(Chomp::Keep) => behind().trim_start_matches([' ', '\t']).is_empty(),
            Some(Chomp::Clip) => behind().is_empty(),
            Some(Chomp::Strip) | None => false,
        }
}

#[cfg(test)]
mod tests {
    use super::{newline_near, past_trivia};

    #[test]
    fn a_line_break_is_that_before_or_else_the_next() {
        for (source, offset, expected) in [
            ("ab\r\ncd\n", 1, "\r\n"),
            ("ab\r\ncd\n", 5, "\r\n"),
            ("ab\ncd\r\n", 1, "\n"),
            ("ab", 1, "\n"),
        ] {
            assert_eq!(newline_near(source, offset), expected, "{source:?}");
        }
    }

    #[test]
    fn trivia_ends_at_the_line_of_the_next_token() {
        for (source, at, expected) in [
            ("a\n # c\n  b", 1, 7),
            ("a\n # c\n", 1, 7),
            ("a\n # c", 1, 6),
            ("a b", 1, 1),
            ("a", 1, 1),
        ] {
            assert_eq!(past_trivia(source, at), expected, "{source:?}");
        }
    }
}
