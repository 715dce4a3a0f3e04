//! What keeps a webhook from giving a controller its identity.

use crate::cloud::{self, Needs, Skip, Wiring};
use crate::diagnostic::{Diagnostic, code};
use crate::patch::field;
use crate::yaml::{Node, Step};

use super::{Context, Resolution, container};

/// Says that the pods of a Deployment tell the webhook to leave the controller's container alone.
pub(super) fn resolve(
    context: &Context<'_, '_, '_>,
    object: usize,
    need: &Needs,
    out: &mut Resolution,
) {
    let Some(Skip { annotation, separator }) = cloud::names(need.provider).skip else { return };
    let object = &context.objects[object];
    let path = field::pod_annotation(annotation);
    let listed = path.find(object.node).and_then(Node::text).unwrap_or_default();
    let container = container::find(object);
    let name = container.as_ref().and_then(|path| match path.0.last() {
        Some(Step::Element { value, .. }) => Some(value.as_str()),
        _ => None,
    });
    let is_skipped = |name: &str| listed.split(*separator).any(|skipped| skipped.trim() == name);
    if need.wiring == Wiring::Annotation
        && let Some(name) = name.filter(|name| is_skipped(name))
    {
        let message =
            format!("the webhook is told to skip the container {name:?}, which needs the identity");
        let help = format!("take {name} out of the list");
        let skipped = Diagnostic::new(code::SKIPPED_CONTAINER, message).help(help);
        out.say(skipped.at(object.field_location(&path)));
    }
}
