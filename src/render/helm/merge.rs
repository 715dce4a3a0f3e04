//! Wanted values merged into a user's: mappings by key, lists by the names of their elements, as
//! Helm itself does not do. What has a wanted name and another form is somebody else's.

use crate::cloud::{is_config_map, is_literal, is_projected_token};
use crate::plan::{HASH, Reason};
use crate::resolve::{Argument, asked, not_managed, not_read, obstruction};
use crate::yaml::{Node, Path, Value};

use super::chart::EXTRA_OBJECTS;
use super::objects;
use super::pending::Pending;

/// Merges what is wanted at a path whose last key is `key`.
pub(super) fn merge(path: &Path, key: &str, wanted: &Value, out: &mut Pending<'_, '_>) {
    match wanted {
        Value::Map(pairs) => {
            for (key, value) in pairs {
                merge(&path.key(key), key, value, out);
            }
        }
        Value::List(items) => list(path, key, items, out),
        scalar => {
            let reason = if key == HASH { Reason::Hash } else { Reason::Values };
            out.set(path.clone(), scalar.clone(), reason);
        }
    }
}

/// Merges a list, by what its name says that it holds.
fn list(path: &Path, key: &str, wanted: &[Value], out: &mut Pending<'_, '_>) {
    match key {
        "additionalArgs" => arguments(path, wanted, out),
        EXTRA_OBJECTS => objects::merge(path, wanted, out),
        "extraEnv" => named(path, wanted, from_elsewhere, out),
        "volumes" => named(path, wanted, other_source, out),
        // The mounts of a volume, wherever they are.
        _ => {
            in_the_way(path, wanted, out);
            named(path, wanted, |_, _| None, out);
        }
    }
}

/// Merges elements that have names. `theirs` says what of another form has the name of one.
fn named(
    path: &Path,
    wanted: &[Value],
    theirs: fn(&Node<'_>, &Value) -> Option<String>,
    out: &mut Pending<'_, '_>,
) {
    for value in wanted {
        let path = path.element("name", &name(value));
        match out.find(&path).and_then(|known| theirs(known, value)) {
            Some(message) => out.say(not_managed(message), &path),
            None => out.set(path, value.clone(), Reason::Values),
        }
    }
}

fn name(value: &Value) -> String {
    value.get("name").and_then(Value::text).unwrap_or_default()
}

/// That a variable has its value from elsewhere.
fn from_elsewhere(known: &Node<'_>, wanted: &Value) -> Option<String> {
    let value = wanted.get("value").and_then(Value::text).unwrap_or_default();
    let name = name(wanted);
    let message =
        || format!("the variable {name} is set by valueFrom, but needs the value {value:?}");
    (!is_literal(known)).then(message)
}

/// That a volume has another source.
fn other_source(known: &Node<'_>, wanted: &Value) -> Option<String> {
    let (is_ours, source): (fn(&Node<'_>) -> bool, _) = match wanted.get("projected") {
        Some(_) => (is_projected_token, "a projected ServiceAccount token"),
        None => (is_config_map, "a ConfigMap"),
    };
    let keys = known.entries().iter().filter_map(|entry| entry.key.text());
    let found: Vec<&str> = keys.filter(|key| *key != "name").collect();
    let found = found.join(" and ");
    let name = name(wanted);
    let message = || format!("the volume {name:?} is of the source {found:?}, but needs {source}");
    (!is_ours(known)).then(message)
}

/// Says which mounts of other volumes are in the way.
fn in_the_way(path: &Path, wanted: &[Value], out: &mut Pending<'_, '_>) {
    let there = out.items(path);
    let names: Vec<String> = wanted.iter().map(name).collect();
    for mount in wanted {
        let at = mount.get("mountPath").and_then(Value::text).unwrap_or_default();
        let stays = |volume: &str| {
            !names.iter().any(|name| name == volume) && !out.removes(&path.element("name", volume))
        };
        if let Some((index, message)) = obstruction(there, &name(mount), &at, stays) {
            out.say(not_managed(message), &path.index(index));
        }
    }
}

/// Adds arguments, and extends the feature gates.
fn arguments(path: &Path, wanted: &[Value], out: &mut Pending<'_, '_>) {
    let wanted: Vec<String> = wanted.iter().filter_map(Value::text).collect();
    match asked(out.items(path), &wanted) {
        Err(index) => out.say(not_read(), &path.index(index)),
        Ok(asked) => {
            for Argument { index, text, reason } in asked {
                out.set(path.index(index), text, reason);
            }
        }
    }
}
