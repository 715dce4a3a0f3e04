//! Whole objects among the values: GCP's ConfigMaps, tenants' ServiceAccounts, and what grants the
//! creation of tokens.

use crate::cloud::{CREDENTIALS_KEY, config_map, is_external_account, names};
use crate::diagnostic::{Diagnostic, Severity, code};
use crate::flux::{Controller, Provider};
use crate::plan::Reason;
use crate::resolve::not_managed;
use crate::yaml::{Node, Path, Value};

use super::flux2::PERMISSION;
use super::pending::Pending;

/// Merges objects into the list at a path.
pub(super) fn merge(path: &Path, wanted: &[Value], out: &mut Pending<'_, '_>) {
    let there = out.items(path);
    let mut next = there.len();
    for object in wanted {
        match there.iter().position(|known| is_same(known, object)) {
            None => {
                out.set(path.index(next), object.clone(), Reason::Values);
                next += 1;
            }
            Some(index)
                if text(&there[index], &["kind"]) == "ConfigMap" && !is_ours(&there[index]) =>
            {
                let name = text(&there[index], &["metadata", "name"]);
                let message = format!(
                    "the ConfigMap {name:?} already exists with other content, but has to hold the \
                     credential configuration {CREDENTIALS_KEY}"
                );
                out.say(not_managed(message), &path.index(index));
            }
            Some(index) => overlay(&path.index(index), &there[index], object, out),
        }
    }
}

/// Removes the objects of ours that are not among the wanted ones.
pub(super) fn remove_others(path: &Path, wanted: Option<&Value>, out: &mut Pending<'_, '_>) {
    let wanted: &[Value] = match wanted {
        Some(Value::List(objects)) => objects,
        _ => &[],
    };
    for (index, known) in out.items(path).iter().enumerate() {
        if wanted.iter().any(|object| is_same(known, object)) {
            continue;
        }
        let path = path.index(index);
        if !is_ours(known) {
            if has_identity(known) {
                let message = "this ServiceAccount has an identity that the config does not give \
                               it; it stays, since nothing tells whose it is";
                let stays = Diagnostic::new(code::IDENTITY_DROPPED, message);
                let help = "remove it if it is no longer needed";
                out.say(stays.severity(Severity::Info).help(help), &path);
            }
            continue;
        }
        if text(known, &["kind"]) == "ClusterRoleBinding" {
            let message = "the permission to create tokens goes, which the config does not ask for";
            let dropped = Diagnostic::new(code::IDENTITY_DROPPED, message);
            out.lose(dropped.help("set objectLevel.enabled or objectLevel.rbac to keep it"), &path);
        }
        out.remove(path, Reason::Dropped);
    }
}

/// Makes an object hold a wanted one. What a list has beyond the wanted goes; what a mapping has
/// beyond it stays.
fn overlay(path: &Path, known: &Node<'_>, wanted: &Value, out: &mut Pending<'_, '_>) {
    match wanted {
        Value::Map(pairs) if !known.entries().is_empty() => {
            for (key, value) in pairs {
                match known.get(key) {
                    Some(known) => overlay(&path.key(key), known, value, out),
                    None => out.set(path.key(key), value.clone(), Reason::Values),
                }
            }
        }
        Value::List(items) if !known.items().is_empty() => {
            for (index, value) in items.iter().enumerate() {
                match known.items().get(index) {
                    Some(known) => overlay(&path.index(index), known, value, out),
                    None => out.set(path.index(index), value.clone(), Reason::Values),
                }
            }
            for index in items.len()..known.items().len() {
                out.remove(path.index(index), Reason::Values);
            }
        }
        _ => out.set(path.clone(), wanted.clone(), Reason::Values),
    }
}

/// Whether an object is of the kind, the namespace and the name of another. One without a
/// namespace, or whose namespace is a template, is in that of the release.
fn is_same(known: &Node<'_>, wanted: &Value) -> bool {
    let value = |keys: &[&str]| {
        let found = keys.iter().try_fold(wanted, |value, key| value.get(key));
        found.and_then(Value::text).unwrap_or_default()
    };
    let namespace = text(known, &["metadata", "namespace"]);
    text(known, &["kind"]) == value(&["kind"])
        && text(known, &["metadata", "name"]) == value(&["metadata", "name"])
        && (namespace.is_empty()
            || namespace.contains("{{")
            || namespace == value(&["metadata", "namespace"]))
}

/// Whether an object is one that this program writes, by its name and by what it holds. A tenant's
/// ServiceAccount has no name of ours.
fn is_ours(object: &Node<'_>) -> bool {
    match text(object, &["kind"]) {
        "ConfigMap" => {
            let name = text(object, &["metadata", "name"]);
            Controller::ALL.iter().any(|controller| config_map(*controller) == name)
                && is_external_account(text(object, &["data", CREDENTIALS_KEY]))
        }
        "ClusterRole" | "ClusterRoleBinding" => text(object, &["metadata", "name"]) == PERMISSION,
        _ => false,
    }
}

/// Whether an object is a ServiceAccount with an annotation of an identity.
fn has_identity(object: &Node<'_>) -> bool {
    let annotations = object.at(&["metadata", "annotations"]).map(Node::entries);
    let mut keys = annotations.unwrap_or_default().iter().filter_map(|entry| entry.key.text());
    let is_identity =
        |key: &str| Provider::ALL.iter().any(|p| names(*p).annotations.contains(&key));
    text(object, &["kind"]) == "ServiceAccount" && keys.any(is_identity)
}

fn text<'t>(object: &'t Node<'_>, keys: &[&str]) -> &'t str {
    object.at(keys).and_then(Node::text).unwrap_or_default()
}
