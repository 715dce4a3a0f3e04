//! Changes and additions as diagnostics: what was changed, and what was refused.

use crate::diagnostic::{Diagnostic, Location, ResourceRef, code};
use crate::krm::{Edited, Effect, Object};
use crate::plan::PlannedChange;
use crate::resolve::Added;
use crate::yaml::{Refusal, Value};

/// What the changes come to, one diagnostic for each scalar. `edited` holds the texts in the order
/// of their objects.
pub(super) fn effects(
    objects: &[Object<'_, '_>],
    planned: &[PlannedChange],
    edited: &[Edited],
) -> Vec<Diagnostic> {
    let effects = edited.iter().flat_map(|edited| &edited.effects);
    effects
        .map(|Effect { edit: index, change }| {
            let PlannedChange { object, edit, reason } = &planned[*index];
            let object = &objects[*object];
            let (code, message) = reason.tell(edit, change);
            let node = edit.path.nearest(object.node);
            let mut diagnostic =
                Diagnostic::new(code, message).at(object.location()).span(node.span.clone());
            diagnostic.change = Some(change.clone());
            diagnostic
        })
        .collect()
}

/// That an object was added.
pub(super) fn addition(added: &Added) -> Diagnostic {
    let text = |keys: &[&str]| {
        let found = keys.iter().try_fold(&added.object, |value, key| value.get(key));
        found.and_then(Value::text).unwrap_or_default()
    };
    let mut diagnostic =
        Diagnostic::new(code::OBJECT_ADDED, format!("added the {}", text(&["kind"])));
    diagnostic.location.resource = Some(ResourceRef {
        api_version: text(&["apiVersion"]),
        kind: text(&["kind"]),
        name: text(&["metadata", "name"]),
        namespace: Some(text(&["metadata", "namespace"])).filter(|text| !text.is_empty()),
    });
    diagnostic
}

/// That an edit of an object was refused.
pub(super) fn refusal(object: &Object<'_, '_>, refusal: &Refusal) -> Diagnostic {
    let refused = Diagnostic::from(refusal);
    let span = refused.location.span.clone();
    refused.at(Location { span, ..object.field_location(&refusal.path) })
}
