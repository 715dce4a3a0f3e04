//! What is there against what is wanted.

use std::fmt::Write;

use crate::diagnostic::{Diagnostic, ResourceRef, Source};
use crate::yaml::Change;

use super::text::fit_for_line;

/// Changes as a list, object by object.
pub(crate) fn list(changes: &[Diagnostic], sources: &[Source<'_>]) -> String {
    let mut out = String::new();
    let mut last: Option<&ResourceRef> = None;
    for diagnostic in changes {
        let location = &diagnostic.location;
        let Some(resource) = &location.resource else { continue };
        if last != Some(resource) {
            let _ = writeln!(out, "{}", fit_for_line(&resource.to_string()));
            last = Some(resource);
        }
        let Some(Change { path, before, after }) = &diagnostic.change else {
            out.push_str("  is missing\n");
            continue;
        };
        let place =
            sources.get(location.source).zip(location.span.as_ref()).map(|(source, span)| {
                let line = source.position(span.start).line;
                format!(" ({}:{line})", fit_for_line(source.name))
            });
        let path = fit_for_line(&path.to_string());
        let _ = writeln!(out, "  {path}{}", place.unwrap_or_default());
        let _ = writeln!(out, "    wanted  {}", shown(after.as_deref()));
        let _ = writeln!(out, "    found   {}", shown(before.as_deref()));
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
