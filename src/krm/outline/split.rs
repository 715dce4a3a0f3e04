//! The documents of a text, by their markers.

use std::ops::Range;

use memchr::memmem;

use crate::yaml::lines;

/// The documents of a text that have content.
pub(in crate::krm) fn documents(text: &str) -> Vec<Range<usize>> {
    let mut documents = split(text);
    documents.retain(|range| has_content(&text[range.clone()]));
    documents
}

/// The text up to the end of its only document: without what comes behind that and has no content.
/// All of the text if there is no such document.
pub(in crate::krm) fn only(text: &str) -> Range<usize> {
    match documents(text).as_slice() {
        [only] if is_empty(&text[only.end..]) => 0..only.end,
        _ => 0..text.len(),
    }
}

/// Whether what follows a document is nothing but markers and comments.
pub(super) fn is_empty(text: &str) -> bool {
    !has_content(text) && !text.lines().any(|line| line.starts_with('%'))
}

/// The documents of a text, each from its `---` to the next one. YAML lets no scalar hold a line
/// that starts so.
fn split(text: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    for marker in ["---", "..."] {
        let found = memmem::find_iter(text.as_bytes(), marker.as_bytes());
        for at in found.filter(|at| is_marker(text, *at)) {
            // What follows `...` is another document; the line belongs to the one before.
            starts.push(if marker == "..." { lines::next(text, at) } else { at });
        }
    }
    starts.sort_unstable();
    // Directives belong to the document below them, which a marker begins.
    let directives = |range: &Range<usize>| {
        let mut lines = text[range.clone()].lines();
        lines.clone().any(|line| line.starts_with('%'))
            && !lines.any(|line| line.starts_with("---"))
    };
    let mut documents: Vec<Range<usize>> = Vec::new();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    for (start, end) in starts.iter().copied().zip(ends) {
        match documents.last_mut() {
            Some(last) if !has_content(&text[last.clone()]) && directives(last) => last.end = end,
            _ => documents.push(start..end),
        }
    }
    documents.retain(|range| !range.is_empty());
    documents
}

fn is_marker(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    let starts = at == 0 || bytes[at - 1] == b'\n' || text[..at] == *"\u{FEFF}";
    starts && matches!(bytes.get(at + 3), None | Some(b' ' | b'\t' | b'\r' | b'\n'))
}

/// Whether anything stands there but comments, directives and markers.
fn has_content(text: &str) -> bool {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    text.lines().any(|line| {
        let marker = line.strip_prefix("---").or_else(|| line.strip_prefix("..."));
        let rest = marker.filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
        let rest = rest.unwrap_or(line).trim_ascii();
        !rest.is_empty() && !rest.starts_with('#') && !line.starts_with('%')
    })
}

#[cfg(test)]
mod tests {
    use super::{only, split};

    #[test]
    fn documents_end_at_markers_alone() {
        let parts = |text: &str| {
            let parts = split(text).into_iter().map(|range| text[range].to_owned());
            parts.collect::<Vec<String>>()
        };
        for (text, wanted) in [
            ("a\n---\nb\n", &["a\n", "---\nb\n"][..]),
            ("--- # x\na\n--- b\n", &["--- # x\na\n", "--- b\n"]),
            ("a\n...\nb\n", &["a\n...\n", "b\n"]),
            ("%YAML 1.2\n---\na\n", &["%YAML 1.2\n---\na\n"]),
            ("\u{feff}---\na\n", &["\u{feff}", "---\na\n"]),
            ("a: |\n  ---\n --- \n----\n---x\n", &["a: |\n  ---\n --- \n----\n---x\n"]),
            ("a\r\n---\r\nb", &["a\r\n", "---\r\nb"]),
        ] {
            assert_eq!(parts(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn what_has_no_content_behind_the_only_document_is_left_out() {
        for (text, wanted) in [
            ("a\n---\n", "a\n"),
            ("a\n--- # x\n# y\n---\n", "a\n"),
            ("a\n...\n---\n", "a\n...\n"),
            ("---\na\n", "---\na\n"),
            ("a\n---\nb\n", "a\n---\nb\n"),
            ("a\n...\n%YAML 1.2\n", "a\n...\n%YAML 1.2\n"),
            ("# x\n---\n", "# x\n---\n"),
            ("a\n---\n\u{85}\n", "a\n---\n\u{85}\n"),
        ] {
            assert_eq!(&text[only(text)], wanted, "{text:?}");
        }
    }
}
