//! Where a file has the text of a scalar: a patch is a text inside of a kustomization.

use std::ops::Range;

use crate::yaml::Node;

/// The bytes of a file that are these bytes of a scalar's value: of a literal block, or of a scalar
/// whose value stands there as it is. What is folded or escaped has none.
pub(super) fn in_file(
    source: &str,
    scalar: &Node<'_>,
    inside: Range<usize>,
) -> Option<Range<usize>> {
    let (value, start) = (scalar.text()?, scalar.span.start);
    let written = source.get(scalar.span.clone())?;
    if let Some(at) = written.find(value) {
        return Some(start + at + inside.start..start + at + inside.end);
    }
    let lines = written.strip_prefix('|').map(|_| lines(written).skip(1))?;
    let places: Vec<Option<(Range<usize>, usize)>> = lines
        .zip(self::lines(value))
        .map(|((at, written), (from, line))| {
            let indent = written.strip_suffix(line)?.len();
            Some((from..from + line.len(), start + at + indent))
        })
        .collect();
    let place = |byte: usize| {
        let has_it = |place: &&Option<(Range<usize>, usize)>| {
            place.as_ref().is_none_or(|(line, _)| byte <= line.end)
        };
        let (line, at) = places.iter().find(has_it)?.as_ref()?;
        Some(at + byte.saturating_sub(line.start))
    };
    Some(place(inside.start)?..place(inside.end)?)
}

/// The lines of a text and where they begin, without their ends.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.trim_end_matches(['\n', '\r']))
    })
}

#[cfg(test)]
mod tests {
    use super::in_file;
    use crate::yaml;

    /// What the file has where the value has `c: 3`.
    fn found(source: &str) -> Option<&str> {
        let root = yaml::parse(source, 0..source.len()).unwrap().unwrap();
        let scalar = root.get("patch").unwrap();
        let at = scalar.text().unwrap().find("c: 3").unwrap();
        in_file(source, scalar, at..at + 4).map(|place| &source[place])
    }

    #[test]
    fn a_value_has_its_bytes() {
        for source in [
            "patch: |\n  a: 1\n\n  b:\n    c: 3 # why\n",
            "patch: |-\n  a: 1\n  c: 3",
            "patch: |2\n    a: 1\n    c: 3\n",
            "patch: | # why\r\n  a: 1\r\n  b:\r\n    c: 3\r\n",
            "patch: '{a: 1, c: 3}'\n",
            "patch: \"{c: 3}\"\n",
        ] {
            assert_eq!(found(source), Some("c: 3"), "{source:?}");
        }
        for source in ["patch: \"a: 1\\nc: 3\"\n", "patch: >\n  c: 3\n\n  d: 4\n"] {
            assert_eq!(found(source), None, "{source:?}");
        }
    }
}
