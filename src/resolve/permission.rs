//! Whether a controller's ClusterRoles let it create tokens of ServiceAccounts.

use crate::flux::Controller;
use crate::krm::Object;
use crate::yaml::Node;

/// A ClusterRole of the controller, if all its ClusterRoles are among the objects and none gives
/// the permission. Without them, or without a binding, nothing can be said.
pub(super) fn missing(
    objects: &[Object<'_, '_>],
    controller: Controller,
    namespace: &str,
) -> Option<usize> {
    let mut bound = None;
    for binding in objects.iter().filter(|o| o.kind() == "ClusterRoleBinding") {
        let subjects = binding.node.get("subjects").map(Node::items).unwrap_or_default();
        let is = |subject: &Node<'_>, key, value| subject.get(key).is_some_and(|n| n.is(value));
        let mine = |s: &Node<'_>| is(s, "name", controller.name()) && is(s, "namespace", namespace);
        if !subjects.iter().any(mine) {
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
