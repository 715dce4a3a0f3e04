//! Whether the RBAC objects let an account create tokens of ServiceAccounts, by the rules of
//! Kubernetes' own authorizer: names of roles and of bindings mean nothing.
//!
//! Source: <https://kubernetes.io/docs/reference/access-authn-authz/rbac/>, and `VisitRulesFor` and
//! `RuleAllows` of Kubernetes.

use crate::krm::Object;
use crate::yaml::Node;

/// The API group of RBAC.
const GROUP: &str = "rbac.authorization.k8s.io";

/// The ClusterRole that Kubernetes itself makes, and that allows everything.
const CLUSTER_ADMIN: &str = "cluster-admin";

/// An account that acts: a ServiceAccount.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Account<'n> {
    pub(crate) namespace: &'n str,
    pub(crate) name: &'n str,
}

/// ServiceAccounts of which tokens are to be created; what is not said is any.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tokens<'n> {
    pub(crate) namespace: Option<&'n str>,
    pub(crate) name: Option<&'n str>,
}

/// Whether an account may create tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Permission {
    /// A role allows it.
    Granted,
    /// No role that is bound to the account allows it. The index of one of them, if there is one.
    Denied(Option<usize>),
    /// A role that is bound to the account is not among the objects, or gets its rules in the
    /// cluster (aggregation): it may allow it.
    NotJudged,
}

/// Whether an account may create these tokens. ClusterRoles that are not to count are left out.
pub(crate) fn permission(
    objects: &[Object<'_, '_>],
    account: Account<'_>,
    tokens: Tokens<'_>,
    counts: impl Fn(&Object<'_, '_>) -> bool,
) -> Permission {
    let mut denied = None;
    let mut is_judged = true;
    for binding in objects.iter().filter(|object| is_binding(object)) {
        // A RoleBinding allows nothing outside of its namespace.
        let is_local = binding.kind() == "RoleBinding";
        let reaches =
            !is_local || binding.namespace().is_some() && binding.namespace() == tokens.namespace;
        if !reaches || !binds(binding, account) {
            continue;
        }
        match role(objects, binding) {
            Role::Known(index) if !counts(&objects[index]) => {}
            Role::Known(index) if allows(objects[index].node, tokens.name) => {
                return Permission::Granted;
            }
            Role::All => return Permission::Granted,
            Role::Known(index) => denied = denied.or(Some(index)),
            Role::Unknown => is_judged = false,
        }
    }
    if is_judged { Permission::Denied(denied) } else { Permission::NotJudged }
}

/// Whether the rules of a role allow to create tokens of every account, or of those of a name.
pub(super) fn allows(role: &Node<'_>, name: Option<&str>) -> bool {
    let list = |rule: &Node<'_>, key: &str| -> Vec<String> {
        let items = rule.get(key).map(Node::items).unwrap_or_default();
        items.iter().filter_map(Node::text).map(str::to_owned).collect()
    };
    let has = |rule: &Node<'_>, key: &str, words: &[&str]| {
        list(rule, key).iter().any(|word| words.contains(&word.as_str()))
    };
    let rules = role.get("rules").map(Node::items).unwrap_or_default();
    rules.iter().any(|rule| {
        // On a subresource the request carries the name of the object.
        let names = list(rule, "resourceNames");
        let is_named = name.is_some_and(|name| names.iter().any(|known| known == name));
        has(rule, "apiGroups", &["", "*"])
            && has(rule, "resources", &["serviceaccounts/token", "*/token", "*"])
            && has(rule, "verbs", &["create", "*"])
            && (names.is_empty() || is_named)
    })
}

/// The role that a binding refers to.
enum Role {
    Known(usize),
    /// Everything is allowed.
    All,
    Unknown,
}

fn role(objects: &[Object<'_, '_>], binding: &Object<'_, '_>) -> Role {
    let kind = binding.text(&["roleRef", "kind"]).unwrap_or_default();
    let name = binding.text(&["roleRef", "name"]).unwrap_or_default();
    let is_it = |role: &Object<'_, '_>| {
        is_rbac(role)
            && role.kind() == kind
            && role.is_named(name)
            && (kind == "ClusterRole" || role.namespace() == binding.namespace())
    };
    match objects.iter().position(is_it) {
        // Its rules are those of other roles, filled in by the cluster.
        Some(index) if objects[index].node.get("aggregationRule").is_some() => Role::Unknown,
        Some(index) => Role::Known(index),
        None if (kind, name) == ("ClusterRole", CLUSTER_ADMIN) => Role::All,
        None => Role::Unknown,
    }
}

/// Whether one of the subjects of a binding is the account: itself, its user, or a group that every
/// ServiceAccount is in.
pub(super) fn binds(binding: &Object<'_, '_>, account: Account<'_>) -> bool {
    let subjects = binding.node.get("subjects").map(Node::items).unwrap_or_default();
    let Account { namespace, name } = account;
    subjects.iter().any(|subject| {
        let text = |key| subject.get(key).and_then(Node::text).filter(|text| !text.is_empty());
        let Some(named) = text("name") else { return false };
        match text("kind") {
            Some("ServiceAccount") => {
                let is_local = binding.kind() == "RoleBinding";
                let written = text("namespace").map(|written| binding.counts_as(written));
                let there = written.or(binding.namespace().filter(|_| is_local));
                named == name && there == Some(namespace)
            }
            Some("User") => named == format!("system:serviceaccount:{namespace}:{name}"),
            Some("Group") => {
                let of_namespace = format!("system:serviceaccounts:{namespace}");
                ["system:serviceaccounts", "system:authenticated", of_namespace.as_str()]
                    .contains(&named)
            }
            _ => false,
        }
    })
}

fn is_binding(object: &Object<'_, '_>) -> bool {
    matches!(object.kind(), "ClusterRoleBinding" | "RoleBinding") && is_rbac(object)
}

pub(super) fn is_rbac(object: &Object<'_, '_>) -> bool {
    object.api_version().split('/').next() == Some(GROUP)
}

#[cfg(test)]
mod tests {
    use super::{Account, Permission, Tokens, permission};
    use crate::krm::Documents;

    const ACCOUNT: Account<'_> = Account { namespace: "flux-system", name: "source-controller" };

    /// Whether the account may create tokens of a namespace, by a role and a binding of these
    /// heads, and subjects.
    fn judged(role: &str, binding: &str, subject: &str, namespace: &str) -> Permission {
        let rbac = |head: &str| head.replace("RBAC", "rbac.authorization.k8s.io/v1");
        let kind = if role.contains("kind: ClusterRole,") { "ClusterRole" } else { "Role" };
        // The binding stands first.
        let text = format!(
            "{{{}, roleRef: {{kind: {kind}, name: tokens}}, subjects: [{{{subject}}}]}}\n---\n\
             {{{}, rules: [{{apiGroups: [''], resources: [serviceaccounts/token], verbs: [create]}}]}}\n",
            rbac(binding),
            rbac(role),
        );
        let mut documents = Documents::open(&text, 0);
        documents.read(|_| true).unwrap();
        let tokens = Tokens { namespace: Some(namespace), name: None };
        permission(&documents.objects(), ACCOUNT, tokens, |_| true)
    }

    const CLUSTER_ROLE: &str = "apiVersion: RBAC, kind: ClusterRole, metadata: {name: tokens}";
    const CLUSTER_BINDING: &str =
        "apiVersion: RBAC, kind: ClusterRoleBinding, metadata: {name: tokens}";
    const BINDING: &str =
        "apiVersion: RBAC, kind: RoleBinding, metadata: {name: tokens, namespace: apps}";
    const SUBJECT: &str = "kind: ServiceAccount, name: source-controller, namespace: flux-system";

    #[test]
    fn a_binding_reaches_a_role() {
        let role = "apiVersion: RBAC, kind: Role, metadata: {name: tokens, namespace: apps}";
        let elsewhere = &role.replace("apps", "other");
        let of_another_group = &CLUSTER_ROLE.replace("RBAC", "authorization.openshift.io/v1");
        for (role, binding, namespace, expected) in [
            // It may have the name of its role.
            (CLUSTER_ROLE, CLUSTER_BINDING, "apps", Permission::Granted),
            (CLUSTER_ROLE, BINDING, "apps", Permission::Granted),
            (CLUSTER_ROLE, BINDING, "other", Permission::Denied(None)),
            (role, BINDING, "apps", Permission::Granted),
            (elsewhere, BINDING, "apps", Permission::NotJudged),
            (of_another_group, CLUSTER_BINDING, "apps", Permission::NotJudged),
        ] {
            assert_eq!(judged(role, binding, SUBJECT, namespace), expected, "{role} {binding}");
        }
    }

    #[test]
    fn a_binding_of_another_group_allows_nothing() {
        let binding = CLUSTER_BINDING.replace("RBAC", "authorization.openshift.io/v1");
        assert_eq!(judged(CLUSTER_ROLE, &binding, SUBJECT, "apps"), Permission::Denied(None));
    }

    #[test]
    fn subjects() {
        let local = BINDING.replace("apps", "flux-system");
        let no_namespace = "kind: ServiceAccount, name: source-controller";
        let user = "kind: User, name: 'system:serviceaccount:flux-system:source-controller'";
        for (binding, subject, expected) in [
            (CLUSTER_BINDING, user, Permission::Granted),
            (CLUSTER_BINDING, "kind: User, name: source-controller", Permission::Denied(None)),
            (CLUSTER_BINDING, no_namespace, Permission::Denied(None)),
            (&local, no_namespace, Permission::Granted),
        ] {
            let found = judged(CLUSTER_ROLE, binding, subject, "flux-system");
            assert_eq!(found, expected, "{binding} {subject}");
        }
    }
}
