//! Whether a controller's ClusterRoles let it create tokens of ServiceAccounts.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::Controller;
use crate::krm::Object;
use crate::yaml::Node;

use super::{Context, Resolution};

/// Warns if the controller is not allowed to create tokens of tenants' ServiceAccounts.
pub(super) fn check(context: &Context<'_, '_, '_>, controller: Controller, out: &mut Resolution) {
    if let Some(role) = missing(context.objects, controller, &context.plan.namespace) {
        let message = format!(
            "{controller} is not allowed to create tokens of ServiceAccounts, which object-level \
             identity needs"
        );
        let help =
            "add a rule: apiGroups [\"\"], resources [serviceaccounts/token], verbs [create]";
        let denied = Diagnostic::new(code::TOKEN_CREATION, message).help(help);
        out.say(denied.at(context.objects[role].location()));
    }
}

/// The index of a ClusterRole of the controller, if all its ClusterRoles are among the objects and none gives
/// the permission. Without them, or without a binding, nothing can be said.
fn missing(objects: &[Object<'_, '_>], controller: Controller, namespace: &str) -> Option<usize> {
    let mut bound = None;
    for binding in objects.iter().filter(|o| o.kind() == "ClusterRoleBinding") {
        let subjects = binding.node.get("subjects").map(Node::items).unwrap_or_default();
        let is = |subject: &Node<'_>, key, value| subject.get(key).is_some_and(|n| n.is(value));
        let is_controller =
            |s: &Node<'_>| is(s, "name", controller.name()) && is(s, "namespace", namespace);
        if !subjects.iter().any(is_controller) {
            continue;
        }
        let name = binding.text(&["roleRef", "name"])?;
        let role = objects.iter().position(|o| o.kind() == "ClusterRole" && o.is_named(name))?;
        if grants(objects[role].node) {
            return None;
        }
        bound = bound.or(Some(role));
    }
    bound
}

fn grants(role: &Node<'_>) -> bool {
    let rules = role.get("rules").map(Node::items).unwrap_or_default();
    let has = |rule: &Node<'_>, key: &str, words: [&str; 2]| {
        let list = rule.get(key).map(Node::items).unwrap_or_default();
        list.iter().any(|item| item.text().is_some_and(|text| words.contains(&text)))
    };
    rules.iter().any(|rule| {
        has(rule, "apiGroups", ["", "*"])
            && has(rule, "resources", ["serviceaccounts/token", "*"])
            && has(rule, "verbs", ["create", "*"])
    })
}
