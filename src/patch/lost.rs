//! The controllers that an edit of a list leaves without an identity that an entry gave them.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::{Controller, Provider};
use crate::plan::Plan;
use crate::yaml::Node;

use super::mark::Mark;

/// For each identity that an entry gives a controller and the plan does not, the index of the entry
/// and what there is to say. `ours` are the indices of the entries that the plan's config keeps.
pub(super) fn lost(there: &[Node<'_>], ours: &[usize], plan: &Plan) -> Vec<(usize, Diagnostic)> {
    let mut told = Vec::new();
    let mut lost = Vec::new();
    for index in ours {
        for identity in identities(&there[*index]) {
            if !is_given(identity, plan) && !told.contains(&identity) {
                told.push(identity);
                lost.push((*index, without(identity)));
            }
        }
    }
    lost
}

/// What an entry gives: the controllers that its target names, each with the providers that its mark
/// names.
fn identities(entry: &Node<'_>) -> Vec<(Controller, Provider)> {
    let text = entry.get("patch").and_then(Node::text).unwrap_or_default();
    let purpose = Mark::read(text).map_or("", |(_, purpose)| purpose);
    let target = ["name", "labelSelector"].map(|key| entry.at(&["target", key]));
    let target: Vec<&str> = target.iter().flatten().filter_map(|node| node.text()).collect();
    let is_part = |c: char| !c.is_ascii_alphanumeric() && c != '-';
    let words = |text: &str, word: &str| text.split(is_part).any(|part| part == word);
    let controllers = Controller::ALL
        .into_iter()
        .filter(|controller| target.iter().any(|text| words(text, controller.name())));
    let providers = Provider::ALL.into_iter().filter(|provider| words(purpose, provider.name()));
    let providers: Vec<Provider> = providers.collect();
    controllers.flat_map(|c| providers.iter().map(move |provider| (c, *provider))).collect()
}

fn is_given((controller, provider): (Controller, Provider), plan: &Plan) -> bool {
    let mut accounts = plan.service_accounts.iter();
    accounts.any(|account| {
        account.controller == controller && account.needs.iter().any(|n| n.provider == provider)
    })
}

fn without((controller, provider): (Controller, Provider)) -> Diagnostic {
    let message = format!(
        "the {controller} loses its {provider} identity: the config gives it none, and what gave it \
         one is removed"
    );
    let help = "give the controller an identity in the config, if it still needs one";
    Diagnostic::new(code::IDENTITY_LOST, message).help(help)
}
