//! A user's values, with what a config asks for in them brought up to date. Every other byte stays
//! as it is.
//!
//! What is removed takes a mapping or a list with it that it leaves empty, as this program would
//! have made it; one that the user wrote empty, to be filled by this program, does not come back.

use crate::diagnostic::Diagnostic;
use crate::plan::{Plan, Purpose, Reason};
use crate::yaml::{self, Edit, Frame, Path, Splice, Splices, lines};

use super::chart::{Chart, INSTANCE};
use super::document;
use super::pending::Pending;
use super::{Installation, Values, emptied, instance, leftover, merge, switched_off};

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
            done.diagnostics.push(none.error.source(source));
        }
        Ok(None) => {
            if !values.is_empty() {
                done.splices = appended(text, values);
            }
            if values.chart == Chart::FluxInstance {
                done.diagnostics.extend(about_installation(plan, values));
            }
        }
        Ok(Some(document)) => {
            let mut out = Pending::of(&document.frame.root, source, purpose);
            match values.chart {
                Chart::Flux2 => flux2(&document.values, plan, values, &mut out),
                Chart::FluxInstance => {
                    instance::manage(&document.values.key(INSTANCE), plan, values, &mut out);
                }
            }
            edit(text, &document.frame, out, &mut done);
        }
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

fn flux2(root: &Path, plan: &Plan, values: &Values, out: &mut Pending<'_, '_>) {
    let values = &switched_off::without(values, root, out);
    leftover::remove(plan, values, root, out);
    switched_off::check(plan, root, out);
    merge::merge(root, "", &values.wanted, out);
}

/// What there is to say of what a FluxInstance installs.
pub(super) fn about_installation(plan: &Plan, values: &Values) -> Vec<Diagnostic> {
    let Installation { version, permission, .. } = &values.installation;
    let unknown = permission.is_none().then(|| plan.without_manifests(*version));
    unknown.into_iter().flatten().chain(values.missing_objects()).collect()
}

/// Makes the edits.
fn edit(text: &str, frame: &Frame<'_>, out: Pending<'_, '_>, done: &mut ManagedValues) {
    let source = out.source;
    done.diagnostics = out.diagnostics;
    done.changes = out.losses;
    let (edits, reasons): (Vec<Edit>, Vec<Reason>) = out.edits.into_iter().unzip();
    if let Some(splice) = emptied::emptied(text, &frame.root, &edits) {
        done.splices = Splices::new(vec![splice]).unwrap_or_default();
        return;
    }
    // Values have the order that their author gave them; annotations and labels may be sorted.
    match yaml::edit(text, frame, &edits, |key| !key.contains('/')) {
        Ok(edited) => {
            let effects = effects(frame, &edits, &reasons, &edited.changes);
            done.changes.extend(effects.into_iter().map(|effect| effect.source(source)));
            done.splices = edited.splices;
        }
        Err(refusal) => {
            let path = refusal.path.in_tree(&frame.root);
            done.diagnostics.push(Diagnostic::from(&refusal).path(path).source(source));
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
