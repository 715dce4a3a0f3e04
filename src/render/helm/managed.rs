//! A user's values, with what a config asks for in them brought up to date. Every other byte stays
//! as it is.
//!
//! What is removed takes a mapping or a list with it that it leaves empty, as this program would
//! have made it; one that the user wrote empty, to be filled by this program, does not come back.

use crate::diagnostic::Diagnostic;
use crate::patch::flux_instance::cluster_fields;
use crate::patch::{Repeats, keep};
use crate::plan::{Plan, Purpose, Reason};
use crate::resolve::{components, decisive_version, is_sharded, kept_account, too_old};
use crate::yaml::{self, Edit, Frame, Path, Splice, Splices, Value, lines};

use super::chart::{Chart, INSTANCE};
use super::document::{self, Document};
use super::pending::Pending;
use super::{Installation, Values, emptied, leftover, merge, switched_off};

/// A user's values, brought up to date.
#[derive(Debug, Default)]
pub(crate) struct ManagedValues {
    /// What to splice into them.
    pub(crate) splices: Splices,
    /// What there is to say. With an error nothing is spliced.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What is lost, and what is changed, one diagnostic for each scalar.
    pub(crate) changes: Vec<Diagnostic>,
    /// Whether it is no YAML at all.
    pub(crate) unreadable: bool,
}

/// Brings a user's values up to date. `source` is the index of the text in diagnostics.
pub(crate) fn manage(
    text: &str,
    plan: &Plan,
    values: &Values,
    purpose: Purpose,
    source: usize,
) -> ManagedValues {
    let mut done = ManagedValues::default();
    match document::find(text, values.chart) {
        Err(none) => {
            done.unreadable = none.unreadable;
            done.diagnostics.push(none.error);
        }
        Ok(None) if values.is_empty() => {}
        Ok(None) => {
            done.splices = appended(text, values);
            done.diagnostics.extend(values.missing_objects());
        }
        Ok(Some(document)) => edit(text, &document, plan, values, purpose, &mut done),
    }
    for diagnostic in done.diagnostics.iter_mut().chain(&mut done.changes) {
        diagnostic.location.source = source;
    }
    done
}

/// The values behind a text of comments.
fn appended(text: &str, values: &Values) -> Splices {
    let end = text.len();
    let newline = lines::newline_near(text, 0);
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { newline };
    let text = format!("{gap}{}", values.text().replace('\n', newline));
    Splices::new(vec![Splice { range: end..end, text }]).unwrap_or_default()
}

fn edit(
    text: &str,
    document: &Document<'_>,
    plan: &Plan,
    values: &Values,
    purpose: Purpose,
    done: &mut ManagedValues,
) {
    let Document { frame, values: root } = document;
    let mut out = Pending::of(&frame.root, purpose);
    match values.chart {
        Chart::Flux2 => {
            leftover::remove(plan, values, root, &mut out);
            switched_off::check(plan, root, &mut out);
            merge::merge(root, "", &values.wanted, &mut out);
        }
        Chart::FluxInstance => {
            if let Err(errors) = instance(&root.key(INSTANCE), plan, values, &mut out) {
                out.diagnostics.extend(errors);
            }
        }
    }
    done.diagnostics = out.diagnostics;
    done.changes = out.losses;
    let (edits, reasons): (Vec<Edit>, Vec<Reason>) = out.edits.into_iter().unzip();
    if let Some(splice) = emptied::emptied(text, &frame.root, &edits) {
        done.splices = Splices::new(vec![splice]).unwrap_or_default();
        return;
    }
    match yaml::edit(text, frame, &edits, |_| false) {
        Ok(edited) => {
            done.splices = edited.splices;
            done.changes.extend(effects(frame, &edits, &reasons, &edited.changes));
        }
        Err(refusal) => {
            let path = refusal.path.in_tree(&frame.root);
            done.diagnostics.push(Diagnostic::from(&refusal).path(path));
        }
    }
}

/// What the edits come to, one diagnostic for each scalar.
fn effects(
    frame: &Frame<'_>,
    edits: &[Edit],
    reasons: &[Reason],
    changes: &[Vec<yaml::Change>],
) -> Vec<Diagnostic> {
    let mut effects = Vec::new();
    for ((edit, reason), changes) in edits.iter().zip(reasons).zip(changes) {
        for change in changes {
            let (code, message) = reason.tell(edit, change);
            let node = edit.path.nearest(&frame.root);
            let mut effect = Diagnostic::new(code, message).span(node.span.clone());
            effect.change = Some(change.clone());
            effects.push(effect);
        }
    }
    effects
}

/// Edits the spec of a FluxInstance, which says itself what it installs.
fn instance(
    path: &Path,
    plan: &Plan,
    values: &Values,
    out: &mut Pending<'_, '_>,
) -> Result<(), Vec<Diagnostic>> {
    let spec = out.find(path);
    let Installation { version, permission, .. } = &values.installation;
    let installation = Installation {
        version: decisive_version(spec, *version),
        present: components(spec),
        sharded: is_sharded(spec),
        permission: permission.clone(),
    };
    let values = Values::of(plan, values.chart, installation)?;
    out.diagnostics.extend(values.missing_objects());
    let cluster = path.key("cluster");
    if let Some(wanted) = plan.object_identity.as_ref().filter(|wanted| wanted.asks_fields()) {
        if let Some(old) = too_old(spec, wanted) {
            out.say(old, &path.key("distribution").key("version"));
        }
        for (name, value) in cluster_fields(wanted)? {
            let path = cluster.key(name);
            match kept_account(spec, name, &value) {
                Some(kept) => out.say(kept, &path),
                None => out.set(path, value, Reason::ObjectIdentity),
            }
        }
    }
    let wanted = values.wanted.get(INSTANCE).and_then(|spec| spec.get("kustomize")?.get("patches"));
    let wanted: &[Value] = match wanted {
        Some(Value::List(patches)) => patches,
        _ => &[],
    };
    let path = path.key("kustomize").key("patches");
    let kept = keep(out.root, &path, wanted, plan, Repeats::LeftOut, out.purpose);
    out.diagnostics.extend(kept.diagnostics);
    out.edits.extend(kept.edits.into_iter().map(|edit| (edit, Reason::Patch)));
    Ok(())
}
