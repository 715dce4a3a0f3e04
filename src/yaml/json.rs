//! Nodes as JSON, for a text that is made of parts of others.

use super::tree::{Kind, Node};

/// A node as JSON on one line; none if it has an alias, a merge or a tag, which are not followed.
pub(crate) fn json(node: &Node<'_>) -> Option<String> {
    let mut out = String::new();
    write(node, &mut out).then_some(out)
}

/// Writes a node; says whether that is what it was.
fn write(node: &Node<'_>, out: &mut String) -> bool {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    match &node.kind {
        _ if node.tagged => return false,
        Kind::Alias { .. } => return false,
        Kind::Scalar { value, .. } => match node.string() {
            Some(text) => out.push_str(&quoted(text)),
            None if node.is_null() => out.push_str("null"),
            None => out.push_str(value),
        },
        Kind::Mapping { entries, .. } => {
            out.push('{');
            for (index, entry) in entries.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                out.push_str(&quoted(entry.key.text().unwrap_or_default()));
                out.push_str(": ");
                if entry.key.is("<<") || !write(&entry.value, out) {
                    return false;
                }
            }
            out.push('}');
        }
        Kind::Sequence { items, .. } => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                if !write(item, out) {
                    return false;
                }
            }
            out.push(']');
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::json;
    use crate::yaml::parse;

    #[test]
    fn what_json_can_say_is_said_and_nothing_else() {
        for (text, expected) in [
            (
                "a: 1\nb: [true, x, '2', ~]\nc:\n",
                Some(r#"{"a": 1, "b": [true, "x", "2", null], "c": null}"#),
            ),
            ("a: !x 1", None),
            ("a: [!x {}]", None),
            ("a: &a 1\nb: *a", None),
            ("a: {<<: {b: 1}}", None),
        ] {
            let root = parse(text, 0..text.len()).unwrap().unwrap();
            assert_eq!(json(&root).as_deref(), expected, "{text:?}");
        }
    }
}
