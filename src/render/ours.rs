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
    let mut ours: Vec<usize> = (0..there.len()).filter(|i| is_ours(&there[*i])).collect();
    let mut wanted: Vec<&Value> = wanted.iter().collect();
    let mut edits = Vec::new();
    let alike: [fn(&Node<'_>, &Value) -> bool; 2] = [matches, is_of_same_target];
    for alike in alike {
        wanted.retain(|value| {
            let known = ours.iter().position(|place| alike(&there[*place], value));
            let Some(known) = known else { return true };
            let place = ours.remove(known);
            if !matches(&there[place], value) {
                edits.push(Edit::set(path.index(place), (*value).clone()));
            }
            false
        });
    }
    edits.extend(ours.into_iter().map(|place| Edit::remove(path.index(place))));
    let new = wanted.into_iter().enumerate();
    edits.extend(new.map(|(i, value)| Edit::set(path.index(there.len() + i), value.clone())));
    edits
}

/// Whether an entry becomes another by a change of its patch alone.
fn is_of_same_target(entry: &Node<'_>, wanted: &Value) -> bool {
    let target = entry.get("target").zip(wanted.get("target"));
    target.is_some_and(|(node, value)| matches(node, value)) && entry.entries().len() == 2
}
