//! The outline of a document.

use std::ops::Range;

use super::Outline;
use super::head::{Head, HeadReader};
use super::line::is_rest_blank;
use super::reader::{Found, Reader};
use super::scalar::Known;

/// What the lines of the document in `range` tell. It may be no object at all: what its lines do
/// not have is unknown.
pub(in crate::krm) fn outline(source: &str, range: Range<usize>) -> Outline<'_> {
    let mut head = head(&source[range.clone()]).unwrap_or(Head::UNKNOWN);
    for known in [&mut head.api_version, &mut head.kind, &mut head.name] {
        if *known == Known::Absent {
            *known = Known::Unknown;
        }
    }
    Outline { source, range, head }
}

/// The head of the object that a document is; `None` if it takes a parser.
fn head(text: &str) -> Option<Head<'_>> {
    if text.starts_with('\u{FEFF}') {
        return None;
    }
    let mut reader = Reader::new(text);
    let mut object = HeadReader::new(0);
    let mut at = 0;
    while at < text.len() {
        let (found, next) = reader.line(at)?;
        match found {
            Found::Nothing => {}
            Found::Continued => object.go_on(),
            Found::Marker(line) if line.starts_with("...") => break,
            Found::Marker(line) => {
                let opens = object.keys().is_none() && is_rest_blank(line.as_bytes(), 3);
                opens.then_some(())?;
            }
            // The line before does not go on here.
            Found::Content(_) if object.head.is_complete() => break,
            Found::Content(content) => object.take(&content)?,
        }
        at = next;
    }
    Some(object.head)
}

#[cfg(test)]
mod tests {
    use super::outline;

    /// What is known is what a parser says.
    #[test]
    fn what_is_known_is_true() {
        let known = |text: &str| {
            let outline = outline(text, 0..text.len());
            (outline.kind().map(|(_, kind)| kind.to_owned()), outline.name().map(str::to_owned))
        };
        let yes = |text: &str| Some(text.to_owned());
        for (text, kind, name) in [
            ("apiVersion: v1\nkind: A # x\nmetadata:\n  a: {}\n  name: b\n", yes("A"), yes("b")),
            ("---\n# x\nkind: A\napiVersion: v1\nmetadata:\n    name: b\n", yes("A"), yes("b")),
            ("apiVersion: v1\nkind: A\nmetadata: {name: b}\n", yes("A"), None),
            ("apiVersion: v1\nkind: A\nmetadata:\n  {name: b}\n", yes("A"), None),
            (
                "apiVersion: v1\nkind: A\nmetadata:\n  \"name\": b\n  a:\n    name: c\n",
                yes("A"),
                None,
            ),
            ("apiVersion: v1\nmetadata:\n  name: b\n", None, yes("b")),
            ("apiVersion: v1\nkind: A\nkind: B\n", None, None),
            ("apiVersion: v1\nkind: A\nmetadata:\nmetadata:\n  name: b\n", yes("A"), None),
            ("apiVersion: v1\nkind: \"A\"\nx: \"\nkind: B\"\n", None, None),
            ("apiVersion: v1\n\"kind\": A\nkind: B\n", None, None),
            ("apiVersion: v1\nkind:\n  A\n", None, None),
            ("apiVersion: v1\nkind: &a A\n", None, None),
            ("apiVersion: v1\nkind: A\n  B\nmetadata:\n  name: b\n", None, yes("b")),
            ("apiVersion: v1\nkind: A\nmetadata:\n  name: b\n\n    c\n", yes("A"), None),
            ("apiVersion: v1\nx: {\n}\nkind: A\n", None, None),
            ("{apiVersion: v1, kind: A}\n", None, None),
            ("apiVersion: v1\nkind: A\nmetadata:\n- a: b\n  name: c\n", yes("A"), None),
            ("apiVersion: v1\nkind: A\nmetadata:\n---: \n  name: b\n", yes("A"), None),
            (
                "apiVersion: v1\nkind: A\nx:\n- y\n-\n  z\nmetadata:\n  name: b\n",
                yes("A"),
                yes("b"),
            ),
            ("apiVersion: v1\nkind: A\n  \rmetadata:\n  name: b\n", None, None),
            ("apiVersion: v1\n<<: {kind: A}\n", None, None),
            ("\u{feff}kind: A\nkind: B\napiVersion: v1\n", None, None),
            // A character that is white space, but no blank of YAML.
            ("apiVersion: v1\nkind\u{85}: A\n", None, None),
            ("--- x\napiVersion: v1\nkind: A\n", None, None),
        ] {
            assert_eq!(known(text), (kind, name), "{text}");
        }
    }

    /// What comes once all is known is not looked at.
    #[test]
    fn the_rest_is_not_read() {
        let text = "apiVersion: v1\nkind: A\nmetadata:\n  name: b\nspec:\n  a: &x {\n  }\n";
        assert_eq!(outline(text, 0..text.len()).kind(), Some(("v1", "A")));
        assert_eq!(outline(text, 0..text.len()).name(), Some("b"));
    }
}
