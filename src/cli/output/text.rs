//! Text of users made fit for a line of a terminal or a log.
//!
//! Names in manifests may hold line breaks, escape sequences and characters that turn the order of
//! others around: printed as they are they could forge a line of output, or a command of a CI
//! system. Everything that is printed, but for data, goes through here.

/// A text of one line: what could move the cursor, break the line or hide something is written as
/// an escape.
pub(crate) fn fit_for_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unfit(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
}

/// A character of a source's line, with something of the same width in place of an unfit one.
pub(crate) fn fit_for_excerpt(c: char) -> char {
    match c {
        '\t' => ' ',
        c if is_unfit(c) => '\u{FFFD}',
        c => c,
    }
}

/// Control characters, marks of the writing direction, and characters without a width.
fn is_unfit(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{AD}'
                | '\u{61C}'
                | '\u{180E}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

#[cfg(test)]
mod tests {
    use super::fit_for_line;

    #[test]
    fn nothing_leaves_its_line() {
        let forged = "a\n::error::b\r\u{1b}[2J\u{202e}c\u{200b}";
        assert_eq!(fit_for_line(forged), "a\\n::error::b\\r\\u{1b}[2J\\u{202e}c\\u{200b}");
        assert_eq!(fit_for_line("é 名 \"x\""), "é 名 \"x\"");
    }
}
