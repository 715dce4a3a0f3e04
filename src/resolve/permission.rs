//! The permission of the controllers to create tokens of ServiceAccounts, which object identity
//! needs: added where the config asks for it, and said to be missing where it does not.

use crate::diagnostic::{Diagnostic, Severity, code};
use crate::flux::{Controller, DEFAULT_ROLE, TOKEN_RULE, Version};
use crate::krm::Object;
use crate::patch::token_creation::{NAME, binding, role, subject};
use crate::plan::{ObjectIdentity, Reason};
use crate::yaml::{Node, Path};

use super::rbac::{self, Account, Permission, Tokens, allows, binds, permission};
use super::{Added, Context, Resolution};

/// A controller that needs the permission.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) controller: Controller,
    /// The newest version of Flux that one of its objects is of, or may be of.
    pub(super) newest: Option<Version>,
}

impl Candidate {
    /// Whether the default RBAC of its version does not let it create tokens.
    pub(super) fn is_without_rule(&self) -> bool {
        self.newest.is_some_and(|version| TOKEN_RULE.has_ended(version))
    }
}

/// Adds the permission, or says who lacks it.
pub(super) fn resolve(
    context: &Context<'_, '_, '_>,
    wanted: &ObjectIdentity,
    candidates: &[Candidate],
    out: &mut Resolution,
) {
    if candidates.iter().any(|candidate| wanted.grants(candidate.newest)) {
        return add(context, wanted, candidates, out);
    }
    // Where nothing asks for object identity, nobody needs it.
    let needs = |c: &&Candidate| wanted.is_enabled() || c.is_without_rule() && wanted.is_used();
    let needing: Vec<&Candidate> = candidates.iter().filter(needs).collect();
    let mut lacking = Vec::new();
    let mut place = None;
    for candidate in &needing {
        match judged(context, candidate.controller, wanted, |_| true) {
            Permission::Denied(Some(role)) => {
                lacking.push(candidate.controller);
                place = place.or(Some(role));
            }
            // Before 2.10 the role is there, in a file that is not among these.
            Permission::Denied(None) if candidate.is_without_rule() => {
                lacking.push(candidate.controller);
            }
            _ => {}
        }
    }
    if !lacking.is_empty() {
        let denied = denied(&lacking, needing.iter().any(|c| c.is_without_rule()));
        out.say(match place {
            Some(role) => denied.at(context.objects[role].location()),
            None => denied.path(Path::keys(["spec", "objectLevel"])),
        });
    } else if wanted.enabled.is_none() && !needing.is_empty() {
        let message = "object identity is on without enabled: true, as it always is from Flux \
                       2.10 on";
        let on = Diagnostic::new(code::ALWAYS_ON, message).severity(Severity::Info);
        out.say(on.path(Path::keys(["spec", "objectLevel"])));
    }
}

/// That controllers lack the permission.
fn denied(controllers: &[Controller], is_without_rule: bool) -> Diagnostic {
    let names: Vec<&str> = controllers.iter().map(|c| c.name()).collect();
    let (last, others) = names.split_last().map_or(("", [].as_slice()), |(l, o)| (*l, o));
    let names = match others {
        [] => format!("{last} is"),
        others => format!("{} and {last} are", others.join(", ")),
    };
    let message = format!(
        "{names} not allowed to create tokens of ServiceAccounts, which object identity needs"
    );
    let help = if is_without_rule {
        "set objectLevel.rbac: true, which adds the ClusterRole flux-object-identity and its \
         binding"
    } else {
        "add a rule: apiGroups [\"\"], resources [serviceaccounts/token], verbs [create]"
    };
    Diagnostic::new(code::TOKEN_CREATION, message).help(help)
}

/// Whether a controller may create all tokens that object identity asks it for.
fn judged(
    context: &Context<'_, '_, '_>,
    controller: Controller,
    wanted: &ObjectIdentity,
    counts: impl Fn(&Object<'_, '_>) -> bool,
) -> Permission {
    let account = account(context, controller);
    let one = |tokens| permission(context.objects, account, tokens, &counts);
    let worst = |one, other| match (one, other) {
        (Permission::Denied(role), _) | (_, Permission::Denied(role)) => Permission::Denied(role),
        (Permission::NotJudged, _) | (_, Permission::NotJudged) => Permission::NotJudged,
        _ => Permission::Granted,
    };
    tokens(context, wanted).into_iter().map(one).reduce(worst).unwrap_or(Permission::NotJudged)
}

/// The tokens that controllers are asked for: those of the tenants and of the default accounts in
/// any namespace; where the config names none, of whatever account objects name.
fn tokens<'p>(context: &Context<'p, '_, '_>, wanted: &'p ObjectIdentity) -> Vec<Tokens<'p>> {
    let tenants = context
        .plan
        .tenants
        .iter()
        .map(|tenant| Tokens { namespace: Some(&tenant.namespace), name: Some(&tenant.name) });
    let defaults =
        wanted.lockdown.iter().map(|(_, name)| Tokens { namespace: None, name: Some(name) });
    let named: Vec<Tokens<'_>> = tenants.chain(defaults).collect();
    if named.is_empty() { vec![Tokens::default()] } else { named }
}

/// The ServiceAccount of a controller.
fn account<'c>(context: &Context<'c, '_, '_>, controller: Controller) -> Account<'c> {
    let known = context.controllers.of(controller).service_accounts.first();
    let known = known.map(|index| &context.objects[*index]);
    let namespace = known.and_then(|account| account.namespace());
    let name = known.map_or(context.plan.accounts.of(controller), |account| account.name());
    Account { namespace: namespace.unwrap_or(&context.plan.namespace), name }
}

/// Adds what lets the controllers create tokens, as far as nothing else does.
fn add(
    context: &Context<'_, '_, '_>,
    wanted: &ObjectIdentity,
    candidates: &[Candidate],
    out: &mut Resolution,
) {
    let lacks = |candidate: &&Candidate| {
        // Before 2.10 the default role allows it, until the upgrade replaces that.
        let counts = |role: &Object<'_, '_>| {
            let is_default = role.kind() == "ClusterRole"
                && role
                    .name()
                    .strip_prefix(DEFAULT_ROLE)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
            candidate.is_without_rule() || !is_default
        };
        judged(context, candidate.controller, wanted, counts) != Permission::Granted
    };
    let lacking: Vec<&Candidate> = candidates.iter().filter(lacks).collect();
    if lacking.is_empty() {
        return;
    }
    let find = |kind: &str| {
        let mut known = 0..context.objects.len();
        known.find(|index| {
            let object = &context.objects[*index];
            object.kind() == kind && rbac::is_rbac(object) && object.is_named(NAME)
        })
    };
    let beside = context.controllers.objects().next();
    let mut instances =
        candidates.iter().flat_map(|c| &context.controllers.of(c.controller).instances);
    let instance = instances.next().copied();
    if let Some(instance) = instance.filter(|_| lacking.iter().any(|c| c.is_without_rule())) {
        let message = "the permission to create tokens goes beside the FluxInstance: it allows \
                       Flux 2.10, whose default RBAC has none, and has no field for it";
        let why = Diagnostic::new(code::TOKEN_CREATION, message).severity(Severity::Info);
        let version = Path::keys(["spec", "distribution", "version"]);
        out.say(why.at(context.objects[instance].field_location(&version)));
    }
    let beside = beside.or(instance);
    let subject = |candidate: &Candidate| {
        let Account { namespace, name } = account(context, candidate.controller);
        subject(namespace, name)
    };
    let known = find("ClusterRole").map(|index| &context.objects[index]);
    // kustomize may have renamed it.
    let name = known.map_or(NAME, |role| role.name());
    let is_enough = |role: &Object<'_, '_>| {
        tokens(context, wanted).iter().all(|tokens| allows(role.node, tokens.name))
    };
    match known {
        None => out.added.push(Added { object: role(NAME), beside }),
        Some(role) if is_enough(role) => {}
        Some(role) => {
            let found = format!("allows {}", rules(role.node));
            let wanted = "create of serviceaccounts/token";
            return out.say(taken(role, &Path::keys(["rules"]), &found, wanted));
        }
    }
    let Some(index) = find("ClusterRoleBinding") else {
        let subjects = candidates.iter().map(subject).collect();
        return out.added.push(Added { object: binding(NAME, subjects), beside });
    };
    let object = &context.objects[index];
    let reference = |key| object.text(&["roleRef", key]).unwrap_or_default();
    if (reference("kind"), reference("name")) != ("ClusterRole", name) {
        let found = format!("binds the {} {}", reference("kind"), reference("name"));
        let path = Path::keys(["roleRef"]);
        return out.say(taken(object, &path, &found, &format!("the ClusterRole {name}")));
    }
    let path = Path::keys(["subjects"]);
    let there = path.find(object.node).map_or(0, |subjects| subjects.items().len());
    let is_unbound =
        |candidate: &&Candidate| !binds(object, account(context, candidate.controller));
    for (offset, candidate) in lacking.into_iter().filter(is_unbound).enumerate() {
        out.set(index, path.index(there + offset), subject(candidate), Reason::ObjectIdentity);
    }
}

/// That an object has the name of one that this program adds, and other content.
fn taken(object: &Object<'_, '_>, path: &Path, found: &str, wanted: &str) -> Diagnostic {
    let message =
        format!("the {} {NAME} {found}, but object identity needs {wanted}", object.kind());
    let help = "rename it, or give the permission in another way and set objectLevel.rbac: false";
    Diagnostic::new(code::NOT_MANAGED, message).help(help).at(object.field_location(path))
}

/// What the rules of a role allow, in words.
fn rules(role: &Node<'_>) -> String {
    let words = |rule: &Node<'_>, key: &str| {
        let items = rule.get(key).map(Node::items).unwrap_or_default();
        items.iter().filter_map(Node::text).collect::<Vec<_>>().join(", ")
    };
    let rules = role.get("rules").map(Node::items).unwrap_or_default();
    let rules = rules.iter().map(|rule| {
        let names = words(rule, "resourceNames");
        let named = if names.is_empty() { String::new() } else { format!(" named {names}") };
        format!("{} of {}{named}", words(rule, "verbs"), words(rule, "resources"))
    });
    let rules: Vec<String> = rules.collect();
    if rules.is_empty() { "nothing".to_owned() } else { rules.join("; ") }
}
