//! GCP's credential configurations: a ConfigMap for each controller that is present.

use crate::cloud::{Credentials, is_external_account};
use crate::diagnostic::{Diagnostic, code};
use crate::plan::{Reason, ServiceAccount};
use crate::yaml::{Node, Path};

use super::{Added, Context, Resolution};

/// Adds the ConfigMaps of a controller, or brings them up to date.
pub(super) fn resolve(
    context: &Context<'_, '_, '_>,
    account: &ServiceAccount,
    out: &mut Resolution,
) {
    let members = context.controllers.of(account.controller);
    let Some(&beside) = members.deployments.first().or(members.instances.first()) else { return };
    let namespace = &context.plan.namespace;
    for need in &account.needs {
        let Some(credentials) = &need.credentials else { continue };
        let known = context.index.find("v1", "ConfigMap", namespace, &credentials.config_map);
        if known.is_empty() {
            out.added.push(Added { object: credentials.object(namespace), beside: Some(beside) });
        }
        for object in known {
            update(context, object, credentials, Reason::Identity(need.provider), out);
        }
    }
}

fn update(
    context: &Context<'_, '_, '_>,
    object: usize,
    credentials: &Credentials,
    reason: Reason,
    out: &mut Resolution,
) {
    let key = credentials.key;
    let data = Path::keys(["data"]);
    let path = data.key(key);
    let node = context.objects[object].node;
    let mut refuse = |path: &Path, message: String| {
        let help = "rename this ConfigMap, or give the controller no identity here";
        let taken = Diagnostic::new(code::NOT_MANAGED, message).help(help);
        out.say(taken.at(context.objects[object].field_location(path)));
    };
    match path.find(node).and_then(Node::text) {
        Some(text) if is_same_json(text, &credentials.json) => {}
        Some(text) if !is_external_account(text) => {
            let message = format!("{key} is not a credential configuration of an external account");
            refuse(&path, message);
        }
        None if data.find(node).is_some_and(|data| !data.is_null()) => {
            refuse(&data, format!("the ConfigMap has other keys, and no {key}"));
        }
        _ => out.set(object, path, credentials.json.as_str(), reason),
    }
}

fn is_same_json(one: &str, other: &str) -> bool {
    let read = |text| serde_json::from_str::<serde_json::Value>(text).ok();
    read(one).is_some_and(|value| Some(value) == read(other))
}
