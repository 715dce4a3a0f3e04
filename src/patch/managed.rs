//! The entries that this program manages in a list that a user keeps: recognised, brought up to
//! date, and no other entry touched.

use crate::plan::Purpose;
use crate::yaml::{Edit, Node, Path, Value, matches};

use super::mark::unnamed;

/// Whether an entry is, or may become, a wanted one.
type Alike<'f> = &'f dyn Fn(&Node<'_>, &Value) -> bool;

/// The edits that make the managed entries of the list at `path` those that are `wanted`. An equal
/// entry stays, one of the same target is changed, any other is removed; what is new is appended.
///
/// For each of them `after` is the first index at which it may stay: it moves behind the entries of
/// others that it has to come after.
///
/// Nothing is to tell of an entry that only lacks the name in its mark, which the next edit gives
/// it: nothing else comes of it.
pub(crate) fn update(
    root: &Node<'_>,
    path: &Path,
    is_managed: &dyn Fn(&Node<'_>) -> bool,
    wanted: &[Value],
    after: &[usize],
    purpose: Purpose,
) -> Vec<Edit> {
    let is_equal = |entry: &Node<'_>, wanted: &Value| {
        matches(entry, wanted) || purpose == Purpose::Tell && matches(entry, &unnamed(wanted))
    };
    let there = path.find(root).map(Node::items).unwrap_or_default();
    let mut left: Vec<usize> =
        (0..there.len()).filter(|index| is_managed(&there[*index])).collect();
    // For each wanted entry the index of the one that it is, or that becomes it.
    let mut chosen: Vec<Option<usize>> = vec![None; wanted.len()];
    let alike: [Alike<'_>; 2] = [&is_equal, &is_of_same_target];
    for alike in alike {
        for (value, chosen) in wanted.iter().zip(&mut chosen).filter(|(_, index)| index.is_none()) {
            let known = left.iter().position(|index| alike(&there[*index], value));
            *chosen = known.map(|known| left.remove(known));
        }
    }
    // Their order counts: a patch sees what those before it have made of an object. One that is to
    // have the last word on more than it has now, or that stands in front of one that comes before
    // it, moves to the end.
    let mut least: Vec<(Option<&Value>, usize)> = Vec::new();
    for ((value, chosen), after) in wanted.iter().zip(&mut chosen).zip(after) {
        let kind = value.get("target").and_then(|target| target.get("kind"));
        let before = least.iter().filter(|(known, _)| *known == kind).map(|(_, index)| *index);
        let first = before.max().unwrap_or(0).max(*after);
        if let Some(index) = chosen.take_if(|index| *index < first) {
            left.push(index);
        }
        least.push((kind, chosen.unwrap_or(there.len())));
    }
    left.sort_unstable();
    let removed = left.into_iter().map(|index| Edit::remove(path.index(index)));
    let mut edits: Vec<Edit> = removed.collect();
    let mut next = there.len();
    for (value, chosen) in wanted.iter().zip(chosen) {
        if chosen.is_some_and(|index| is_equal(&there[index], value)) {
            continue;
        }
        let index = chosen.unwrap_or_else(|| {
            next += 1;
            next - 1
        });
        edits.push(Edit::set(path.index(index), value.clone()));
    }
    edits
}

/// Whether an entry becomes another by a change of its patch alone. What else a user wrote into it,
/// such as `options`, stays.
fn is_of_same_target(entry: &Node<'_>, wanted: &Value) -> bool {
    let target = entry.get("target").zip(wanted.get("target"));
    target.is_some_and(|(node, value)| matches(node, value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patch::{MARKER, Mark};
    use crate::yaml::{Op, parse};

    fn entry(target: &str, patch: &str) -> Value {
        let target = Value::map([("name", Value::from(target))]);
        Value::map([("target", target), ("patch", format!("{MARKER}: {patch}").into())])
    }

    /// What happens at which index: `-` removes, `=` sets.
    fn updated(text: &str, wanted: &[Value]) -> Vec<String> {
        moved(text, wanted, &[0, 0])
    }

    fn moved(text: &str, wanted: &[Value], after: &[usize]) -> Vec<String> {
        let root = parse(text, 0..text.len()).unwrap().unwrap();
        let edits =
            update(&root, &Path::keys(["patches"]), &Mark::is_on, wanted, after, Purpose::Make);
        let told = edits.iter().map(|edit| {
            let sign = if edit.op == Op::Remove { '-' } else { '=' };
            format!("{sign}{}", edit.path)
        });
        told.collect()
    }

    const LIST: &str = "patches:
- patch: 'by hand'
- {target: {name: a}, patch: '# flux-workload-identity: 1'}
- path: file.yaml
- {target: {name: b}, patch: '# flux-workload-identity: 2'}
";

    #[test]
    fn equal_entries_stay() {
        assert!(updated(LIST, &[entry("a", "1"), entry("b", "2")]).is_empty());
    }

    #[test]
    fn an_entry_of_the_same_target_is_changed_in_its_place() {
        let edits = updated(LIST, &[entry("a", "1"), entry("b", "new")]);
        assert_eq!(edits, ["=patches[3]"]);
    }

    #[test]
    fn nothing_but_managed_entries_is_removed() {
        assert_eq!(updated(LIST, &[]), ["-patches[1]", "-patches[3]"]);
    }

    #[test]
    fn an_entry_in_front_of_one_that_comes_before_it_moves_to_the_end() {
        let edits = updated(LIST, &[entry("b", "2"), entry("a", "1")]);
        assert_eq!(edits, ["-patches[1]", "=patches[4]"]);
    }

    #[test]
    fn an_entry_moves_behind_those_that_it_comes_after_and_takes_its_followers_along() {
        let wanted = [entry("a", "1"), entry("b", "2")];
        assert_eq!(moved(LIST, &wanted, &[0, 3]), Vec::<String>::new());
        let all = ["-patches[1]", "-patches[3]", "=patches[4]", "=patches[5]"];
        assert_eq!(moved(LIST, &wanted, &[3, 0]), all);
    }
}
