//! That the kustomization beside a config lists the Component that comes of it.

use crate::config::OutputForm;
use crate::diagnostic::{Diagnostic, Severity, code};
use crate::run::Repository;
use crate::run::kept::{Cause, File, planned};
use crate::run::listing::{Listing, listing};

use super::prepared::State;
use super::{Mode, Prepared};

/// Has each Component listed by the kustomization beside its config. One file may list several.
pub(super) fn list_components(repository: &Repository, prepared: &mut [Prepared], mode: Mode) {
    // What else is written to these files: a line more goes into what that leaves.
    let written = prepared.iter().flat_map(|prepared| &prepared.files);
    let mut files = planned(repository.survey.files().clone(), written);
    for prepared in prepared {
        let State::Ready { target, .. } = &prepared.state else { continue };
        if target.form != OutputForm::Component {
            continue;
        }
        let home = target.kustomization.as_deref();
        match listing(&repository.survey, &files, &target.path, home) {
            Listing::Listed => {}
            Listing::Add { file, text } => {
                let name = repository.name(&file);
                // Of one that is to be made anew nobody expects that it is listed.
                if mode != Mode::Write && prepared.stale().next().is_none() {
                    let component = repository.name(&target.path);
                    let message = format!(
                        "{} does not list {}, so that nothing comes of it",
                        name.display(),
                        component.display()
                    );
                    prepared.diagnostics.push(Diagnostic::new(code::COMPONENT_NOT_LISTED, message));
                }
                let old = files.text(&file);
                files = files.with(file, Some(&text));
                prepared.files.push(File { path: name, old, new: Some(text) });
            }
            Listing::Nowhere(nowhere) => {
                prepared.diagnostics.push(nowhere.severity(Severity::Error));
                prepared.state = State::Fault(Cause::Resources);
            }
        }
    }
}
