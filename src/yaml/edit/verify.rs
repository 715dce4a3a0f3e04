//! Reads an edited text again and compares: it must be the old value with exactly the wanted
//! changes, to every reader.
//!
//! What is read is all that the edit can influence. A [`Part`] keeps its first token, so that
//! nothing in front of it changes; what stands behind it up to the next token is read with it,
//! since blank lines and comments there may come to be part of a block scalar.

use serde::de::IgnoredAny;

use super::part::Part;
use super::patch::{EditTree, element};
use super::splice::{Splice, Splices};
use crate::yaml::frame::Frame;
use crate::yaml::lines;
use crate::yaml::path::Step;
use crate::yaml::refusal::RefusalKind;
use crate::yaml::tree::{Entry, Kind, Node, Style};
use crate::yaml::value::{Value, matches};

/// Why an edited part is refused, and the path in it.
pub(super) type Wrong = (RefusalKind, Vec<Step>);

/// The text of a part with its splices, and of what stands behind it up to the next token. `None`
/// if a splice lies outside of it.
pub(super) fn text(source: &str, part: &Part<'_, '_>, splices: &[Splice]) -> Option<String> {
    let range = part.lines.start..lines::past_trivia(source, part.lines.end);
    let splices = Splices::new(splices[part.splices.clone()].to_vec())?;
    let frame = part.path.0.is_empty();
    let token = range.start + source[range.clone()].find(|c| c != ' ').unwrap_or(0);
    let inside = |s: &Splice| {
        (if frame { range.start <= s.range.start } else { token < s.range.start })
            && s.range.end <= range.end
    };
    splices.iter().all(inside).then(|| splices.apply(source, range))
}

/// What became of a part, if that is what was wanted.
pub(super) fn verified<'x>(text: &'x str, part: &Part<'_, '_>) -> Result<Node<'x>, Wrong> {
    let unsure = |below| (RefusalKind::Unsure, below);
    let read = Frame::parse(text, 0..text.len(), part.dashed).ok().flatten();
    let after = read.and_then(|frame| value(frame.root, part.path.0.last()));
    let after = after.ok_or_else(|| unsure(Vec::new()))?;
    edited(part.before, &after, part.tree).map_err(unsure)?;
    let tab = has_tab_lines(text).then_some(RefusalKind::Tab);
    match tab.or_else(|| has_closed_colon(text, &after).then_some(RefusalKind::Unsure)) {
        Some(kind) if !is_read_by_libyaml(text) => Err((kind, Vec::new())),
        _ => Ok(after),
    }
}

/// The value of a part: an entry is read with its key, and alone.
fn value<'x>(root: Node<'x>, last: Option<&Step>) -> Option<Node<'x>> {
    let Some(Step::Key(key)) = last else {
        return Some(root);
    };
    match root.kind {
        Kind::Mapping { mut entries, .. } if entries.len() == 1 => {
            entries.pop().filter(|entry| entry.key.is(key)).map(|entry| entry.value)
        }
        _ => None,
    }
}

/// Whether on a line a comment or nothing stands behind a tab, or behind dashes and a tab. YAML
/// allows that everywhere; libyaml and what was ported from it only behind some tokens.
fn has_tab_lines(text: &str) -> bool {
    text.contains('\t')
        && text.trim_start_matches('\u{FEFF}').split(['\n', '\r']).any(|line| {
            let rest = line.trim_start_matches([' ', '\t', '-']);
            (rest.is_empty() || rest.starts_with('#'))
                && line[..line.len() - rest.len()].contains('\t')
        })
}

/// Whether somewhere between brackets one or a comma stands right behind the colon of what has no
/// value. In YAML 1.2 it ends that; to libyaml the colon is one too many.
fn has_closed_colon(text: &str, node: &Node<'_>) -> bool {
    let is_closed = |value: &Node<'_>| {
        value.span.is_empty()
            && text[..value.span.end].ends_with(':')
            && text[value.span.end..].starts_with([',', ']', '}'])
    };
    node.entries().iter().any(|entry| {
        node.is_flow() && is_closed(&entry.value) || has_closed_colon(text, &entry.value)
    }) || node.items().iter().any(|item| has_closed_colon(text, item))
}

fn is_read_by_libyaml(text: &str) -> bool {
    serde_yaml::from_str::<IgnoredAny>(text.trim_start_matches('\u{FEFF}')).is_ok()
}

/// Whether `after` is `before` with the wanted changes and nothing else. `Err` is the path of a
/// difference.
fn edited(before: &Node<'_>, after: &Node<'_>, tree: &EditTree) -> Result<(), Vec<Step>> {
    if before.anchor != after.anchor || before.tagged != after.tagged {
        return Err(Vec::new());
    }
    let well = match (tree, &before.kind, &after.kind) {
        (EditTree::Set(value), ..) => matches(after, value),
        (EditTree::Remove, ..) => false,
        // Nothing was there to begin with, or it was emptied: all of it is new.
        (EditTree::Below { .. }, ..)
            if before.entries().is_empty() && before.items().is_empty() =>
        {
            match tree.created() {
                Some(value) => matches(after, &value),
                None => same(before, after),
            }
        }
        (
            EditTree::Below { steps, .. },
            Kind::Mapping { entries: old, .. },
            Kind::Mapping { entries: new, .. },
        ) => return edited_mapping(old, new, steps),
        (
            EditTree::Below { steps, .. },
            Kind::Sequence { items: old, .. },
            Kind::Sequence { items: new, .. },
        ) => return edited_sequence(old, new, steps),
        (EditTree::Below { .. }, ..) => false,
    };
    if well { Ok(()) } else { Err(Vec::new()) }
}

fn edited_mapping(
    old: &[Entry<'_>],
    new: &[Entry<'_>],
    steps: &[(Step, EditTree)],
) -> Result<(), Vec<Step>> {
    let tree_of = |key: &Node<'_>| {
        let key = key.text()?;
        steps
            .iter()
            .find(|(step, _)| matches!(step, Step::Key(k) if k == key))
            .map(|(_, tree)| tree)
    };
    let stays = |e: &&Entry<'_>| !tree_of(&e.key).is_some_and(|t| t.empties(&e.value));
    let mut kept = old.iter().filter(stays).peekable();
    let mut created = 0;
    for entry in new {
        let tree = tree_of(&entry.key);
        let inside = |e: Vec<Step>| below(Step::Key(entry.key.text().unwrap_or("?").to_owned()), e);
        // The old keys come in their order, new ones between them.
        if let Some(before) = kept.next_if(|e| same(&e.key, &entry.key)) {
            match tree {
                Some(tree) => edited(&before.value, &entry.value, tree).map_err(inside)?,
                None if same(&before.value, &entry.value) => {}
                None => return Err(inside(Vec::new())),
            }
        } else {
            let value = tree.and_then(EditTree::created);
            if !is_bare(&entry.key) || !value.is_some_and(|v| is_created(&entry.value, &v)) {
                return Err(inside(Vec::new()));
            }
            created += 1;
        }
    }
    let wanted = steps.iter().filter(|(step, tree)| {
        let Step::Key(key) = step else { return false };
        !old.iter().any(|e| e.key.is(key)) && tree.created().is_some()
    });
    if kept.next().is_some() || created != wanted.count() { Err(Vec::new()) } else { Ok(()) }
}

fn edited_sequence(
    old: &[Node<'_>],
    new: &[Node<'_>],
    steps: &[(Step, EditTree)],
) -> Result<(), Vec<Step>> {
    let index_of = |step: &Step| match step {
        Step::Index(index) => Some(*index).filter(|i| *i < old.len()),
        Step::Element { key, value } => {
            old.iter().position(|item| item.get(key).is_some_and(|v| v.is(value)))
        }
        Step::Key(_) => None,
    };
    let mut trees = vec![None; old.len()];
    for (step, tree) in steps {
        if let Some(index) = index_of(step) {
            trees[index] = Some(tree);
        }
    }
    let mut new = new.iter().enumerate();
    for (old_index, before) in old.iter().enumerate() {
        let tree = trees[old_index];
        if tree.is_some_and(|t| t.empties(before)) {
            continue;
        }
        let (index, after) = new.next().ok_or_else(Vec::new)?;
        let inside = |e| below(Step::Index(index), e);
        match tree {
            Some(tree) => edited(before, after, tree).map_err(inside)?,
            None if same(before, after) => {}
            None => return Err(inside(Vec::new())),
        }
    }
    for (step, tree) in steps.iter().filter(|(step, _)| index_of(step).is_none()) {
        let Some(value) = tree.created() else {
            continue;
        };
        let (index, after) = new.next().ok_or_else(Vec::new)?;
        if !is_created(after, &element(step, value)) {
            return Err(vec![Step::Index(index)]);
        }
    }
    new.next().map_or(Ok(()), |(index, _)| Err(vec![Step::Index(index)]))
}

/// Whether a node is what was added, and nothing is left in front of it of what stood there before.
fn is_created(after: &Node<'_>, value: &Value) -> bool {
    is_bare(after) && matches(after, value)
}

/// Whether it has neither an anchor nor a tag.
fn is_bare(node: &Node<'_>) -> bool {
    node.anchor.is_none() && !node.tagged
}

fn below(step: Step, mut rest: Vec<Step>) -> Vec<Step> {
    rest.insert(0, step);
    rest
}

/// Whether two nodes are the same to every reader, styles of quoting aside.
fn same(before: &Node<'_>, after: &Node<'_>) -> bool {
    before.tagged == after.tagged
        && before.anchor == after.anchor
        && match (&before.kind, &after.kind) {
            (Kind::Scalar { value: a, style: s }, Kind::Scalar { value: b, style: t }) => {
                a == b && (*s == Style::Plain) == (*t == Style::Plain)
            }
            (Kind::Mapping { entries: a, .. }, Kind::Mapping { entries: b, .. }) => {
                let pair = |(a, b): (&Entry<'_>, &Entry<'_>)| {
                    same(&a.key, &b.key) && same(&a.value, &b.value)
                };
                a.len() == b.len() && a.iter().zip(b).all(pair)
            }
            (Kind::Sequence { items: a, .. }, Kind::Sequence { items: b, .. }) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
            }
            (Kind::Alias { name: a }, Kind::Alias { name: b }) => a == b,
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::{text, verified};
    use crate::yaml::edit::part::Part;
    use crate::yaml::edit::patch::{Edit, EditTree};
    use crate::yaml::edit::splice::Splice;
    use crate::yaml::lines;
    use crate::yaml::path::Path;
    use crate::yaml::read::{parse, parse_fragment};

    /// Whether it is accepted to remove `path`, in the entry `a`, by writing `new` for `old`.
    fn accepts(source: &str, path: &Path, old: &str, new: &str) -> bool {
        let root = parse_fragment(source, 0..source.len()).unwrap().unwrap();
        let at = source.find(old).unwrap();
        let range = at..at + old.len();
        let below = Path(path.0[1..].to_vec());
        let tree = EditTree::new(&[Edit::remove(below)]).unwrap();
        let part = Part {
            path: Path::keys(["a"]),
            lines: 0..lines::next(source, source.find("v\n").or(source.find("v\r")).unwrap()),
            dashed: false,
            before: root.get("a").unwrap(),
            tree: &tree,
            splices: 0..1,
        };
        let splices = [Splice { range, text: new.to_owned() }];
        text(source, &part, &splices).is_some_and(|text| verified(&text, &part).is_ok())
    }

    #[test]
    fn blank_lines_that_would_join_a_kept_scalar_are_seen() {
        let annotations = "a:\n  b: |+\n    x\n\n  k: v\n\nz: 1\n";
        let env = "a:\n- name: b\n  value: >+\n    x\n\n- name: k\n  value: v\n\nz: 1\n";
        let element = Path::keys(["a"]).element("name", "k");
        let rows = [
            (annotations, "  k: v\n", Path::keys(["a", "k"])),
            (env, "- name: k\n  value: v\n", element),
        ];
        for (source, removed, path) in rows {
            for newline in ["\n", "\r\n"] {
                let (source, removed) =
                    (source.replace('\n', newline), removed.replace('\n', newline));
                assert!(!accepts(&source, &path, &removed, ""), "{source}");
                // With the blank line behind it nothing joins.
                assert!(accepts(&source, &path, &(removed + newline), ""), "{source}");
            }
        }
    }

    #[test]
    fn what_changes_beside_is_seen() {
        let source = "a:\n  b: 1\n  c: [1, 2]\n  d: *x\n  k: v\n";
        let k = Path::keys(["a", "k"]);
        assert!(accepts(source, &k, "  k: v\n", ""));
        for (old, new) in [
            ("  b: 1\n  c: [1, 2]\n  d: *x\n  k: v\n", "  b: 2\n  c: [1, 2]\n  d: *x\n"),
            ("  c: [1, 2]\n  d: *x\n  k: v\n", "  c: [1]\n  d: *x\n"),
            ("  c: [1, 2]\n  d: *x\n  k: v\n", "  c: [1, 3]\n  d: *x\n"),
            ("  c: [1, 2]\n  d: *x\n  k: v\n", "  c: &y [1, 2]\n  d: *x\n"),
            ("  d: *x\n  k: v\n", "  d: *y\n"),
            ("  d: *x\n  k: v\n", ""),
            ("  k: v\n", "  e: 1\n"),
            // The entry itself, and one beside it.
            (":\n  b: 1\n  c: [1, 2]\n  d: *x\n  k: v\n", ": &y\n  b: 1\n  c: [1, 2]\n  d: *x\n"),
            (":\n  b: 1\n  c: [1, 2]\n  d: *x\n  k: v\n", ": !t\n  b: 1\n  c: [1, 2]\n  d: *x\n"),
            ("  k: v\n", "a:\n  b: 1\n  c: [1, 2]\n  d: *x\n"),
        ] {
            assert!(!accepts(source, &k, old, new), "{new}");
        }
    }

    #[test]
    fn a_part_keeps_its_first_token() {
        let (source, path) = ("a:\n  b: 1\n  k: v\n", Path::keys(["a", "k"]));
        assert!(accepts(source, &path, "\n  b: 1\n  k: v\n", "\n  b: 1\n"));
        assert!(!accepts(source, &path, source, "a:\n  b: 1\n"));
    }

    #[test]
    fn a_part_that_is_indented_keeps_its_first_token() {
        let source = "z:\n  a:\n    k: v\n";
        let root = parse(source, 0..source.len()).unwrap().unwrap();
        let tree = EditTree::new(&[Edit::remove(Path::keys(["k"]))]).unwrap();
        let part = Part {
            path: Path::keys(["z", "a"]),
            lines: 3..source.len(),
            dashed: false,
            before: root.at(&["z", "a"]).unwrap(),
            tree: &tree,
            splices: 0..1,
        };
        let splice = |range| text(source, &part, &[Splice { range, text: String::new() }]);
        assert!(splice(8..17).is_some());
        assert!(splice(4..17).is_none());
        assert!(splice(5..17).is_none());
    }
}
