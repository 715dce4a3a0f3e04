//! Environment that a container takes from a Secret or a ConfigMap as a whole.

use crate::cloud::{self, Needs};
use crate::diagnostic::{Diagnostic, code};
use crate::yaml::Node;

use super::{Context, Resolution, container};

/// Where variables come from: the field, and the kind of the object.
const SOURCES: [(&str, &str); 2] = [("secretRef", "Secret"), ("configMapRef", "ConfigMap")];

/// Says which of them may set a variable that wins over the identity.
pub(super) fn resolve(
    context: &Context<'_, '_, '_>,
    object: usize,
    need: &Needs,
    out: &mut Resolution,
) {
    let object = &context.objects[object];
    let Some(list) = container::find(object).map(|container| container.key("envFrom")) else {
        return;
    };
    let sources = list.find(object.node).map(Node::items).unwrap_or_default();
    let names = cloud::names(need.provider);
    // A variable of the container itself comes before one from elsewhere.
    let is_set = |variable: &str| need.env.iter().any(|(name, _)| *name == variable);
    let watched: Vec<&str> = [names.static_env, names.winning_env]
        .concat()
        .into_iter()
        .filter(|variable| !is_set(variable))
        .collect();
    for (index, source) in sources.iter().enumerate() {
        let prefix = source.get("prefix").and_then(Node::text).unwrap_or_default();
        let can_set: Vec<&str> =
            watched.iter().filter_map(|variable| variable.strip_prefix(prefix)).collect();
        let found = SOURCES.iter().find_map(|(field, kind)| {
            Some((*kind, source.at(&[field, "name"]).and_then(Node::text)?))
        });
        let Some((kind, name)) = found.filter(|_| !can_set.is_empty()) else { continue };
        let namespace = object.namespace().unwrap_or(&context.plan.namespace);
        let known = context.index.find("v1", kind, namespace, name);
        let sets = |key: &str| {
            known.iter().any(|index| {
                let object = context.objects[*index].node;
                ["data", "stringData"].iter().any(|field| object.at(&[field, key]).is_some())
            })
        };
        let set: Vec<String> =
            can_set.iter().filter(|key| sets(key)).map(|key| format!("{prefix}{key}")).collect();
        let message = match (known.is_empty(), set.as_slice()) {
            (false, []) => continue,
            (false, set) => format!(
                "the {kind} {name} sets {}, which takes precedence over the identity",
                set.join(" and ")
            ),
            (true, _) => format!(
                "the {kind} {name}, which is not among the manifests, may set one of {}, which \
                 would take precedence over the identity",
                watched.join(", ")
            ),
        };
        let help = "see to it that it holds no credentials of the cloud, or take single keys of it \
                    with valueFrom";
        let env_from = Diagnostic::new(code::ENV_FROM, message).help(help);
        out.say(env_from.at(object.field_location(&list.index(index))));
    }
}
