//! How a string is written so that YAML 1.1 and 1.2 readers, and JSON ones, read that string.

use std::fmt::Write;

/// Words that YAML 1.1 (kustomize, kubectl) or 1.2 reads as a boolean, null, merge or value.
/// Source: <https://yaml.org/type/bool.html>, null, merge, value; compared in lower case, which
/// takes in a few spellings more than the specification has.
const WORDS: &[&str] = &[
    "", "~", "null", "y", "n", "yes", "no", "on", "off", "true", "false", "=", "<<", ".inf",
    "+.inf", "-.inf", ".nan",
];

/// Whether a plain scalar with this text is a string to YAML 1.1 and 1.2 readers.
///
/// ```
/// use flux_workload_identity::yaml::Node;
/// let read = |text| flux_workload_identity::yaml::parse(text, 0..3).unwrap().unwrap();
/// assert_eq!(read("arn").string(), Some("arn"));
/// assert_eq!(read("yes").string(), None);
/// ```
pub(super) fn reads_as_string(text: &str) -> bool {
    let word = text.len() <= 5 && WORDS.contains(&text.to_ascii_lowercase().as_str());
    !word && !is_number(text) && !is_date(text)
}

/// Decimal, octal, hexadecimal, binary, sexagesimal and floating numbers, `_` allowed.
fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return false;
    }
    let lower = unsigned.to_ascii_lowercase();
    for (prefix, digits) in [("0x", "0123456789abcdef_"), ("0o", "01234567_"), ("0b", "01_")] {
        if let Some(rest) = lower.strip_prefix(prefix) {
            return !rest.is_empty() && rest.chars().all(|c| digits.contains(c));
        }
    }
    let (mantissa, exponent) = lower.split_once('e').unwrap_or((&lower, "0"));
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    mantissa.contains(|c: char| c.is_ascii_digit())
        && mantissa.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '_' | ':'))
        && exponent.chars().all(|c| c.is_ascii_digit() || c == '_')
}

/// `2026-01-31`, with or without a time behind it.
fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let digits = |part: Option<&str>, most: usize| {
        part.is_some_and(|p| (1..=most).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()))
    };
    let year = text.find('-') == Some(4) && digits(parts.next(), 4);
    year && digits(parts.next(), 2)
        && parts.next().is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether the text can be written without quotes. In a flow collection more must be quoted.
pub(super) fn is_plain(text: &str, in_flow: bool) -> bool {
    let Some(first) = text.chars().next() else {
        return false;
    };
    let second_blank = text[first.len_utf8()..].chars().next().is_none_or(char::is_whitespace);
    let opens = match first {
        ' ' => false,
        '-' => !second_blank && !text.starts_with("---"),
        '?' | ':' | ',' | '[' | ']' | '{' | '}' | '#' | '&' | '*' | '!' | '|' | '>' | '\''
        | '"' | '%' | '@' | '`' | '.' => false,
        _ => true,
    };
    opens && !text.ends_with([' ', ':']) && is_plain_inside(text, in_flow) && reads_as_string(text)
}

/// Whether nothing in the text ends a plain scalar.
fn is_plain_inside(text: &str, in_flow: bool) -> bool {
    let mut before = b'x';
    for byte in text.bytes() {
        let ends = match byte {
            b' ' => before == b':',
            b'#' => before == b' ',
            b',' | b'[' | b']' | b'{' | b'}' | b':' => in_flow,
            0..=31 | 127 => true,
            _ => false,
        };
        if ends {
            return false;
        }
        before = byte;
    }
    text.is_ascii() || !text.contains(needs_escape)
}

/// The text in single quotes, or `None` if it holds what only double quotes can express.
pub(super) fn single(text: &str) -> Option<String> {
    (!text.contains(needs_escape)).then(|| format!("'{}'", text.replace('\'', "''")))
}

/// The text in double quotes, valid as YAML and as JSON.
pub(super) fn double(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if needs_escape(c) => {
                // Writing to a String can't fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Control characters, and the line breaks that some readers know and others do not.
pub(super) fn needs_escape(c: char) -> bool {
    (c.is_control() && c != '\t') || is_foreign_break(c) || c == '\u{FEFF}'
}

/// NEL, LS and PS: line breaks to YAML 1.1 readers (libyaml, Go), characters to YAML 1.2 ones.
pub(super) fn is_foreign_break(c: char) -> bool {
    matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::{double, is_plain, reads_as_string};

    #[test]
    fn what_a_reader_may_take_for_something_else_is_quoted() {
        for text in [
            "",
            "~",
            "null",
            "Null",
            "y",
            "N",
            "yes",
            "No",
            "on",
            "OFF",
            "true",
            "FALSE",
            "=",
            "<<",
            "1",
            "+1",
            "-1",
            "0x1F",
            "0o17",
            "017",
            "0b11",
            "1_000",
            "1.5",
            ".5",
            "1e3",
            "1.5E-3",
            "190:20:30",
            "2026-01-31",
            "2026-1-3T10:00:00Z",
            ".inf",
            "-.INF",
            ".NaN",
            "3600",
        ] {
            assert!(!reads_as_string(text), "{text}");
            assert!(!is_plain(text, false), "{text}");
        }
    }

    #[test]
    fn what_people_write_plain_stays_plain() {
        for text in [
            "arn:aws:iam::111122223333:role/flux-ecr",
            "https://login.microsoftonline.com/",
            "11111111-2222-3333-4444-555555555555",
            "6731de76-14a6-49ae-97bc-6eba6914391e",
            "flux@acme.iam.gserviceaccount.com",
            "//iam.googleapis.com/projects/1",
            "--feature-gates=A=true",
            "eu-west-1",
            "sts.amazonaws.com",
            // Nearly numbers and dates.
            "0x",
            "0xfg",
            "1ez",
            "20a6-01-31",
            "20260-01-31",
            "2026-0a-31",
            "2026-013-31",
            "2026-01-x",
        ] {
            assert!(is_plain(text, false), "{text}");
        }
    }

    #[test]
    fn indicators_are_quoted() {
        for text in [
            "- a", "-", "?", ": a", "a: b", "a #b", "a:", "#a", "&a", "*a", "!a", "|", ">", "'a'",
            "\"a", "%a", "@a", "`a", "[a", "{a", ",a", " a", "a ", "a\nb", "a\u{85}b", "---",
            "a\tb",
        ] {
            assert!(!is_plain(text, false), "{text:?}");
        }
        assert!(!is_plain("a,b", true) && is_plain("a,b", false));
    }

    #[test]
    fn double_quotes_are_json() {
        let text = "a\"\\\n\r\t\u{1}\u{85}\u{2028}é😀\u{7f}";
        assert_eq!(serde_json::from_str::<String>(&double(text)).unwrap(), text);
    }

    #[test]
    fn what_readers_disagree_about_is_escaped() {
        assert_eq!(double("\u{2028}\u{85}\u{FEFF}\u{7}\t"), r#""\u2028\u0085\ufeff\u0007\t""#);
    }
}
