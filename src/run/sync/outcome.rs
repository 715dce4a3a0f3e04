//! What a run comes to: decided first for all clusters, and only then written.

use std::path::PathBuf;

use crate::diagnostic::Failure;
use crate::repository::{Builder, Survey};
use crate::run::effective::{Effective, effective, effective_instances, effective_release};
use crate::run::kept::{File, planned};
use crate::run::{Progress, in_order};

use super::prepared::{State, settle};
use super::status::Status;
use super::{ClusterFile, Fleet, Mode, Prepared};

/// What the configs of a fleet come to. Nothing is written here.
#[derive(Debug)]
pub(crate) struct Outcome<'f> {
    pub(crate) fleet: &'f Fleet,
    pub(crate) mode: Mode,
    /// What each config comes to, in the order of the fleet.
    pub(crate) prepared: Vec<Prepared>,
    /// What was built for each of them; empty if nothing was.
    built: Vec<Option<Effective>>,
}

/// What there is to say of one cluster.
#[derive(Debug)]
pub(crate) struct Report<'r> {
    pub(crate) file: &'r ClusterFile,
    pub(crate) prepared: &'r Prepared,
    /// What was built of its output.
    pub(crate) built: Option<&'r Effective>,
    pub(crate) status: Status,
}

impl Outcome<'_> {
    /// Decides what becomes of each cluster.
    ///
    /// # Errors
    /// What can't be read.
    pub(crate) fn of(fleet: &Fleet, mode: Mode) -> Result<Outcome<'_>, Failure> {
        let prepare = |file: &ClusterFile| Prepared::of(file, fleet, mode.purpose());
        let mut prepared: Vec<Prepared> =
            in_order(&fleet.clusters, prepare).into_iter().collect::<Result<_, _>>()?;
        settle(fleet, &mut prepared, mode);
        Ok(Outcome { fleet, mode, prepared, built: Vec::new() })
    }

    /// Whether nothing may be written, as one cluster is at fault.
    pub(crate) fn is_refused(&self) -> bool {
        self.prepared.iter().any(Prepared::is_fault)
    }

    /// Whether the files are written.
    pub(crate) fn is_written(&self) -> bool {
        self.mode == Mode::Write && !self.is_refused()
    }

    /// Whether no cluster has a place for an output, and none was to have one.
    pub(crate) fn is_empty(&self) -> bool {
        let is_passed_over =
            |p: &Prepared| matches!(p.state, State::NoTarget { is_meant: false, .. });
        self.prepared.iter().all(is_passed_over)
    }

    /// The files that are not as they should be.
    pub(crate) fn stale(&self) -> Vec<&File> {
        self.prepared.iter().flat_map(Prepared::stale).collect()
    }

    /// Builds what holds the outputs, as they will be or are. Without a builder only what needs none
    /// is looked at. `progress` counts the clusters.
    ///
    /// # Errors
    /// A folder that can't be read.
    pub(crate) fn build(
        &mut self,
        builder: Option<&Builder>,
        progress: &Progress,
    ) -> Result<(), Failure> {
        let written = self.prepared.iter().flat_map(|prepared| &prepared.files);
        let survey = Survey::of(planned(self.fleet.repository.survey.files().clone(), written))?;
        let clusters: Vec<_> = self.fleet.clusters.iter().zip(&self.prepared).collect();
        progress.begin(clusters.len());
        let work = |(file, prepared): &(&ClusterFile, &Prepared)| {
            let mut built = built(file, prepared, &survey, builder)?;
            progress.step();
            if let Some(built) = built.as_mut().filter(|_| self.mode == Mode::Check) {
                built.deny_unbuilt();
            }
            Ok(built)
        };
        let built = in_order(&clusters, work).into_iter().collect::<Result<_, Failure>>()?;
        self.built = built;
        Ok(())
    }

    /// Whether a build is needed, and no program is there to make it.
    pub(crate) fn lacks_builder(&self) -> bool {
        self.built.iter().flatten().any(|built| built.lacks_builder)
    }

    /// What there is to say, cluster by cluster.
    pub(crate) fn reports(&self) -> impl Iterator<Item = Report<'_>> {
        let clusters = self.fleet.clusters.iter().zip(&self.prepared).enumerate();
        clusters.map(|(index, (file, prepared))| {
            let built = self.built.get(index).and_then(Option::as_ref);
            let folder = file.path.parent().unwrap_or(&file.path);
            let folder: PathBuf = self.fleet.repository.name(folder);
            let status = Status::of(prepared, built, &folder, self.mode, self.is_written());
            Report { file, prepared, built, status }
        })
    }
}

/// What is built of the output of a config, held against it; none if it has no output.
fn built(
    file: &ClusterFile,
    prepared: &Prepared,
    survey: &Survey,
    builder: Option<&Builder>,
) -> Result<Option<Effective>, Failure> {
    let State::Ready { target, .. } = &prepared.state else { return Ok(None) };
    let Ok(config) = file.layers.config() else { return Ok(None) };
    let said = &prepared.diagnostics;
    let given = target.manifests.iter().filter_map(|file| survey.files().text(file));
    let given: Vec<String> = given.collect();
    let given: Vec<&str> = given.iter().map(String::as_str).collect();
    let path = &target.path;
    Ok(Some(match (target.built(), target.format()) {
        (Some(folder), _) => effective(&config, survey, builder, folder, said)?,
        (None, Some(format)) => {
            effective_release(&config, survey, builder, path, (format, &given), said)?
        }
        (None, None) => effective_instances(&config, survey, builder, path, &given, said)?,
    }))
}
