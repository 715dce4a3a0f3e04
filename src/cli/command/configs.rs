//! The configs of a repository as an audit needs them: what each asks for, and whether `sync` would
//! change something.

use std::path::{Path, PathBuf};

use crate::cli::io::File;
use crate::diagnostic::Severity;
use crate::plan::Purpose;
use crate::run::pipeline::Request;
use crate::run::{ClusterConfig, ConfigOutput};

use super::cluster::{Cluster, Prepared, State};
use super::fleet::Fleet;
use super::parallel::in_order;
use super::sync::list_components;

/// The configs of all clusters in the repository around a folder.
pub(super) fn configs(folder: &Path) -> anyhow::Result<Vec<ClusterConfig>> {
    let fleet = Fleet::around(folder)?;
    let prepare = |cluster: &Cluster| {
        let prepared = cluster.prepare(&fleet.repository, &fleet.walked, Purpose::Tell);
        prepared.unwrap_or_else(|error| Prepared::unreadable(&error))
    };
    let mut prepared: Vec<Prepared> = in_order(&fleet.clusters, prepare);
    list_components(&fleet.repository, &mut prepared, false);
    let root = fleet.repository.survey.files().root();
    let relative = |file: &File| root.relative(&file.path).unwrap_or_else(|| file.path.clone());
    let config = |(cluster, prepared): (&Cluster, &Prepared)| {
        let config = cluster.layers.config().ok();
        let request = config.and_then(|config| Request::read(Some(&config)).ok());
        let stale = prepared.files.iter().filter(|file| file.is_stale());
        let stale: Vec<PathBuf> = stale.map(relative).collect();
        let output = match &prepared.state {
            State::Fault(_) => ConfigOutput::Refused(reason(prepared)),
            State::Ready { .. } if !stale.is_empty() => ConfigOutput::Stale(stale),
            State::Ready { .. } | State::NoTarget { .. } => ConfigOutput::Settled,
        };
        let plan = request.map(|request| request.plan);
        ClusterConfig { file: cluster.path.clone(), plan, output }
    };
    Ok(fleet.clusters.iter().zip(&prepared).map(config).collect())
}

/// The first thing that is at fault.
fn reason(prepared: &Prepared) -> String {
    let mut errors = prepared.diagnostics.iter().filter(|d| d.severity == Severity::Error);
    errors.next().map_or_else(String::new, |error| error.message.clone())
}
