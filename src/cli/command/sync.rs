//! `sync`: every cluster of a repository is brought up to date, or none is.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::cli::Exit;
use crate::cli::io::{File, Repository, write};
use crate::cli::output::Console;
use crate::config::OutputForm;
use crate::diagnostic::{Diagnostic, Severity, code};
use crate::plan::Purpose;
use crate::repository::{Builder, Survey};
use crate::run::effective::{Effective, effective, effective_instances, effective_release};
use crate::run::listing::{Listing, listed_as_resource, listing_in};

use super::cluster::{Cluster, Prepared, State};
use super::effective::say_no_builder;
use super::fleet::{self, Fleet};
use super::order::Cause;
use super::parallel::in_order;
use super::reports::Reports;

#[derive(Debug, Args)]
pub(crate) struct Sync {
    /// Folders in which the configs of clusters stand, or such configs; the working directory if
    /// none is named
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    /// Write nothing; say how each cluster is, and exit with 1 if one is not up to date
    #[arg(long)]
    pub(super) check: bool,
    /// Write nothing; print what would change as a unified diff
    #[arg(long)]
    pub(super) diff: bool,
    /// Leave out the last step: that kustomize or kubectl builds what holds the output, and the
    /// build is held against the config
    #[arg(long)]
    no_build: bool,
}

impl Sync {
    /// That everything is written and built.
    pub(super) fn all() -> Sync {
        Sync { paths: Vec::new(), check: false, diff: false, no_build: false }
    }

    /// Whether files are written.
    pub(super) fn writes(&self) -> bool {
        !self.check && !self.diff
    }
}

pub(crate) fn run(arguments: &Sync, console: &Console) -> anyhow::Result<Exit> {
    let fleet = Fleet::below(&arguments.paths)?;
    bring(&fleet, arguments, |_| (), console)
}

/// Brings the clusters of a fleet up to date. `finish` may change what comes of them before anything
/// is written.
pub(super) fn bring(
    fleet: &Fleet,
    arguments: &Sync,
    finish: impl FnOnce(&mut [Prepared]),
    console: &Console,
) -> anyhow::Result<Exit> {
    let purpose = if arguments.check { Purpose::Tell } else { Purpose::Make };
    let prepare = |cluster: &Cluster| cluster.prepare(&fleet.repository, &fleet.walked, purpose);
    let mut prepared: Vec<Prepared> =
        in_order(&fleet.clusters, prepare).into_iter().collect::<anyhow::Result<_>>()?;
    list_components(&fleet.repository, &mut prepared, arguments.writes());
    refuse_same_outputs(fleet, &mut prepared);
    refuse_other_places(fleet, &mut prepared);
    finish(&mut prepared);
    let is_fault = |prepared: &Prepared| {
        matches!(prepared.state, State::Fault(_) | State::NoTarget { is_meant: true, .. })
    };
    let has_fault = prepared.iter().any(is_fault);
    let is_written = arguments.writes() && !has_fault;
    if has_fault && arguments.writes() {
        let reports = Reports { fleet, prepared: &prepared, built: &[], arguments, is_written };
        let exit = reports.say(console)?;
        console.note("nothing is written")?;
        return Ok(exit);
    }
    if arguments.writes() {
        let files = prepared.iter().flat_map(|prepared| &prepared.files);
        write(&files.filter(|file| file.is_stale()).collect::<Vec<_>>())?;
    }
    let mut exit = Exit::Done;
    let mut built = Vec::new();
    if !arguments.no_build && (arguments.check || arguments.writes()) {
        built = build(fleet, &prepared, Builder::find().as_ref(), arguments.check)?;
        if built.iter().flatten().any(|effective| effective.lacks_builder) {
            exit = say_no_builder(arguments.check, console)?;
        }
    }
    let reports = Reports { fleet, prepared: &prepared, built: &built, arguments, is_written };
    exit = exit.max(reports.say(console)?);
    let is_passed_over =
        |prepared: &Prepared| matches!(prepared.state, State::NoTarget { is_meant: false, .. });
    if prepared.iter().all(is_passed_over) {
        console.say(&[fleet::none(&arguments.paths)], &[])?;
        exit = Exit::Usage;
    }
    Ok(exit)
}

/// Has each Component listed by the kustomization beside its config. One file may list several.
pub(super) fn list_components(repository: &Repository, prepared: &mut [Prepared], writes: bool) {
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
                if !writes && !prepared.files.iter().any(File::is_stale) {
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

/// Refuses outputs outside of the repository, where a link may lead, and where something else lives.
fn refuse_other_places(fleet: &Fleet, prepared: &mut [Prepared]) {
    let root = fleet.repository.survey.files().root();
    for (cluster, prepared) in fleet.clusters.iter().zip(prepared) {
        let State::Ready { target, .. } = &prepared.state else { continue };
        let holds_config =
            target.form == OutputForm::Component && cluster.path.starts_with(&target.path);
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
fn refuse_same_outputs(fleet: &Fleet, prepared: &mut [Prepared]) {
    let mut known: BTreeMap<PathBuf, String> = BTreeMap::new();
    for (cluster, prepared) in fleet.clusters.iter().zip(prepared) {
        let State::Ready { target, .. } = &prepared.state else { continue };
        let name = cluster.name(&fleet.repository);
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

/// Builds what holds the outputs, as they will be or are.
fn build(
    fleet: &Fleet,
    prepared: &[Prepared],
    builder: Option<&Builder>,
    is_check: bool,
) -> anyhow::Result<Vec<Option<Effective>>> {
    let root = fleet.repository.survey.files().root();
    let mut files = fleet.repository.survey.files().clone();
    for File { path, new, .. } in prepared.iter().flat_map(|prepared| &prepared.files) {
        if let Some(path) = root.relative(path) {
            files = files.with(path, new.as_deref());
        }
    }
    let survey = Survey::of(files)?;
    let clusters: Vec<(&Cluster, &Prepared)> = fleet.clusters.iter().zip(prepared).collect();
    let work = |(cluster, prepared): &(&Cluster, &Prepared)| -> anyhow::Result<Option<Effective>> {
        let State::Ready { target, .. } = &prepared.state else { return Ok(None) };
        let Ok(config) = cluster.layers.config() else { return Ok(None) };
        let said = &prepared.diagnostics;
        let given = target.manifests.iter().filter_map(|file| survey.files().text(file));
        let given: Vec<String> = given.collect();
        let given: Vec<&str> = given.iter().map(String::as_str).collect();
        let file = &target.path;
        let mut effective = match (target.built(), target.format()) {
            (Some(folder), _) => effective(&config, &survey, builder, folder, said)?,
            (None, Some(format)) => {
                effective_release(&config, &survey, builder, file, (format, &given), said)?
            }
            (None, None) => effective_instances(&config, &survey, builder, file, &given, said)?,
        };
        if is_check {
            effective.deny_unbuilt();
        }
        Ok(Some(effective))
    };
    in_order(&clusters, work).into_iter().collect()
}
