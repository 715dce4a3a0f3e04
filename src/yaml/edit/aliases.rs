//! The anchors that a text refers to.

use std::cell::OnceCell;
use std::collections::HashSet;

/// The names of the aliases in a text, looked for when the first anchor is met: most texts have
/// neither.
#[derive(Debug)]
pub(super) struct Aliases<'s> {
    source: &'s str,
    names: OnceCell<HashSet<String>>,
}

impl<'s> Aliases<'s> {
    pub(super) fn of(source: &'s str) -> Aliases<'s> {
        Aliases { source, names: OnceCell::new() }
    }

    /// Whether an alias may refer to the anchor. The text is asked, not a tree: the alias may stand
    /// outside of the part that was read. A `*` inside of a scalar is taken for an alias too.
    pub(super) fn may_name(&self, anchor: &str) -> bool {
        self.names.get_or_init(|| names(self.source)).contains(anchor)
    }
}

/// What stands behind each `*`: up to where YAML ends a name, and up to where libyaml does.
fn names(source: &str) -> HashSet<String> {
    let behind = memchr::memchr_iter(b'*', source.as_bytes()).map(|at| &source[at + 1..]);
    let ends: [fn(char) -> bool; 2] = [
        |c| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '{' | '}' | '\u{FEFF}'),
        |c| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'),
    ];
    let name =
        |text: &str, end: fn(char) -> bool| text[..text.find(end).unwrap_or(text.len())].to_owned();
    behind.flat_map(|text| ends.map(|end| name(text, end))).collect()
}

#[cfg(test)]
mod tests {
    use super::Aliases;

    #[test]
    fn names_end_where_a_reader_ends_them() {
        let aliases =
            Aliases::of("a: *a\nb: [*b, *c]\nd: {*d : 1}\ne: *e.f\n? *é\n: *g\nh: *h-i:j");
        for name in ["a", "b", "c", "d", "e", "e.f", "é", "g", "h-i", "h-i:j"] {
            assert!(aliases.may_name(name), "{name}");
        }
        for name in ["e.", "f", "aa", "1"] {
            assert!(!aliases.may_name(name), "{name}");
        }
    }
}
