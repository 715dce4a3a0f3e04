//! The configs of a repository as an audit needs them: what each asks for, and whether `sync` would
//! change something.

use std::path::{Path, PathBuf};

use crate::diagnostic::{Failure, Severity};
use crate::run::kept::File;
use crate::run::pipeline::Request;
use crate::run::{ClusterConfig, ConfigOutput, in_order};

use super::prepared::{State, settle};
use super::{ClusterFile, Fleet, Mode, Prepared};

/// The configs of all clusters in the repository around a folder.
pub(crate) fn cluster_configs(folder: &Path) -> Result<Vec<ClusterConfig>, Failure> {
    let fleet = Fleet::around(folder)?;
    let prepare = |file: &ClusterFile| {
        let prepared = Prepared::of(file, &fleet, Mode::Check.purpose());
        prepared.unwrap_or_else(|failure| Prepared::unreadable(&failure))
    };
    let mut prepared: Vec<Prepared> = in_order(&fleet.clusters, prepare);
    settle(&fleet, &mut prepared, Mode::Check);
    let root = fleet.repository.survey.files().root();
    let relative = |file: &File| root.relative(&file.path).unwrap_or_else(|| file.path.clone());
    let config = |(file, prepared): (&ClusterFile, &Prepared)| {
        let config = file.layers.config().ok();
        let request = config.and_then(|config| Request::read(Some(&config)).ok());
        let stale: Vec<PathBuf> = prepared.stale().map(relative).collect();
        let output = match &prepared.state {
            State::Fault(_) => ConfigOutput::Refused(reason(prepared)),
            State::Ready { .. } if !stale.is_empty() => ConfigOutput::Stale(stale),
            State::Ready { .. } | State::NoTarget { .. } => ConfigOutput::Settled,
        };
        let plan = request.map(|request| request.plan);
        ClusterConfig { file: file.path.clone(), plan, output }
    };
    Ok(fleet.clusters.iter().zip(&prepared).map(config).collect())
}

/// The first thing that is at fault.
fn reason(prepared: &Prepared) -> String {
    let mut errors = prepared.diagnostics.iter().filter(|d| d.severity == Severity::Error);
    errors.next().map_or_else(String::new, |error| error.message.clone())
}
