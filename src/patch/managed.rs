//! Our entries in a list that a user keeps: recognised, brought up to date, and nobody else's
//! touched.

use crate::yaml::{Edit, Node, Path, Value, matches};

/// The first words of each patch that this program writes, by which it knows its own. They stand
/// inside of the patch, where `kustomize edit` leaves them alone.
pub const MARKER: &str = "# flux-workload-identity:";

/// Whether an entry of `patches` was written by this program.
pub fn is_our_patch(entry: &Node<'_>) -> bool {
    entry.get("patch").and_then(Node::text).is_some_and(|text| text.starts_with(MARKER))
}

/// The edits that make our entries of the list at `path` those that are `wanted`. Equal ones stay;
/// one of the same target is changed; others are removed and added.
pub fn update(
    root: &Node<'_>,
    path: &Path,
    is_ours: fn(&Node<'_>) -> bool,
    wanted: &[Value],
) -> Vec<Edit> {
    let there = path.find(root).map(Node::items).unwrap_or_default();
    let ours: Vec<usize> = (0..there.len()).filter(|i| is_ours(&there[*i])).collect();
    // Of each wanted entry the place of the one that it is, or that becomes it.
    let mut places: Vec<Option<usize>> = vec![None; wanted.len()];
    let mut left = ours.clone();
    let alike: [fn(&Node<'_>, &Value) -> bool; 2] = [matches, is_of_same_target];
    for alike in alike {
        for (value, place) in wanted.iter().zip(&mut places).filter(|(_, place)| place.is_none()) {
            let known = left.iter().position(|known| alike(&there[*known], value));
            *place = known.map(|known| left.remove(known));
        }
    }
    // Their order counts: a patch sees what those before it have made.
    if !places.iter().map(|place| place.unwrap_or(there.len())).is_sorted() {
        (places, left) = (vec![None; wanted.len()], ours);
    }
    let removed = left.into_iter().map(|place| Edit::remove(path.index(place)));
    let mut edits: Vec<Edit> = removed.collect();
    let mut new = there.len()..;
    for (value, place) in wanted.iter().zip(places) {
        if place.is_some_and(|place| matches(&there[place], value)) {
            continue;
        }
        let place = place.or_else(|| new.next()).unwrap_or_default();
        edits.push(Edit::set(path.index(place), value.clone()));
    }
    edits
}

/// Whether an entry becomes another by a change of its patch alone.
fn is_of_same_target(entry: &Node<'_>, wanted: &Value) -> bool {
    let target = entry.get("target").zip(wanted.get("target"));
    target.is_some_and(|(node, value)| matches(node, value)) && entry.entries().len() == 2
}
