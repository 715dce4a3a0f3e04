//! What is there against what is wanted.

use std::fmt::Write;

use crate::krm::{Finding, ResourceRef};

use super::message::Source;

/// Changes as a list, object by object.
pub(super) fn list(changes: &[Finding], sources: &[Source<'_>]) -> String {
    let mut out = String::new();
    let mut last: Option<&ResourceRef> = None;
    for finding in changes {
        let Some(resource) = &finding.resource else { continue };
        if last != Some(resource) {
            let namespace = resource.namespace.iter().map(|n| format!("{n}/")).collect::<String>();
            let _ = writeln!(out, "{} {namespace}{}", resource.kind, resource.name);
            last = Some(resource);
        }
        let Some(field) = &finding.field else {
            out.push_str("  is not there\n");
            continue;
        };
        let place = sources
            .get(finding.source)
            .zip(finding.offset)
            .map(|(source, offset)| format!(" ({}:{})", source.name, source.position(offset).line));
        let _ = writeln!(out, "  {}{}", field.path, place.unwrap_or_default());
        let _ = writeln!(out, "    wanted  {}", shown(field.proposed.as_deref()));
        let _ = writeln!(out, "    found   {}", shown(field.current.as_deref()));
    }
    out
}

fn shown(value: Option<&str>) -> String {
    match value {
        None => "nothing".to_owned(),
        Some(text) if text.lines().count() > 1 => format!("{} lines", text.lines().count()),
        Some(text) => format!("{text:?}"),
    }
}
