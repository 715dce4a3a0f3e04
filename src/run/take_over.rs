//! Takes over what patches by hand do: those that the entries of a config make superfluous go from
//! a kustomization.yaml, and what kustomize builds stays the same.

use std::path::Path;

use crate::diagnostic::{Diagnostic, code};
use crate::krm::Documents;
use crate::patch::Repeating;
use crate::render::{ByHand, Entries};
use crate::repository::{Builder, Files, NO_PROGRAM, Reach};
use crate::yaml::{Entry, Kind, Node};

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
    let builder = Builder::find().ok_or_else(|| not_compared(NO_PROGRAM))?;
    let build = |text: &str| {
        let files = files.clone().with(file.to_owned(), Some(text));
        let reach = Reach::of(&files, folder);
        // Of a file that kustomize does not read, any two texts build the same.
        if let Some(read) = reach.kustomizations.first().filter(|read| read.file != file) {
            let (file, read) = (file.display(), read.file.display());
            return Err(not_compared(&format!("it reads {read}, and not {file}")));
        }
        builder.build(&reach).map_err(|reason| not_compared(&reason.to_string()))
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
    let are_same = ones.iter().zip(&others).all(|(one, other)| same(one, other, false));
    Ok(ones.len() == others.len() && are_same)
}

/// The lists in which the order of elements is nothing to Kubernetes, by their fields. That of `env`
/// is, where a value refers to another one as `$(NAME)`.
const UNORDERED: [&str; 6] =
    ["containers", "env", "imagePullSecrets", "ports", "volumeMounts", "volumes"];

/// Whether two values are the same to Kubernetes: the order of keys does not count, and that of the
/// elements of a list only where it is not `unordered`.
fn same(one: &Node<'_>, other: &Node<'_>, unordered: bool) -> bool {
    match (&one.kind, &other.kind) {
        (Kind::Mapping { entries, .. }, Kind::Mapping { entries: others, .. }) => {
            let is_there = |entry: &Entry<'_>| {
                let Some(key) = entry.key.text() else { return false };
                let unordered = UNORDERED.contains(&key) && !refers(&entry.value);
                other.get(key).is_some_and(|value| same(&entry.value, value, unordered))
            };
            entries.len() == others.len() && entries.iter().all(is_there)
        }
        (Kind::Sequence { items, .. }, Kind::Sequence { items: others, .. }) => {
            let count = |items: &[Node<'_>], item: &Node<'_>| {
                items.iter().filter(|other| same(item, other, false)).count()
            };
            items.len() == others.len()
                && if unordered {
                    items.iter().all(|item| count(items, item) == count(others, item))
                } else {
                    items.iter().zip(others).all(|(one, other)| same(one, other, false))
                }
        }
        (Kind::Scalar { .. }, Kind::Scalar { .. }) => {
            (one.text(), one.string().is_some()) == (other.text(), other.string().is_some())
        }
        _ => false,
    }
}

/// Whether the value of an element refers to another one.
fn refers(list: &Node<'_>) -> bool {
    let mut values = list.items().iter().filter_map(|item| item.get("value")?.text());
    values.any(|value| value.contains("$("))
}

#[cfg(test)]
mod tests {
    use super::same_objects;

    #[test]
    fn only_the_order_of_some_lists_does_not_count() {
        let same = |one: &str, other: &str| same_objects(one, other).unwrap();
        assert!(same("a: 1\nenv: [{name: x}, {name: y}]\n", "env: [{name: y}, {name: x}]\na: 1\n"));
        let [one, other] = ["{name: x, value: 1}", "{name: y, value: $(x)}"];
        assert!(!same(&format!("env: [{one}, {other}]\n"), &format!("env: [{other}, {one}]\n")));
        let [one, other] = [
            "initContainers: [{name: x}, {name: y}]\n",
            "initContainers: [{name: y}, {name: x}]\n",
        ];
        assert!(!same(one, other));
        let [one, other] = ["ports: [{name: x}, {name: x}]\n", "ports: [{name: x}, {name: y}]\n"];
        assert!(!same(one, other) && !same(other, one));
        assert!(!same("a: [x, y]\n", "a: [y, x]\n"));
        assert!(!same("a: 1\n", "a: '1'\n"));
        assert!(!same("a: 1\n", "a: 1\n---\nb: 2\n"));
        assert!(!same("a: [{name: x}]\n", "a: [{name: x}, {name: y}]\n"));
    }
}
