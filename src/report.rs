//! What a run did, told: the edits' effects, the objects added, the refusals.

use crate::krm::{Edited, Field, Finding, Object, ResourceRef, Severity};
use crate::resolve::{Added, Planned};
use crate::yaml::{Edit, Node, Refusal, Value};

/// Edits without their notes.
pub(crate) fn edits(planned: &[Vec<Planned>]) -> Vec<Vec<Edit>> {
    planned.iter().map(|e| e.iter().map(|p| p.edit.clone()).collect()).collect()
}

/// Makes errors of warnings if that is asked for; says whether there are errors.
pub(crate) fn raise(findings: &mut [Finding], strict: bool) -> bool {
    for finding in findings.iter_mut() {
        if strict && finding.severity == Severity::Warning {
            finding.severity = Severity::Error;
        }
    }
    findings.iter().any(|f| f.severity == Severity::Error)
}

/// Makes problems of changes that strict forbids.
pub(crate) fn undone(changes: &mut Vec<Finding>) {
    changes.retain(|f| f.severity > Severity::Info);
    for finding in changes {
        if let Some(field) = finding.field.as_mut().filter(|f| f.current.is_some()) {
            field.proposed = None;
            finding.message = format!("not done, as strict is set: {}", finding.message);
        }
    }
}

/// What the edits changed, one finding a leaf.
pub(crate) fn effects(
    objects: &[Object<'_, '_>],
    planned: &[Vec<Planned>],
    edited: &Edited,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for ((object, planned), changes) in objects.iter().zip(planned).zip(&edited.changes) {
        for (planned, leaves) in planned.iter().zip(changes) {
            for change in leaves {
                let (severity, message) = planned.note.tell(&planned.edit, change);
                let node = planned.edit.path.nearest(object.node);
                let mut finding =
                    Finding::new(severity, message).about(object).offset(Some(node.span.start));
                finding.field = Some(Field {
                    path: change.path.to_string(),
                    current: change.before.clone(),
                    proposed: change.after.clone(),
                });
                findings.push(finding);
            }
        }
    }
    findings
}

/// That an object was added.
pub(crate) fn added(added: &Added) -> Finding {
    let text = |keys: &[&str]| {
        let found = keys.iter().try_fold(&added.object, |value, key| value.get(key));
        found.and_then(Value::text).unwrap_or_default()
    };
    let mut finding = Finding::info(format!("added the {}", text(&["kind"])));
    finding.resource = Some(ResourceRef {
        api_version: text(&["apiVersion"]),
        kind: text(&["kind"]),
        name: text(&["metadata", "name"]),
        namespace: Some(text(&["metadata", "namespace"])),
    });
    finding
}

/// That an edit of an object was refused.
pub(crate) fn refused(object: &Object<'_, '_>, refusal: &Refusal) -> Finding {
    refused_in(object.node, refusal).about(object)
}

/// That an edit of a tree was refused.
pub(crate) fn refused_in(root: &Node<'_>, refusal: &Refusal) -> Finding {
    Finding::error(refusal.to_string())
        .remedy(refusal.kind.remedy())
        .at(refusal.path.in_tree(root).to_string())
        .offset(Some(refusal.offset))
}
