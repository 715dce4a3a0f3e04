//! Patches in a user's list that this program did not write, and that write what its own write.

use std::fmt::Write;

use crate::cloud::names;
use crate::diagnostic::{Diagnostic, Severity, code};
use crate::flux::{GATE, Provider};
use crate::plan::Plan;
use crate::yaml::{Layout, Node, Value, block, parse};

use super::mark::Mark;
use super::written::{Field, Written, written, written_by};

/// The patches of a list that were written by hand, against those that are wanted there.
pub(super) struct ByHand {
    /// For each one by hand its index in the list, and what it does.
    hands: Vec<(usize, Vec<Written>)>,
    /// For each wanted one what it does.
    wanted: Vec<Vec<Written>>,
}

impl ByHand {
    pub(super) fn new(there: &[Node<'_>], wanted: &[Value]) -> ByHand {
        let by_hand = there.iter().enumerate().filter(|(_, entry)| !Mark::is_on(entry));
        let of_value = |value: &Value| {
            let text = block(value, 0, &Layout::default()) + "\n";
            let entry = parse(&text, 0..text.len()).ok().flatten();
            entry.map(|entry| written(&entry)).unwrap_or_default()
        };
        ByHand {
            hands: by_hand.map(|(index, entry)| (index, written(entry))).collect(),
            wanted: wanted.iter().map(of_value).collect(),
        }
    }

    /// For each wanted patch the index from which on it has the last word: behind those by hand
    /// that write a field of it. One that counts elements stays where it is: it is made for the
    /// lists as they are before those patches.
    pub(super) fn after(&self) -> Vec<usize> {
        let after = |wanted: &Vec<Written>| {
            let behind = self.hands.iter().filter(|(_, hand)| {
                wanted.iter().any(|w| w.is_merge && hand.iter().any(|h| w.meets(h).is_some()))
            });
            behind.map(|(index, _)| index + 1).max().unwrap_or(0)
        };
        self.wanted.iter().map(after).collect()
    }

    /// For each wanted patch the index of one by hand that does the same on every object, where no
    /// other one by hand writes any of it.
    pub(super) fn repeated(&self) -> Vec<Option<usize>> {
        let repeated = |wanted: &Vec<Written>| {
            let [wanted] = wanted.as_slice() else { return None };
            let mut meeting =
                self.hands.iter().filter(|(_, h)| h.iter().any(|h| wanted.meets(h).is_some()));
            let (index, hand) = meeting.next().filter(|_| meeting.next().is_none())?;
            let [hand] = hand.as_slice() else { return None };
            let same = hand.selector.covers(&wanted.selector) && hand.repeats(wanted);
            (same && hand.is_merge).then_some(*index)
        };
        self.wanted.iter().map(repeated).collect()
    }

    /// What there is to say of the patches by hand, each with the index of the patch.
    pub(super) fn said(&self, there: &[Node<'_>], plan: &Plan) -> Vec<(usize, Diagnostic)> {
        let known = known_names(plan);
        let mut said = Vec::new();
        for (index, hand) in &self.hands {
            let met: Vec<(&Written, &Written)> = self
                .wanted
                .iter()
                .flatten()
                .flat_map(|wanted| hand.iter().map(move |hand| (wanted, hand)))
                .filter(|(wanted, hand)| wanted.meets(hand).is_some())
                .collect();
            let field = met.iter().find_map(|(wanted, hand)| wanted.meets(hand));
            let text = there[*index].get("patch").and_then(Node::text).unwrap_or_default();
            // As a JSON pointer has it, `/` is `~1`.
            let text = text.replace("~1", "/");
            let help = if met.is_empty() {
                "remove it there: kustomize applies both patches"
            } else if met.iter().any(|(wanted, _)| !wanted.is_merge) {
                "remove it there: the managed patch stays in front of it, and what it changes wins"
            } else if met.iter().all(|(wanted, hand)| wanted.repeats(hand)) {
                "remove it there: the managed patch sets the same value"
            } else {
                "remove it there: the managed patch stands behind it and wins"
            };
            let field = field.map(|field| field.name()).or_else(|| {
                known.iter().find(|name| has_word(&text, name)).map(|name| (*name).to_owned())
            });
            if let Some(field) = field {
                let mut message =
                    format!("a patch that was not written by this program sets {field} too");
                if let Some((wanted, there)) = met.iter().find_map(|(w, hand)| w.differs(hand)) {
                    let _ = write!(message, ": {there:?}, and the config asks for {wanted:?}");
                }
                said.push((*index, Diagnostic::new(code::PATCHED_BY_HAND, message).help(help)));
            }
        }
        said
    }
}

/// That a patch is left out, as one by hand does the same.
pub(super) fn not_repeated() -> Diagnostic {
    let message = "a patch that was not written by this program does what the config asks for here: \
                   it is not repeated";
    Diagnostic::new(code::PATCHED_BY_HAND, message).severity(Severity::Info)
}

/// Whether a text has a name that is not a part of a longer one.
fn has_word(text: &str, name: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-' || c == '.';
    text.match_indices(name)
        .any(|(at, _)| !text[..at].ends_with(part) && !text[at + name.len()..].starts_with(part))
}

/// The names of everything that the providers of a plan may set, by which a patch that does the
/// same by hand is recognised.
fn known_names(plan: &Plan) -> Vec<&'static str> {
    let accounts = plan.service_accounts.iter().flat_map(|a| &a.needs).map(|need| need.provider);
    let tenants = plan.tenants.iter().map(|tenant| tenant.cloud.provider());
    let mut providers: Vec<Provider> = accounts.chain(tenants).collect();
    providers.sort_unstable();
    providers.dedup();
    let mut known: Vec<&'static str> = Vec::new();
    for provider in providers {
        let names = names(provider);
        known.extend(names.annotations);
        known.extend(names.label);
        known.extend(names.env);
    }
    if let Some(wanted) = &plan.object_identity {
        known.extend(wanted.is_enabled().then_some(GATE));
        known.extend(wanted.lockdown.iter().map(|(flag, _)| flag.flag()));
    }
    known
}

/// What the patches by hand in a list do, against the entries of a config.
#[derive(Debug, Default)]
pub(crate) struct Repeating {
    /// The indices of those all of whose fields the entries write too, with the same values, on
    /// objects that both may be for.
    pub(crate) superfluous: Vec<usize>,
    /// The indices of those in files that write a field of the entries otherwise, and what there is
    /// to say of them.
    pub(crate) other: Vec<(usize, Diagnostic)>,
}

/// Looks for them. `read` has the text of the file that an entry names.
pub(crate) fn repeating<'n>(
    there: &[Node<'_>],
    entries: impl Iterator<Item = &'n Node<'n>>,
    read: &dyn Fn(&str) -> Option<String>,
) -> Repeating {
    let ours: Vec<Written> = entries.flat_map(written).collect();
    let mut repeating = Repeating::default();
    for (index, entry) in there.iter().enumerate().filter(|(_, entry)| !Mark::is_on(entry)) {
        let file = entry.get("path").and_then(Node::text);
        let hand = match file.map(read) {
            Some(Some(text)) => written_by(entry, &text),
            Some(None) => continue,
            None => written(entry),
        };
        let met = |hand: &Written| -> Vec<&Written> {
            ours.iter().filter(|ours| ours.selector.meets(&hand.selector)).collect()
        };
        let is_repeated = |hand: &Written| {
            let met = met(hand);
            let has = |field: &Field| met.iter().any(|ours| ours.fields.contains(field));
            // What stands at a path goes, and below it is set anew: the build tells what that took.
            let is_refilled = |whole: &Field| {
                let below = |field: &Field| field.path.0.starts_with(&whole.path.0);
                hand.fields.iter().any(|field| field.value.is_some() && below(field))
            };
            !hand.fields.is_empty()
                && hand.fields.iter().all(|field| match field.value {
                    Some(_) => has(field),
                    None => is_refilled(field),
                })
        };
        if !hand.is_empty() && hand.iter().all(is_repeated) {
            repeating.superfluous.push(index);
        } else if let Some(file) = file {
            let differs = |hand| met(hand).into_iter().find_map(|ours| ours.differs(hand));
            if let Some((wanted, there)) = hand.iter().find_map(differs) {
                let message = format!(
                    "the patch in {file} was not written by this program, and sets {there:?} where \
                     the config asks for {wanted:?}"
                );
                let told = Diagnostic::new(code::PATCHED_BY_HAND, message);
                let told = told.help("remove one of them: kustomize applies both in their order");
                repeating.other.push((index, told));
            }
        }
    }
    repeating
}
