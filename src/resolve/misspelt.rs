//! Annotations and labels that were meant to be ones which a webhook or Flux reads.

use crate::cloud::misspelt;
use crate::diagnostic::{Diagnostic, code};
use crate::yaml::Path;

use super::{Context, Resolution};

/// Says which keys of a mapping of an object nobody reads.
pub(super) fn keys(context: &Context<'_, '_, '_>, object: usize, at: &Path, out: &mut Resolution) {
    let object = &context.objects[object];
    let entries = at.find(object.node).map(|node| node.entries()).unwrap_or_default();
    for entry in entries {
        let key = entry.key.text().unwrap_or_default();
        let Some(meant) = misspelt(key) else { continue };
        let message = format!("nobody reads {key:?}: no webhook, and Flux neither");
        let help = format!("did you mean {meant:?}?");
        let misspelt = Diagnostic::new(code::MISSPELT_KEY, message).help(help);
        out.say(misspelt.at(object.field_location(&at.key(key))).span(entry.key.span.clone()));
    }
}
