//! What stands on one line of YAML, by its bytes.

use memchr::memchr;

/// A line: its bytes without the break, and where the next one starts.
pub(super) struct Line<'a> {
    pub(super) text: &'a [u8],
    pub(super) start: usize,
    pub(super) next: usize,
}

impl<'a> Line<'a> {
    /// The line that starts at `start`; `None` if a carriage return alone, which is a line break
    /// too, stands in it.
    pub(super) fn read(bytes: &'a [u8], start: usize) -> Option<Line<'a>> {
        let end = memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |n| start + n);
        let text = &bytes[start..end];
        let text = if end < bytes.len() { text.strip_suffix(b"\r").unwrap_or(text) } else { text };
        let one = memchr(b'\r', text).is_none();
        one.then_some(Line { text, start, next: (end + 1).min(bytes.len()) })
    }
}

/// Whether the line begins or ends a document.
pub(super) fn is_marker(text: &[u8]) -> bool {
    (text.starts_with(b"---") || text.starts_with(b"..."))
        && matches!(text.get(3), None | Some(b' ' | b'\t'))
}

/// Whether a dash that opens an element stands at `at`.
pub(super) fn is_dash(text: &[u8], at: usize) -> bool {
    text.get(at) == Some(&b'-') && matches!(text.get(at + 1), None | Some(b' ' | b'\t'))
}

pub(super) fn skip_blanks(text: &[u8], from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|b| matches!(b, b' ' | b'\t')).count()
}

/// Whether nothing but a comment follows.
pub(super) fn is_rest_blank(text: &[u8], from: usize) -> bool {
    let at = skip_blanks(text, from);
    at >= text.len() || (text[at] == b'#' && at > from)
}

/// The place of the `:` behind a plain key at `at`, if one stands there.
pub(super) fn key_end(text: &[u8], at: usize) -> Option<usize> {
    match text.get(at)? {
        b'"' | b'\'' | b'[' | b'{' | b'|' | b'>' | b'&' | b'*' | b'!' | b'%' | b'@' | b'`'
        | b',' | b']' | b'}' | b'#' | b'\t' => return None,
        b'?' | b':' | b'-' if matches!(text.get(at + 1), None | Some(b' ' | b'\t')) => return None,
        _ => {}
    }
    for (place, byte) in text[at..].iter().enumerate() {
        if matches!(byte, b':' | b'#') {
            let place = at + place;
            let blank = |b: Option<&u8>| matches!(b, None | Some(b' ' | b'\t'));
            match byte {
                b':' if blank(text.get(place + 1)) => return Some(place),
                // Behind a comment nothing is a key.
                b'#' if place > at && blank(text.get(place - 1)) => return None,
                _ => {}
            }
        }
    }
    None
}

/// The place behind the quote that ends a quoted scalar; `None` if this line does not.
pub(super) fn quote_end(text: &[u8], mut at: usize, quote: u8) -> Option<usize> {
    if quote == b'\'' {
        loop {
            at += memchr(b'\'', text.get(at..)?)? + 1;
            if text.get(at) != Some(&b'\'') {
                return Some(at);
            }
            at += 1;
        }
    }
    loop {
        at += memchr::memchr2(b'"', b'\\', text.get(at..)?)? + 1;
        if text[at - 1] == b'"' {
            return Some(at);
        }
        at += 1;
    }
}

/// The place behind the bracket that ends the flow collection at `at`, on this line.
pub(super) fn flow_end(text: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0usize;
    // Whether a scalar may begin here, and whether a quoted one has just ended.
    let (mut fresh, mut quoted) = (true, false);
    while let Some(byte) = text.get(at) {
        at += 1;
        let blank_follows = matches!(text.get(at), None | Some(b' '));
        match byte {
            b' ' => continue,
            b'[' | b'{' => {
                depth += 1;
                fresh = true;
            }
            b']' | b'}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
                fresh = false;
            }
            b',' => fresh = true,
            b':' if blank_follows || quoted => fresh = true,
            b'"' | b'\'' if fresh => {
                at = quote_end(text, at, *byte)?;
                (fresh, quoted) = (false, true);
                continue;
            }
            b'?' | b'-' if fresh && blank_follows => return None,
            b'&' | b'*' | b'!' | b'|' | b'>' | b'%' | b'@' | b'`' if fresh => return None,
            b'#' | b'\t' => return None,
            _ => fresh = false,
        }
        quoted = false;
    }
    None
}
