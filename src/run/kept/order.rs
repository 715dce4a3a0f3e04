//! What a config comes to, before anything is printed or written: for `patches`, and for each
//! cluster of `sync`.

use std::cmp::Ordering;
use std::path::Path;

use crate::config::locate;
use crate::diagnostic::{Diagnostic, Failure, Severity, has_errors};
use crate::plan::{Plan, Purpose};
use crate::render::{Format, KustomizeParts};
use crate::run::patches::{Destination, Output, manifests, render};
use crate::run::pipeline::{Request, settle};
use crate::run::{Input, is_without_identity};
use crate::yaml::Node;

use super::{ManagedFiles, Moved};

/// A config, and what is to be made of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order<'o> {
    pub(crate) config: &'o Node<'o>,
    /// The manifests that are to be patched; none if they are not known.
    pub(crate) manifests: &'o [&'o str],
    pub(crate) format: Format,
    /// The file or the folder in which it is kept; none if it is to be printed.
    pub(crate) path: Option<&'o Path>,
    /// Where kustomize puts what it builds of that file, or of what lists that folder.
    pub(crate) moved: Option<&'o Moved>,
    pub(crate) purpose: Purpose,
    /// The file with the config.
    pub(crate) file: &'o Path,
    /// Whether patches by hand that the entries repeat are removed.
    pub(crate) take_over: bool,
}

/// What an order comes to.
#[derive(Debug)]
pub(crate) struct Ready {
    pub(crate) plan: Plan,
    pub(crate) output: Output,
    /// What is kept at the path.
    pub(crate) files: Option<ManagedFiles>,
    /// What there is to say; no errors. Sources are the config, the manifests, and the file that is
    /// kept.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Whether the manifests would still not work with the output.
    pub(crate) is_incomplete: bool,
}

/// Why an order comes to nothing.
#[derive(Debug)]
pub(crate) struct Stopped {
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The file that is kept, if it was read.
    pub(crate) input: Option<Input>,
    pub(crate) cause: Cause,
}

/// What is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The config.
    Config,
    /// A text that can't be read.
    Unreadable,
    /// What the config meets: the manifests, or the file that is kept.
    Resources,
}

impl Stopped {
    fn new(cause: Cause, diagnostics: Vec<Diagnostic>) -> Box<Stopped> {
        Box::new(Stopped { diagnostics, input: None, cause })
    }
}

impl Order<'_> {
    /// Makes it ready. With an error nothing is to be written.
    pub(crate) fn ready(&self) -> Result<Result<Ready, Box<Stopped>>, Failure> {
        let config = self.config;
        let mut request = match Request::read(Some(config)) {
            Ok(request) => request,
            Err(problems) => return Ok(Err(Stopped::new(Cause::Config, problems))),
        };
        let source = 1 + self.manifests.len();
        if let Some((denied, input)) = self.moved.and_then(|m| m.denied(&request.plan, source)) {
            let stopped = Stopped::new(Cause::Resources, vec![denied]);
            return Ok(Err(Box::new(Stopped { input: Some(input), ..*stopped })));
        }
        let to = match self.path {
            Some(_) => Destination::Kept { namespace: self.moved.map(|m| &*m.namespace) },
            None => Destination::Printed,
        };
        let manifests = match manifests(&request, self.manifests, to) {
            Ok(manifests) => manifests,
            Err(text) => {
                let unreadable = vec![text.told()];
                return Ok(Err(Stopped::new(Cause::Unreadable, unreadable)));
            }
        };
        let rendered = render(&mut request, config, &manifests, self.format, to);
        let rendered = match rendered {
            Ok(rendered) => rendered,
            Err(mut problems) => {
                locate(Some(config), &mut problems);
                return Ok(Err(Stopped::new(Cause::Resources, problems)));
            }
        };
        let plan = request.plan;
        let mut diagnostics = rendered.diagnostics;
        let mut patched = rendered.patched;
        let files = self.files(&plan, &rendered.output)?;
        if let Some(found) = &files {
            diagnostics.extend(found.diagnostics.iter().cloned());
            let is_made = self.purpose != Purpose::Tell;
            diagnostics.extend(found.changes.iter().filter(|_| is_made).cloned());
            let lost = rendered.has_permission.filter(|_| found.drops_permission());
            diagnostics.extend(lost.map(|lost| lost.severity(Severity::Error)));
            if let Output::Kustomize(parts) = &rendered.output {
                patched = patched.map(|patched| patched.severity(loss(found, parts)));
            }
        }
        diagnostics.extend(patched);
        if let Err(diagnostics) = settle(Some(config), &mut diagnostics, plan.strict) {
            let is_unreadable = files.as_ref().is_some_and(|files| files.unreadable);
            let cause = if is_unreadable { Cause::Unreadable } else { Cause::Resources };
            let input = files.and_then(|files| files.input);
            return Ok(Err(Box::new(Stopped { diagnostics, input, cause })));
        }
        let is_incomplete = rendered.is_incomplete || diagnostics.iter().any(is_without_identity);
        Ok(Ok(Ready { plan, output: rendered.output, files, diagnostics, is_incomplete }))
    }

    /// What is kept at the path.
    fn files(&self, plan: &Plan, output: &Output) -> Result<Option<ManagedFiles>, Failure> {
        let source = 1 + self.manifests.len();
        match (output, self.path) {
            (Output::Kustomize(parts), Some(path)) => {
                let mut found =
                    ManagedFiles::at(path, self.format, plan, parts, self.purpose, source)?;
                found.warn_of_listed(self.config, self.file, source);
                if self.take_over && !has_errors(&found.diagnostics) {
                    found.take_over(&plan.name, source)?;
                }
                Ok(Some(found))
            }
            (Output::Values(values), Some(path)) => {
                ManagedFiles::values(path, plan, values, self.purpose, source).map(Some)
            }
            _ => Ok(None),
        }
    }
}

/// How bad it is that the manifests are patched already: parts of the file would go because they
/// have done their work, or all are there.
fn loss(files: &ManagedFiles, parts: &KustomizeParts) -> Severity {
    match files.managed.cmp(&parts.count()) {
        Ordering::Greater => Severity::Error,
        Ordering::Equal if parts.count() > 0 => Severity::Info,
        _ => Severity::Warning,
    }
}
