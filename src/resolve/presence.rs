//! Which controllers of the Plan are not among the objects, and which objects have no namespace.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Severity, code};
use crate::flux::Controller;
use crate::krm::Object;
use crate::plan::{Reach, ServiceAccount};

use super::{Context, Resolution};

/// Says what the Plan asks for and what is not there.
pub(super) fn check(context: &Context<'_, '_, '_>, out: &mut Resolution) {
    let Context { plan, objects, controllers, .. } = context;
    let is_reached = |reach: &Reach| reach.controllers.iter().any(|c| controllers.is_present(*c));
    for reach in plan.identities.iter().filter(|reach| !is_reached(reach)) {
        let mut names: Vec<&str> = reach.controllers.iter().map(|c| plan.accounts.of(*c)).collect();
        names.dedup();
        let message = format!(
            "{} matches nothing: there is no ServiceAccount {} in namespace {:?}",
            reach.label,
            names.join(" or "),
            plan.namespace,
        );
        let nothing = Diagnostic::new(code::NOTHING_MATCHED, message);
        out.say(nothing.help(controllers_found(objects)).path(reach.path.clone()));
    }
    for ServiceAccount { controller, named, .. } in &plan.service_accounts {
        let mut reaches = plan.identities.iter().filter(|r| r.controllers.contains(controller));
        // Of an identity that reaches no controller everything was said.
        if controllers.is_present(*controller) || !reaches.any(is_reached) {
            continue;
        }
        let message = format!("{controller} is not among the manifests, so it gets no identity");
        let absent = Diagnostic::new(code::CONTROLLER_ABSENT, message);
        out.say(match named {
            true => absent.help("install it, or remove it from controllers"),
            false => absent.severity(Severity::Info),
        });
    }
    for index in controllers.objects() {
        namespace(&objects[index], &plan.namespace, out);
    }
}

/// Says of an object without a namespace which one is assumed.
pub(super) fn namespace(object: &Object<'_, '_>, assumed: &str, out: &mut Resolution) {
    if object.namespace().is_none() {
        let message = format!("no namespace is set; assuming {assumed:?}");
        out.say(Diagnostic::new(code::NAMESPACE_ASSUMED, message).at(object.location()));
    }
}

/// How many namespaces, and names in one, a message tells.
const TOLD: usize = 10;

/// Which Flux controllers there are, and in which namespaces.
pub(super) fn controllers_found(objects: &[Object<'_, '_>]) -> String {
    let mut found: Vec<(Option<&str>, Vec<String>)> = Vec::new();
    let mut indices = HashMap::new();
    for object in objects {
        let Some(name) = controller_name(object) else { continue };
        let index = *indices.entry(object.namespace()).or_insert(found.len());
        if index == found.len() {
            found.push((object.namespace(), Vec::new()));
        }
        let names = &mut found[index].1;
        if names.len() < TOLD && !names.contains(&name) {
            names.push(name);
        }
    }
    if found.is_empty() {
        return "no Flux controller is among the manifests".to_owned();
    }
    let mut parts: Vec<String> = found
        .iter()
        .take(TOLD)
        .map(|(namespace, names)| match namespace {
            Some(namespace) => format!("{} in namespace {namespace:?}", names.join(", ")),
            None => format!("{} in no namespace", names.join(", ")),
        })
        .collect();
    if found.len() > TOLD {
        parts.push(format!("and in {} more", found.len() - TOLD));
    }
    format!("Flux controllers found: {}", parts.join("; "))
}

/// The name of the controller, or of the FluxInstance, that an object is or belongs to.
fn controller_name(object: &Object<'_, '_>) -> Option<String> {
    match (object.kind(), object.api_version()) {
        ("ServiceAccount", "v1") | ("Deployment", "apps/v1") => {
            let known = Controller::ALL.into_iter().find(|c| object.is_named(c.name()))?;
            Some(known.name().to_owned())
        }
        ("FluxInstance", _) => Some(format!("FluxInstance {}", object.name())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::controllers_found;
    use crate::krm::Documents;

    fn found(text: &str) -> String {
        let mut documents = Documents::open(text, 0);
        documents.read(|_| true).unwrap();
        controllers_found(&documents.objects())
    }

    fn object(kind: &str, name: &str, namespace: &str) -> String {
        format!("apiVersion: {kind}\nmetadata: {{name: {name}, namespace: {namespace}}}\n---\n")
    }

    #[test]
    fn ten_names_of_a_namespace_are_told_each_once() {
        let account = object("v1\nkind: ServiceAccount", "source-controller", "a");
        let deployment = object("apps/v1\nkind: Deployment", "source-controller", "a");
        let told = "Flux controllers found: source-controller in namespace \"a\"";
        assert_eq!(found(&format!("{account}{deployment}")), told);
        let instance = |n| object("fluxcd.controlplane.io/v1\nkind: FluxInstance", n, "a");
        let names = ["b", "c", "d", "e", "f", "g", "h", "i", "j", "k"].map(instance);
        let told = found(&format!("{account}{}", names.concat()));
        assert!(told.ends_with(", FluxInstance i, FluxInstance j in namespace \"a\""), "{told}");
    }

    #[test]
    fn ten_namespaces_are_told_and_how_many_more_there_are() {
        let in_namespaces = |count: usize| {
            let account =
                |n| object("v1\nkind: ServiceAccount", "source-controller", &format!("n{n}"));
            found(&(0..count).map(account).collect::<String>())
        };
        for (count, end) in [
            (10, "; source-controller in namespace \"n9\""),
            (11, "; source-controller in namespace \"n9\"; and in 1 more"),
            (12, "; source-controller in namespace \"n9\"; and in 2 more"),
        ] {
            let told = in_namespaces(count);
            assert!(told.ends_with(end), "{told}");
        }
    }
}
