//! Where no output may go.

use std::collections::BTreeMap;
use std::ffi::OsStr;
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
            Some(path) if path.iter().any(is_git) => Some("is a file of git"),
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

/// Whether a file system may take a name for git's folder: where the case of letters does not count,
/// or where Windows makes short names.
fn is_git(name: &OsStr) -> bool {
    [".git", "git~1"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Refuses two outputs in one place: of neither it is known what would be built.
pub(super) fn refuse_same_outputs(fleet: &Fleet, prepared: &mut [Prepared]) {
    let mut places: BTreeMap<PathBuf, Vec<usize>> = BTreeMap::new();
    for (index, prepared) in prepared.iter().enumerate() {
        if let State::Ready { target, .. } = &prepared.state {
            places.entry(target.path.clone()).or_default().push(index);
        }
    }
    for (path, indices) in places.iter().filter(|(_, indices)| indices.len() > 1) {
        for index in indices {
            let others = indices.iter().filter(|other| *other != index);
            let name = |other: &usize| fleet.clusters[*other].name(&fleet.repository);
            let others: Vec<String> = others.map(name).collect();
            let have = if others.len() == 1 { "has its output" } else { "have their outputs" };
            let message = format!("{} {have} in {} too", others.join(", "), path.display());
            let help =
                "give each an output of its own with spec.output, or make one config of them";
            let prepared = &mut prepared[*index];
            prepared.diagnostics.push(Diagnostic::new(code::SAME_OUTPUT, message).help(help));
            prepared.state = State::Fault(Cause::Config);
        }
    }
}
