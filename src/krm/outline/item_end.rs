//! Finds where an item ends without following what stands in it.
//!
//! Block scalars and plain ones can't hold a line that starts at the column of the items' dashes:
//! their indentation ends them. Quoted scalars and brackets can. So it is enough to look at the
//! lines that start left of the item's keys, and at the quotes and brackets that may open
//! something: those behind a blank. What they open must end before the item does, even where they
//! are but text.

use memchr::{memchr2, memchr2_iter};

use super::line::{flow_end, is_dash, quote_end, skip_blanks};

/// The length up to which brackets are followed: they may be nested, and each is followed.
const MOST: usize = 4096;

/// The start of the next item's line; `from` is the start of a line inside of an item whose dash
/// stands at column 0 and whose keys stand at column 2. `None` if it is not certain.
pub(super) fn next_item(bytes: &[u8], from: usize) -> Option<usize> {
    let before = from.checked_sub(1)?;
    let next = next_dash(bytes, before)?;
    let item = &bytes[before..next];
    if may_end_in_property(item) {
        return None;
    }
    let quotes = memchr2_iter(b'"', b'\'', item);
    let brackets = memchr2_iter(b'[', b'{', item);
    let may_open = |at: &usize| *at > 0 && item[at - 1] <= b' ';
    quotes.chain(brackets).filter(may_open).all(|at| is_closed(item, at)).then_some(next)
}

/// Whether an anchor or a tag of nothing may be the last thing. The parser of the whole does not
/// tell where such an item ends.
fn may_end_in_property(item: &[u8]) -> bool {
    let content = |line: &&[u8]| !matches!(line.trim_ascii_start().first(), None | Some(b'#'));
    let last = item.rsplit(|byte| *byte == b'\n').find(content).unwrap_or_default();
    last.windows(2).any(|pair| pair[0] <= b' ' && matches!(pair[1], b'&' | b'!'))
}

/// The start of the next line with a dash at column 0, if what stands left of the item's keys
/// before it is but comments.
fn next_dash(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at = next_left(bytes, at)? + 1;
        let text = skip_blanks(bytes, at);
        match bytes.get(text)? {
            b'\n' | b'\r' | b'#' => {}
            b'-' if text == at && is_dash_line(bytes, at) => return Some(at),
            _ => return None,
        }
    }
}

fn is_dash_line(bytes: &[u8], at: usize) -> bool {
    is_dash(bytes, at) || matches!(bytes.get(at + 1), Some(b'\n' | b'\r'))
}

/// The next line break in front of fewer than two blanks.
fn next_left(bytes: &[u8], from: usize) -> Option<usize> {
    let near = skip::<8>(bytes, skip::<64>(bytes, from));
    let rest = &bytes[near..];
    let byte = |place| rest.get(place).copied().unwrap_or(b'\n');
    (0..rest.len()).find(|n| is_left(rest[*n], byte(n + 1), byte(n + 2)) != 0).map(|n| near + n)
}

/// Skips bytes without such a line break, so many at once.
#[inline]
fn skip<const MANY: usize>(bytes: &[u8], mut at: usize) -> usize {
    while let Some([first, second, third]) = windows::<MANY>(&bytes[at..]) {
        let left = |place: usize| is_left(first[place], second[place], third[place]);
        if (0..MANY).fold(0, |any, place| any | left(place)) != 0 {
            break;
        }
        at += MANY;
    }
    at
}

/// The first bytes, those from the second on, and those from the third on.
#[inline]
fn windows<const MANY: usize>(bytes: &[u8]) -> Option<[&[u8; MANY]; 3]> {
    let behind = |from: usize| bytes.get(from..)?.first_chunk::<MANY>();
    Some([behind(0)?, behind(1)?, behind(2)?])
}

/// Not zero for a line break in front of fewer than two blanks. Without branches: many are
/// computed at once.
#[inline]
fn is_left(byte: u8, next: u8, second: u8) -> u8 {
    u8::from(byte == b'\n') & (u8::from(next != b' ') | u8::from(second != b' '))
}

/// Whether what the quote or the bracket at `at` opens ends in the item, if it opens something.
fn is_closed(item: &[u8], at: usize) -> bool {
    if let quote @ (b'"' | b'\'') = item[at] {
        let end = quote_end(item, at + 1, quote);
        // A value that touches its key may be a quoted one, with no blank in front of it.
        let touches = |end: usize| {
            item.get(end) == Some(&b':')
                && !matches!(item.get(end + 1), None | Some(b' ' | b'\t' | b'\r' | b'\n'))
        };
        return end.is_some_and(|end| !touches(end));
    }
    let near = &item[..item.len().min(at + MOST)];
    let end = memchr2(b'\n', b'\r', &near[at..]).map_or(near.len(), |n| at + n);
    !may_begin(item, at) || flow_end(&near[..end], at).is_some()
}

/// Whether a node may begin at `at`, by what stands in front of the blanks before it: the line's
/// start, an indicator, an anchor or a tag.
fn may_begin(bytes: &[u8], at: usize) -> bool {
    let before = bytes[..at].trim_ascii_end();
    if bytes[before.len()..at].contains(&b'\n') {
        return true;
    }
    let word = before.iter().rev().take_while(|b| !b.is_ascii_whitespace()).count();
    let word = &before[before.len() - word..];
    matches!(word.last(), None | Some(b':' | b'-' | b'?'))
        || matches!(word.first(), Some(b'&' | b'!'))
}

#[cfg(test)]
mod tests {
    use super::next_item;

    /// The line that the next item starts with, behind an item with these lines.
    fn next(lines: &str) -> Option<&str> {
        let from = lines.find('\n')? + 1;
        next_item(lines.as_bytes(), from).and_then(|at| lines[at..].lines().next())
    }

    #[test]
    fn an_item_ends_at_a_dash() {
        for lines in [
            "- a: 1\n- next\n",
            "- a: 1\n  b:\n  - c: |\n      - d\n\n  e: some\n    text - text\n- next\n",
            "- a: 1\n  b: \"- \\\" x\"\n  c: 'it''s'\n  d: [1, \"]\", {e: '}'}]\n- next\n",
            "- a: 1\n  b: \"\n    - x\"\n- next\n",
            "- a: 1\n  # it's \"quoted\"\n # and [this\n# too\n\n \n- next\n",
            "- a: 1\n  b: a list [as text\n    that goes on] and 'quoted'\n- next\n",
            "- a: 1\r\n  b: 2\r\n\r\n- next\r\n",
        ] {
            assert_eq!(next(lines), Some("- next"), "{lines}");
            let (first, rest) = lines.split_once('\n').unwrap();
            let long = format!("{first}\n{}{rest}", "  k: some words\n".repeat(9));
            assert_eq!(next(&long), Some("- next"), "{long}");
        }
        assert_eq!(next("- a: 1\n-\n  b: 1\n"), Some("-"));
    }

    #[test]
    fn what_may_hide_the_end_is_not_certain() {
        for lines in [
            // The last item.
            "- a: 1\n  b: 2\n",
            "- a: 1\n  b: 2\nkey: 1\n- c: 3\n",
            "- a: 1\n  b: 2\n---\n- c: 3\n",
            "- a: 1\n  b: 2\n%TAG\n- c: 3\n",
            // Open where the next item seems to start.
            "- a: 1\n  b: \"\n- c: 3\n  d: \"\n",
            "- a: 1\n  b: 'it''s\n- c: 3\n  d: '\n",
            "- a: 1\n  b: [\n- c: 3\n  ]\n",
            "- a: 1\n  b: !t [\n- c: 3\n  ]\n",
            "- a: 1\n  b: &x {\n- c: 3\n  }\n",
            "- a: 1\n  b:\n    {\n- c: 3\n  }\n",
            "- a: 1\n  b: &x # c\n    {\n- c: 3\n  }\n",
            "- a: 1\n  ? [\n- c: 3\n  ]\n",
            "- a: 1\n  - [\n- c: 3\n  ]\n",
            "- a: 1\n  \"b\":\"\n- c: 3\n  \"\n",
            // The parser of the whole can't tell the end.
            "- a: 1\n  b: &x\n- c: 3\n",
            "- a: 1\n  b: !t # c\n\n  # d\n- c: 3\n",
            // Between the dash and the keys.
            "- a: 1\n b: 2\n- c: 3\n",
            "- a: 1\n - b: 2\n- c: 3\n",
            "- a: 1\n\tb: 2\n- c: 3\n",
        ] {
            assert_eq!(next(lines), None, "{lines}");
        }
    }
}
