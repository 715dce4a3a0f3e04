//! That the kustomization beside a config lists the Component that comes of it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::config::OutputForm;
use crate::diagnostic::{Diagnostic, Severity, code};
use crate::run::Repository;
use crate::run::kept::{Cause, File};
use crate::run::listing::{Listing, listed_as_resource, listing_in};

use super::prepared::State;
use super::{Mode, Prepared};

/// Has each Component listed by the kustomization beside its config. One file may list several.
pub(super) fn list_components(repository: &Repository, prepared: &mut [Prepared], mode: Mode) {
    let root = repository.survey.files().root();
    // What else is written to these files: a line more goes into what that leaves.
    let mut planned: BTreeMap<PathBuf, String> = BTreeMap::new();
    for file in prepared.iter().flat_map(|prepared| &prepared.files) {
        if let (Some(path), Some(text)) = (root.relative(&file.path), &file.new) {
            planned.insert(path, text.clone());
        }
    }
    for prepared in prepared {
        let State::Ready { target, .. } = &prepared.state else { continue };
        if target.form != OutputForm::Component {
            continue;
        }
        if let Some(wrong) = listed_as_resource(&repository.survey, &target.path) {
            prepared.diagnostics.push(wrong);
            prepared.state = State::Fault(Cause::Resources);
            continue;
        }
        if repository.survey.graph().parents(&target.path).next().is_some() {
            continue;
        }
        let Some(folder) = &target.kustomization else {
            let message = format!("nothing lists the Component {}", target.path.display());
            let help = "add it to components in the kustomization.yaml that lists Flux's manifests";
            let unlisted = Diagnostic::new(code::COMPONENT_NOT_LISTED, message).help(help);
            prepared.diagnostics.push(unlisted);
            prepared.state = State::Fault(Cause::Resources);
            continue;
        };
        let files =
            planned.iter().fold(repository.survey.files().clone(), |files, (path, text)| {
                files.with(path.clone(), Some(text))
            });
        match listing_in(&files, folder, &target.path) {
            Listing::Listed => {}
            Listing::Add { file, text } => {
                let name = repository.name(&file);
                // Of one that is to be made anew nobody expects that it is listed.
                if mode != Mode::Write && !prepared.files.iter().any(File::is_stale) {
                    let component = repository.name(&target.path);
                    let message = format!(
                        "{} does not list {}, so that nothing comes of it",
                        name.display(),
                        component.display()
                    );
                    prepared.diagnostics.push(Diagnostic::new(code::COMPONENT_NOT_LISTED, message));
                }
                prepared.files.push(File {
                    path: name,
                    old: files.text(&file),
                    new: Some(text.clone()),
                });
                planned.insert(file, text);
            }
            Listing::Nowhere(nowhere) => {
                prepared.diagnostics.push(nowhere.severity(Severity::Error));
                prepared.state = State::Fault(Cause::Resources);
            }
        }
    }
}
