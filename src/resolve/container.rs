//! The container of a controller, which gets environment, mounts and arguments.

use crate::cloud::{self, is_literal};
use crate::diagnostic::{Diagnostic, code};
use crate::krm::Object;
use crate::patch::field;
use crate::plan::Reason;
use crate::yaml::{Node, Path};

use super::{Context, Resolution};

/// The path of the controller's container: the one named `manager`, or the only one.
pub(crate) fn find(object: &Object<'_, '_>) -> Option<Path> {
    let containers = field::containers().find(object.node)?.items();
    let name = |container: &Node<'_>| container.get("name").and_then(Node::text).map(str::to_owned);
    let found = match containers {
        [only] => name(only),
        several => several.iter().filter_map(name).find(|name| name == "manager"),
    };
    found.map(|name| field::container(&name))
}

/// The path of the controller's container; says so if there is none.
pub(super) fn require(
    context: &Context<'_, '_, '_>,
    object: usize,
    out: &mut Resolution,
) -> Option<Path> {
    let object = &context.objects[object];
    let found = find(object);
    if found.is_none() {
        let message = "no container is named \"manager\", and there is not exactly one container";
        let help = "name the controller's container manager";
        let absent = Diagnostic::new(code::NO_CONTAINER, message).help(help);
        out.say(absent.at(object.field_location(&field::containers())));
    }
    found
}

/// Sets a variable of a container. One that is not a literal belongs to the user.
pub(super) fn set_variable(
    context: &Context<'_, '_, '_>,
    object: usize,
    container: &Path,
    (name, value): (&str, &str),
    reason: Reason,
    out: &mut Resolution,
) {
    let path = field::variable(container, name);
    let known = path.find(context.objects[object].node);
    if known.is_some_and(|variable| !is_literal(variable)) {
        let message =
            format!("the variable {name} is set by valueFrom, but needs the value {value:?}");
        return out.say(not_managed(message).at(context.objects[object].field_location(&path)));
    }
    out.set(object, path, cloud::variable(name, value), reason);
}

/// That a field has the name of one that this program writes, and another form.
pub(crate) fn not_managed(message: String) -> Diagnostic {
    let help = "rename or remove what is there, or give this controller no identity here";
    Diagnostic::new(code::NOT_MANAGED, message).help(help)
}
