//! A list of patches that a user keeps, in a kustomization.yaml or in a FluxInstance, and in it the
//! entries of one config: brought up to date, and what there is to say about it.

use crate::diagnostic::{Diagnostic, code};
use crate::plan::{Plan, Purpose};
use crate::yaml::{Edit, Node, Op, Path, Value, matches};

use super::by_hand::{ByHand, not_repeated};
use super::lost::lost;
use super::managed::update;
use super::mark::{Mark, unnamed};

/// What becomes of the list.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// The edits; their paths start where that of the list does.
    pub edits: Vec<Edit>,
    /// How many of its entries are the config's.
    pub managed: usize,
    /// What there is to say, with paths and spans. With an error nothing is edited.
    pub diagnostics: Vec<Diagnostic>,
}

/// What becomes of an entry that does what one by hand does already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeats {
    /// It is written all the same.
    Written,
    /// It is left out.
    LeftOut,
}

/// Makes the entries of a plan's config in the list at `path` those that are `wanted`.
pub(crate) fn keep(
    root: &Node<'_>,
    path: &Path,
    wanted: &[Value],
    plan: &Plan,
    repeats: Repeats,
    purpose: Purpose,
) -> Kept {
    let there = path.find(root).map(Node::items).unwrap_or_default();
    let is_ours = |entry: &Node<'_>| {
        Mark::of(entry).is_some_and(|mark| mark.is_free_for(&plan.name, purpose))
    };
    let at = |index: usize, diagnostic: Diagnostic| {
        let entry = &there[index];
        let text = entry.get("patch").unwrap_or(entry);
        diagnostic.path(path.index(index)).span(text.span.clone())
    };
    let mut names = Vec::new();
    let mut others = Vec::new();
    for (index, entry) in there.iter().enumerate().filter(|(_, entry)| !is_ours(entry)) {
        if let Some(Mark::Of(name)) = Mark::of(entry).filter(|mark| !names.contains(mark)) {
            names.push(Mark::Of(name));
            others.push(at(index, of_another(name, plan)));
        }
    }
    let ours: Vec<usize> = (0..there.len()).filter(|index| is_ours(&there[*index])).collect();
    if !others.is_empty() {
        return Kept { managed: ours.len(), diagnostics: others, ..Kept::default() };
    }
    let mut diagnostics = Vec::new();
    let mut wanted = wanted.to_vec();
    if repeats == Repeats::LeftOut {
        let repeated = ByHand::new(there, &wanted).repeated();
        let by_hand = repeated.iter().flatten();
        diagnostics.extend(by_hand.map(|index| at(*index, not_repeated())));
        let mut repeated = repeated.iter();
        wanted.retain(|_| repeated.next().is_none_or(Option::is_none));
    }
    let by_hand = ByHand::new(there, &wanted);
    let edits = update(root, path, &is_ours, &wanted, &by_hand.after(), purpose);
    diagnostics.extend(by_hand.said(there, plan).into_iter().map(|(index, d)| at(index, d)));
    let is_removed = |index: &usize| {
        let removal = Edit { path: path.index(*index), op: Op::Remove };
        let is_wanted = |value: &Value| {
            matches(&there[*index], value) || matches(&there[*index], &unnamed(value))
        };
        // One that is moved is removed in one place and written in another.
        edits.contains(&removal) && !wanted.iter().any(is_wanted)
    };
    if purpose == Purpose::Tell {
        let is_unnamed = |index: &&usize| Mark::of(&there[**index]) == Some(Mark::Unnamed);
        if let Some(first) = ours.iter().find(is_unnamed).filter(|_| edits.is_empty()) {
            diagnostics.push(at(*first, without_a_name()));
        }
    } else {
        for index in ours.iter().copied().filter(is_removed) {
            diagnostics.push(at(index, removed(&there[index])));
        }
        for (index, loss) in lost(there, &ours, plan) {
            diagnostics.push(at(index, loss));
        }
    }
    Kept { edits, managed: ours.len(), diagnostics }
}

/// That an entry is another config's.
pub(crate) fn of_another(name: &str, plan: &Plan) -> Diagnostic {
    let message =
        format!("this was written for the config {name:?}, and the one given is {:?}", plan.name);
    let help = "put the identities of both into one config; if the config was renamed, --replace \
                takes over what was written under its former name";
    Diagnostic::new(code::OF_ANOTHER_CONFIG, message).help(help)
}

/// That an entry goes.
fn removed(entry: &Node<'_>) -> Diagnostic {
    let text = entry.get("patch").and_then(Node::text).unwrap_or_default();
    let purpose = Mark::read(text).map_or("", |(_, purpose)| purpose);
    let target = |key| entry.at(&["target", key]).and_then(Node::text);
    let kind = target("kind").unwrap_or("object");
    let name = target("name").or_else(|| target("labelSelector")).unwrap_or_default();
    let message = format!("this patch is removed: {purpose} of {kind} {name}");
    Diagnostic::new(code::ENTRY_REMOVED, message)
}

/// That marks lack a name, which makes no difference.
fn without_a_name() -> Diagnostic {
    let message = "what was written by an earlier version of this program does not carry the name \
                   of the config yet";
    let help = "nothing else differs; the next --write adds the name";
    Diagnostic::new(code::WITHOUT_A_NAME, message).help(help)
}
