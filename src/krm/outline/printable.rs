//! The characters that YAML allows in a text, and that all readers take for the same.

/// The bytes that are looked at in one go.
const CHUNK: usize = 64;

/// Whether all characters are printable ones of YAML 1.2, no carriage return stands alone, and none
/// is a line break to YAML 1.1 alone (U+0085, U+2028, U+2029).
pub(super) fn is_printable(source: &str) -> bool {
    let bytes = source.as_bytes();
    let (chunks, rest) = bytes.as_chunks::<CHUNK>();
    let in_order = |(place, chunk): (usize, &[u8; CHUNK])| {
        let unusual = chunk.iter().fold(0, |unusual, byte| unusual | is_unusual(*byte));
        unusual == 0 || are_allowed(bytes, place * CHUNK, CHUNK)
    };
    chunks.iter().enumerate().all(in_order)
        && are_allowed(bytes, bytes.len() - rest.len(), rest.len())
}

/// Not zero for all but line feeds and printable ASCII. Without branches: many are computed at
/// once.
#[inline]
fn is_unusual(byte: u8) -> u8 {
    (u8::from(byte.cast_signed() < 0x20) & u8::from(byte != b'\n')) | u8::from(byte == 0x7F)
}

fn are_allowed(bytes: &[u8], start: usize, length: usize) -> bool {
    let byte = |at: usize| bytes.get(at).copied();
    (start..start + length).all(|at| match bytes[at] {
        b'\n' | b'\t' => true,
        b'\r' => byte(at + 1) == Some(b'\n'),
        // U+0080 to U+009F, with U+0085.
        0xC2 => byte(at + 1).is_some_and(|next| next >= 0xA0),
        // U+2028 and U+2029.
        0xE2 => byte(at + 1) != Some(0x80) || !matches!(byte(at + 2), Some(0xA8 | 0xA9)),
        // U+FFFE and U+FFFF.
        0xEF => byte(at + 1) != Some(0xBF) || byte(at + 2).is_some_and(|last| last < 0xBE),
        other => !other.is_ascii_control(),
    })
}

#[cfg(test)]
mod tests {
    use super::is_printable;

    #[test]
    fn characters() {
        let beside = |text: &str| [text.to_owned(), format!("{text}{}", "a".repeat(200))];
        for text in ["a\n\tb\r\n", "\u{A0}é…\u{2027}\u{202A}\u{FFFD}\u{1F600}", ""] {
            assert!(beside(text).iter().all(|text| is_printable(text)), "{text:?}");
        }
        for text in [
            "\0", "\u{1B}", "\u{7F}", "\u{80}", "\u{85}", "\u{9F}", "\u{2028}", "\u{2029}",
            "\u{FFFE}", "\u{FFFF}", "a\rb",
        ] {
            assert!(!beside(text).iter().any(|text| is_printable(text)), "{text:?}");
        }
    }
}
