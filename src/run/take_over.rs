//! Takes over what patches by hand do: those that the entries of a config make superfluous go from
//! a kustomization.yaml, and what kustomize builds stays the same.

use std::path::Path;

use crate::diagnostic::{Diagnostic, code};
use crate::krm::Documents;
use crate::patch::Repeating;
use crate::render::{ByHand, Entries};
use crate::repository::{Builder, Files, Reach};
use crate::yaml::{Kind, Node};

/// A kustomization.yaml without the patches that were superfluous.
#[derive(Debug)]
pub(crate) struct TakenOver {
    pub(crate) text: String,
    /// The numbers of those that went, among the patches by hand.
    pub(crate) taken: Vec<usize>,
    /// The numbers of those that write no other field, and without which the build would differ:
    /// they reach more objects.
    pub(crate) left: Vec<usize>,
    /// What there is to say of others.
    pub(crate) other: Vec<(usize, Diagnostic)>,
}

/// Takes patches by hand out of `text`, the content that `file` is to have, in which the entries of
/// the config stand already, or which lists their Component. The path is relative to the root of the
/// files.
///
/// # Errors
/// What can't be built, or a text that can't be edited.
pub(crate) fn take_over(
    files: &Files,
    file: &Path,
    text: &str,
    entries: Entries<'_>,
) -> Result<TakenOver, Box<Diagnostic>> {
    let by_hand = ByHand::of(text)?;
    let folder = file.parent().unwrap_or(Path::new(""));
    let read = |name: &str| {
        let path = files.root().relative(&files.root().path().join(folder).join(name))?;
        files.text(&path)
    };
    let Repeating { superfluous: mut taken, other } = by_hand.repeating(entries, &read);
    let mut left = Vec::new();
    if taken.is_empty() {
        return Ok(TakenOver { text: text.to_owned(), taken, left, other });
    }
    let builder = Builder::find()
        .ok_or_else(|| not_compared("neither kustomize nor kubectl is found in the PATH"))?;
    let build = |text: &str| {
        let files = files.clone().with(file.to_owned(), Some(text));
        builder
            .build(&Reach::of(&files, folder))
            .map_err(|reason| not_compared(&reason.to_string()))
    };
    let before = build(text)?;
    let is_same = |numbers: &[usize]| {
        let after = build(&by_hand.without(numbers)?)?;
        same_objects(&before, &after).map_err(|reason| not_compared(&reason))
    };
    if !is_same(&taken)? {
        let all = std::mem::take(&mut taken);
        for number in all {
            taken.push(number);
            if !is_same(&taken)? {
                left.extend(taken.pop());
            }
        }
    }
    Ok(TakenOver { text: by_hand.without(&taken)?, taken, left, other })
}

/// That nothing is taken over, as it is unknown what would come of it.
fn not_compared(reason: &str) -> Box<Diagnostic> {
    let message = format!("what kustomize builds can't be compared: {reason}");
    let help = "leave --take-over out, or take the patches by hand out yourself";
    Box::new(Diagnostic::new(code::NOT_COMPARED, message).help(help))
}

/// Whether two builds hold the same objects.
fn same_objects(one: &str, other: &str) -> Result<bool, String> {
    let read = |text| {
        let mut documents = Documents::open(text, 0);
        documents.read(|_| true).map_err(|error| error.to_string())?;
        Ok::<_, String>(documents)
    };
    let (one, other) = (read(one)?, read(other)?);
    let (ones, others): (Vec<&Node<'_>>, Vec<&Node<'_>>) =
        (one.roots().collect(), other.roots().collect());
    Ok(ones.len() == others.len() && ones.iter().zip(&others).all(|(one, other)| same(one, other)))
}

/// Whether two values are the same to Kubernetes: neither the order of keys counts, nor that of
/// elements which have names.
fn same(one: &Node<'_>, other: &Node<'_>) -> bool {
    match (&one.kind, &other.kind) {
        (Kind::Mapping { entries, .. }, Kind::Mapping { entries: others, .. }) => {
            let is_there = |entry: &crate::yaml::Entry<'_>| {
                let found = entry.key.text().and_then(|key| other.get(key));
                found.is_some_and(|value| same(&entry.value, value))
            };
            entries.len() == others.len() && entries.iter().all(is_there)
        }
        (Kind::Sequence { items, .. }, Kind::Sequence { items: others, .. }) => {
            let are_named = items.iter().all(|item| item.get("name").is_some());
            let is_there = |item: &Node<'_>| others.iter().any(|other| same(item, other));
            items.len() == others.len()
                && if are_named {
                    items.iter().all(is_there)
                } else {
                    items.iter().zip(others).all(|(one, other)| same(one, other))
                }
        }
        (Kind::Scalar { .. }, Kind::Scalar { .. }) => {
            (one.text(), one.string().is_some()) == (other.text(), other.string().is_some())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::same_objects;

    #[test]
    fn only_the_order_of_what_has_names_does_not_count() {
        let same = |one: &str, other: &str| same_objects(one, other).unwrap();
        assert!(same("a: 1\nb: [{name: x}, {name: y}]\n", "b: [{name: y}, {name: x}]\na: 1\n"));
        assert!(!same("a: [x, y]\n", "a: [y, x]\n"));
        assert!(!same("a: 1\n", "a: '1'\n"));
        assert!(!same("a: 1\n", "a: 1\n---\nb: 2\n"));
        assert!(!same("a: [{name: x}]\n", "a: [{name: x}, {name: y}]\n"));
    }
}
