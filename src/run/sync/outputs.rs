//! Where no output may go.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::config::OutputForm;
use crate::diagnostic::{Diagnostic, code};
use crate::run::kept::{Cause, File};

use super::prepared::State;
use super::{Fleet, Prepared};

/// Refuses outputs outside of the repository, where a link may lead, and where something else lives.
pub(super) fn refuse_other_places(fleet: &Fleet, prepared: &mut [Prepared]) {
    let root = fleet.repository.survey.files().root();
    for (config, prepared) in fleet.clusters.iter().zip(prepared) {
        let State::Ready { target, .. } = &prepared.state else { continue };
        let holds_config =
            target.form == OutputForm::Component && config.path.starts_with(&target.path);
        let reason = |file: &File| match root.relative(&file.path) {
            None => Some("leads out of the repository"),
            Some(path) if path.iter().any(|name| name == ".git") => Some("is a file of git"),
            Some(_) if file.path.is_symlink() && !file.path.exists() => {
                Some("is a link that leads nowhere")
            }
            Some(_) => holds_config.then_some("is in the folder of the config itself"),
        };
        let found = prepared.files.iter().find_map(|file| Some((&file.path, reason(file)?)));
        let Some((path, reason)) = found else { continue };
        let message = format!("the output {} {reason}", path.display());
        let help = "name another place in the repository with spec.output";
        prepared.diagnostics.push(Diagnostic::new(code::OUTPUT_PLACE, message).help(help));
        prepared.state = State::Fault(Cause::Resources);
    }
}

/// Refuses two outputs in one place.
pub(super) fn refuse_same_outputs(fleet: &Fleet, prepared: &mut [Prepared]) {
    let mut known: BTreeMap<PathBuf, String> = BTreeMap::new();
    for (config, prepared) in fleet.clusters.iter().zip(prepared) {
        let State::Ready { target, .. } = &prepared.state else { continue };
        let name = config.name(&fleet.repository);
        let path = &target.path;
        if let Some(other) = known.insert(path.clone(), name) {
            let message = format!("{other} has its output in {} too", path.display());
            let help =
                "give each an output of its own with spec.output, or make one config of them";
            prepared.diagnostics.push(Diagnostic::new(code::SAME_OUTPUT, message).help(help));
            prepared.state = State::Fault(Cause::Config);
        }
    }
}
