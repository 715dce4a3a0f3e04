//! The way from a config and objects to edits, which every use case goes: the function, `apply`
//! and `patches` differ in where the objects come from and in where the result goes.
//!
//! Each stage reports all of its problems, and an error in one stage ends the run: nothing is
//! half-applied. With `strict` a warning is an error, here and nowhere else.

use crate::config::{self, Config};
use crate::diagnostic::{Diagnostic, Severity, deny_warnings, has_errors};
use crate::krm::{Edited, Object, Refused};
use crate::plan::{Plan, Purpose};
use crate::resolve::{Resolution, resolve};
use crate::yaml::{Edit, Node};

use super::change;
use super::traceless::traceless;

/// A checked config and what it comes to.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) config: Config,
    pub(crate) plan: Plan,
    /// What there is to say about the config; no errors.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// What a request comes to on objects.
#[derive(Debug)]
pub(crate) struct Changes {
    pub(crate) resolution: Resolution,
    /// For each text its edits, in order.
    pub(crate) edited: Vec<Edited>,
    /// What there is to say about the config and the objects; no errors.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What is changed: a diagnostic for each scalar, and for each object added.
    pub(crate) changes: Vec<Diagnostic>,
}

impl Request {
    /// Reads and checks a functionConfig.
    ///
    /// # Errors
    /// The problems of the config.
    pub(crate) fn read(config: Option<&Node<'_>>) -> Result<Request, Vec<Diagnostic>> {
        match Plan::read(config) {
            (Some((config, plan)), diagnostics) => Ok(Request { config, plan, diagnostics }),
            (None, diagnostics) => Err(problems(diagnostics)),
        }
    }

    /// Resolves the Plan against objects and edits their texts with `edit`, which gets each edit
    /// with the index of its object. `config` is the functionConfig that was read.
    ///
    /// # Errors
    /// The problems of the objects, or the changes that `strict` forbids.
    pub(crate) fn change<'a>(
        &mut self,
        config: Option<&Node<'_>>,
        objects: &[Object<'_, 'a>],
        edit: impl FnOnce(&[(usize, &Edit)]) -> Result<Vec<Edited>, Refused>,
        purpose: Purpose,
    ) -> Result<Changes, Vec<Diagnostic>> {
        let strict = self.plan.strict;
        let mut diagnostics = std::mem::take(&mut self.diagnostics);
        let mut resolution = resolve(&self.plan, objects, purpose);
        diagnostics.append(&mut resolution.diagnostics);
        let present = |controller| resolution.present.contains(&controller);
        diagnostics.extend(traceless(&self.config, &self.plan, present));
        settle(config, &mut diagnostics, strict)?;
        let edits: Vec<(usize, &Edit)> =
            resolution.changes.iter().map(|change| (change.object, &change.edit)).collect();
        let edited = match edit(&edits) {
            Ok(edited) => edited,
            Err(Refused { object, refusal }) => {
                diagnostics.push(change::refusal(&objects[object], &refusal));
                return Err(problems(diagnostics));
            }
        };
        let mut changes = change::effects(objects, &resolution.changes, &edited);
        changes.extend(resolution.added.iter().map(change::addition));
        if strict && purpose != Purpose::Tell && forbid(&mut changes) {
            diagnostics.append(&mut changes);
            return Err(problems(diagnostics));
        }
        Ok(Changes { resolution, edited, diagnostics, changes })
    }
}

/// Completes diagnostics: their locations in the config, and their severities.
///
/// # Errors
/// The problems, if one is an error.
pub(crate) fn settle(
    config: Option<&Node<'_>>,
    diagnostics: &mut Vec<Diagnostic>,
    strict: bool,
) -> Result<(), Vec<Diagnostic>> {
    config::locate(config, diagnostics);
    if strict {
        deny_warnings(diagnostics);
    }
    if has_errors(diagnostics) { Err(problems(std::mem::take(diagnostics))) } else { Ok(()) }
}

/// Makes errors of the changes that replace or remove something; says whether there are any.
fn forbid(changes: &mut [Diagnostic]) -> bool {
    for diagnostic in changes.iter_mut().filter(|d| d.severity == Severity::Warning) {
        if let Some(change) = &mut diagnostic.change {
            change.after = None;
        }
        diagnostic.message = format!("not done, as strict is set: {}", diagnostic.message);
        diagnostic.help =
            Some("remove what stands there, or leave strict out to allow this".to_owned());
    }
    deny_warnings(changes);
    has_errors(changes)
}

/// What is said of a run that ends with an error: no changes, no infos.
fn problems(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.retain(|diagnostic| diagnostic.severity > Severity::Info);
    diagnostics
}
