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
/// Nothing is to tell of an entry that only lacks the name in its mark, which the next edit gives
/// it: nothing else comes of it.
pub(crate) fn update(
    root: &Node<'_>,
    path: &Path,
    is_managed: fn(&Node<'_>) -> bool,
    wanted: &[Value],
    purpose: Purpose,
) -> Vec<Edit> {
    let is_equal = |entry: &Node<'_>, wanted: &Value| {
        matches(entry, wanted) || purpose == Purpose::Tell && matches(entry, &unnamed(wanted))
    };
    let there = path.find(root).map(Node::items).unwrap_or_default();
    let managed: Vec<usize> = (0..there.len()).filter(|index| is_managed(&there[*index])).collect();
    // For each wanted entry the index of the one that it is, or that becomes it.
    let mut chosen: Vec<Option<usize>> = vec![None; wanted.len()];
    let mut left = managed.clone();
    let alike: [Alike<'_>; 2] = [&is_equal, &is_of_same_target];
    for alike in alike {
        for (value, chosen) in wanted.iter().zip(&mut chosen).filter(|(_, index)| index.is_none()) {
            let known = left.iter().position(|index| alike(&there[*index], value));
            *chosen = known.map(|known| left.remove(known));
        }
    }
    // Their order counts: a patch sees what those before it have made.
    if !chosen.iter().map(|index| index.unwrap_or(there.len())).is_sorted() {
        (chosen, left) = (vec![None; wanted.len()], managed);
    }
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
        let root = parse(text, 0..text.len()).unwrap().unwrap();
        let edits = update(&root, &Path::keys(["patches"]), Mark::is_on, wanted, Purpose::Make);
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
    fn entries_in_another_order_are_written_again() {
        let edits = updated(LIST, &[entry("b", "2"), entry("a", "1")]);
        assert_eq!(edits, ["-patches[1]", "-patches[3]", "=patches[4]", "=patches[5]"]);
    }
}
