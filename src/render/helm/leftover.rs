//! What of this program's a user's values hold and the config does not ask for: the other wiring
//! of a provider, and identities that the config gives no more. In a values file, as in a
//! kustomization.yaml, the config says all that is this program's.
//!
//! It is known by its shape, since values have no place for a mark: annotations and labels by
//! their keys, variables and mounts by the projected token that they are for, arguments by the text
//! that is written. Variables without a token are somebody else's.

use crate::cloud::{
    self, ManagedNames, Needs, Wiring, is_config_map, is_literal, is_projected_token,
};
use crate::diagnostic::{Diagnostic, code};
use crate::flux::{Controller, FEATURE_GATES, GATE, Lockdown, Provider};
use crate::plan::{HASH, Plan, Reason};
use crate::resolve::{other_way, retired, wins, without_asked};
use crate::yaml::{Node, Path, Value};

use super::Values;
use super::chart::{EXTRA_OBJECTS, controller_key};
use super::objects;
use super::pending::Pending;

/// A controller's values, as they are and as they are wanted.
struct Of<'v> {
    controller: Controller,
    path: Path,
    wanted: Option<&'v Value>,
}

/// Removes what is left over in the values of the chart flux2 at `root`.
pub(super) fn remove(plan: &Plan, values: &Values, root: &Path, out: &mut Pending<'_, '_>) {
    let mut lost = Vec::new();
    for controller in Controller::ALL {
        let key = controller_key(controller);
        let of = Of { controller, path: root.key(key), wanted: values.wanted.get(key) };
        if out.find(&of.path).is_none() {
            continue;
        }
        let account = plan.service_accounts.iter().find(|a| a.controller == controller);
        let needs = account.map_or(&[][..], |account| &account.needs);
        for provider in Provider::ALL {
            let need = needs.iter().find(|need| need.provider == provider);
            identity(&of, provider, need, out);
        }
        let hash = of.path.key("annotations").key(HASH);
        if of.wants(&["annotations"]).is_none() && out.find(&hash).is_some() {
            out.remove(hash, Reason::Dropped);
        }
        if let Some(path) = arguments(&of, values, out) {
            lost.push((controller.name(), path));
        }
    }
    let objects = root.key(EXTRA_OBJECTS);
    objects::remove_others(&objects, values.wanted.get(EXTRA_OBJECTS), out);
    if let Some((_, path)) = lost.first() {
        let names: Vec<&str> = lost.iter().map(|(name, _)| *name).collect();
        let message = format!(
            "the arguments of object identity go, which the config does not ask for: {}",
            names.join(", ")
        );
        let help = "write objectLevel with enabled and the default accounts to keep them";
        out.lose(Diagnostic::new(code::IDENTITY_DROPPED, message).help(help), path);
    }
}

impl Of<'_> {
    /// The wanted value down a way of keys.
    fn wants(&self, keys: &[&str]) -> Option<&Value> {
        keys.iter().try_fold(self.wanted?, |value, key| value.get(key))
    }

    /// Whether a list is wanted with an element of this name.
    fn wants_element(&self, list: &str, name: &str) -> bool {
        match self.wants(&[list]) {
            Some(Value::List(items)) => items.iter().any(|item| {
                item.get("name").and_then(Value::text).is_some_and(|known| known == name)
            }),
            _ => false,
        }
    }
}

/// Removes what is there of a provider's identity and not wanted.
fn identity(of: &Of<'_>, provider: Provider, need: Option<&Needs>, out: &mut Pending<'_, '_>) {
    let names = cloud::names(provider);
    let reason = need.map_or(Reason::Dropped, |_| Reason::Leftover(provider));
    let mut gone = annotations(of, names, need, out);
    gone.extend(names.label.map(|label| of.path.key("labels").key(label)).filter(|path| {
        out.find(path).is_some() && names.label.is_some_and(|l| of.wants(&["labels", l]).is_none())
    }));
    gone.extend(projection(of, names, need, out));
    if need.is_none() && !gone.is_empty() {
        let message = format!(
            "the {provider} identity of the {} goes: the config does not give it one",
            of.controller
        );
        let help = "give it one in the config to keep it";
        out.lose(Diagnostic::new(code::IDENTITY_DROPPED, message).help(help), &gone[0]);
    }
    for path in gone {
        out.remove(path, reason);
    }
    let Some(need) = need else { return };
    for variable in names.static_env {
        let path = of.path.key("extraEnv").element("name", variable);
        if out.find(&path).is_some() {
            out.say(wins(variable), &path);
        }
    }
    if need.wiring == Wiring::Annotation {
        for variable in names.winning_env {
            let path = of.path.key("extraEnv").element("name", variable);
            if out.find(&path).is_some()
                && !out.removes(&path)
                && !of.wants_element("extraEnv", variable)
            {
                out.say(wins(variable), &path);
            }
        }
    }
}

/// The annotations that go. One beside an identity that needs none is another way to one.
fn annotations(
    of: &Of<'_>,
    names: &ManagedNames,
    need: Option<&Needs>,
    out: &mut Pending<'_, '_>,
) -> Vec<Path> {
    let mut gone = Vec::new();
    for key in names.annotations {
        let path = of.path.key("serviceAccount").key("annotations").key(key);
        let Some(known) = out.find(&path) else { continue };
        match need {
            _ if of.wants(&["serviceAccount", "annotations", key]).is_some() => {}
            Some(need) if need.wiring == Wiring::Annotation && need.annotations.is_empty() => {
                out.say(other_way(need.provider, known.text().unwrap_or_default()), &path);
            }
            _ => gone.push(path),
        }
    }
    gone
}

/// What goes of a projected token: all of it, or nothing where the token is not there.
fn projection(
    of: &Of<'_>,
    names: &ManagedNames,
    need: Option<&Needs>,
    out: &Pending<'_, '_>,
) -> Vec<Path> {
    let is_projected = need.is_some_and(|need| need.wiring == Wiring::Projected);
    let element = |list: &str, name: &str| of.path.key(list).element("name", name);
    let is = |path: &Path, shape: fn(&Node<'_>) -> bool| out.find(path).is_some_and(shape);
    let volume = element("volumes", names.token);
    if is_projected || !is(&volume, is_projected_token) {
        return Vec::new();
    }
    let env = names.env.iter().filter(|name| !of.wants_element("extraEnv", name));
    let env = env.map(|name| element("extraEnv", name)).filter(|path| is(path, is_literal));
    let mut gone: Vec<Path> = env.collect();
    let mut volumes = vec![names.token];
    volumes.extend(names.credentials.filter(|name| is(&element("volumes", name), is_config_map)));
    for name in volumes {
        gone.push(element("volumes", name));
        gone.extend(Some(element("volumeMounts", name)).filter(|path| out.find(path).is_some()));
    }
    gone
}

/// Removes the arguments of object identity that are not wanted. The path of the first is returned
/// if the controller loses something by it.
fn arguments(of: &Of<'_>, values: &Values, out: &mut Pending<'_, '_>) -> Option<Path> {
    let path = of.path.key("container").key("additionalArgs");
    let wanted: Vec<String> = match of.wants(&["container", "additionalArgs"]) {
        Some(Value::List(items)) => items.iter().filter_map(Value::text).collect(),
        _ => Vec::new(),
    };
    let gate = of.controller.gate().zip(values.installation.version);
    let is_retired = gate.is_some_and(|(gate, version)| gate.has_ended(version));
    let mut lost = None;
    for (index, node) in out.items(&path).iter().enumerate() {
        let text = node.text().unwrap_or_default();
        let flag = flag(text);
        if wanted.iter().any(|argument| self::flag(argument) == flag) {
            continue;
        }
        // On other controllers a flag of the same name is for something else.
        let lockdown = Lockdown::ALL.into_iter().find(|lockdown| lockdown.flag() == flag);
        let is_known = lockdown.is_none_or(|l| l.controllers().contains(&of.controller));
        let path = path.index(index);
        match without_asked(text).filter(|_| is_known) {
            Some(left) => {
                let is_lost = !is_retired || lockdown.is_some();
                lost = lost.or(Some(path.clone()).filter(|_| is_lost));
                match left.is_empty() {
                    true => out.remove(path, Reason::Dropped),
                    false => out.set(path, left, Reason::Dropped),
                }
            }
            None if is_retired && flag == FEATURE_GATES && text.contains(GATE) => {
                out.say(retired(), &path);
            }
            None => {}
        }
    }
    lost
}

fn flag(argument: &str) -> &str {
    argument.split_once('=').map_or(argument, |(flag, _)| flag)
}
