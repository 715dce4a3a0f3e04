//! A patch of a FluxInstance that matches nothing, since its target names a namespace.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::group;
use crate::yaml::{Node, Path};

use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::INSTANCE_PATCH, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let patches = Path::keys(["spec", "kustomize", "patches"]);
    let mut found = Vec::new();
    for (index, object) in cluster.objects.iter().enumerate() {
        let is_instance = object.is_of(group::OPERATOR, "FluxInstance");
        let list = patches.find(object.node).filter(|_| is_instance).map(Node::items);
        for (place, patch) in list.unwrap_or_default().iter().enumerate() {
            if patch.at(&["target", "namespace"]).is_none() {
                continue;
            }
            let path = patches.index(place).key("target").key("namespace");
            let message = "this patch matches nothing: Flux's objects get their namespace after the \
                           patches of a FluxInstance";
            let diagnostic = Diagnostic::new(RULE.code, message)
                .help("remove the namespace from the target")
                .at(cluster.at(index, &path));
            found.push(diagnostic.into());
        }
    }
    found
}
