//! Edits and additions as diagnostics: what was changed, and what was refused.

use crate::diagnostic::{Diagnostic, Location, ResourceRef, code};
use crate::krm::{Edited, Object};
use crate::plan::Planned;
use crate::resolve::Added;
use crate::yaml::{Refusal, Value};

/// What the edits changed, one diagnostic for each scalar. `edited` holds the texts in the order
/// of their objects.
pub(super) fn edits(
    objects: &[Object<'_, '_>],
    planned: &[Vec<Planned>],
    edited: &[Edited],
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let changes = edited.iter().flat_map(|edited| &edited.changes);
    for ((object, planned), changes) in objects.iter().zip(planned).zip(changes) {
        for (planned, leaves) in planned.iter().zip(changes) {
            for change in leaves {
                let (code, message) = planned.reason.tell(&planned.edit, change);
                let node = planned.edit.path.nearest(object.node);
                let mut diagnostic =
                    Diagnostic::new(code, message).at(object.location()).span(node.span.clone());
                diagnostic.change = Some(change.clone());
                diagnostics.push(diagnostic);
            }
        }
    }
    diagnostics
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
        namespace: Some(text(&["metadata", "namespace"])),
    });
    diagnostic
}

/// That an edit of an object was refused.
pub(super) fn refusal(object: &Object<'_, '_>, refusal: &Refusal) -> Diagnostic {
    let refused = Diagnostic::from(refusal);
    let span = refused.location.span.clone();
    refused.at(Location { span, ..object.field_location(&refusal.path) })
}
