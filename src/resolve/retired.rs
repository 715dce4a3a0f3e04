//! Fields of Deployments that belong to retired ways to an identity.

use crate::cloud::{Needs, RETIRED, Retired, RetiredField};
use crate::diagnostic::{Diagnostic, code};
use crate::patch::field;
use crate::yaml::{Node, Path};

use super::{Context, Resolution, container, version};

/// Says what is left of the retired ways of a provider.
pub(super) fn resolve(
    context: &Context<'_, '_, '_>,
    object: usize,
    need: &Needs,
    out: &mut Resolution,
) {
    let node = context.objects[object].node;
    let container = container::find(&context.objects[object]);
    for retired in RETIRED.iter().filter(|retired| retired.provider == need.provider) {
        let found = match retired.field {
            RetiredField::Label(key) => there(node, field::pod_label(key)),
            RetiredField::Annotation(key) => there(node, field::pod_annotation(key)),
            RetiredField::Variable(name, value) => container.as_ref().and_then(|container| {
                let path = field::variable(container, name).key("value");
                path.find(node).is_some_and(|found| found.is(value)).then_some(path)
            }),
            RetiredField::Flag(flag) => container.as_ref().and_then(|at| argument(node, at, flag)),
        };
        if let Some(path) = found {
            out.say(told(context, object, retired, &path));
        }
    }
}

/// The path, if something is there.
fn there(node: &Node<'_>, path: Path) -> Option<Path> {
    path.find(node).is_some().then_some(path)
}

/// The path of the argument that is a flag.
fn argument(node: &Node<'_>, container: &Path, flag: &str) -> Option<Path> {
    let list = container.key("args");
    let mut arguments = list.find(node)?.items().iter().map(|n| n.text().unwrap_or_default());
    let is_flag = |text: &str| text.split('=').next() == Some(flag);
    arguments.position(is_flag).map(|index| list.index(index))
}

fn told(
    context: &Context<'_, '_, '_>,
    object: usize,
    Retired { field, why, fatal_since, .. }: &Retired,
    path: &Path,
) -> Diagnostic {
    let installed = version::of(context, object);
    let end = match fatal_since {
        Some(since) if installed.is_some_and(|version| version >= *since) => {
            format!(", and from Flux {since} on the controller exits at it")
        }
        Some(since) => format!(", and Flux {since} no longer takes it"),
        None => String::new(),
    };
    let message = format!("{} {why}{end}", field.label());
    let retired = Diagnostic::new(code::RETIRED_FIELD, message).help("remove it");
    retired.at(context.objects[object].field_location(path))
}
