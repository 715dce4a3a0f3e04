//! `map`: who uses which identity.

use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, ValueHint};

use crate::cli::Exit;
use crate::cli::io::{layers, read};
use crate::cli::output::{Console, MapFormat, map};
use crate::config::NoConfig;
use crate::plan::Plan;
use crate::run::{BuiltCluster, ClusterMap};

use super::clusters::{clusters, say_faults};

#[derive(Debug, Args)]
pub(crate) struct Map {
    /// The config of the cluster, whose identities count in place of those that manifests show. EKS
    /// Pod Identity and direct access on GKE are seen in it alone
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    config: Option<PathBuf>,
    /// Folders of a repository, whose clusters are found, the working directory if none is named; or
    /// manifests of one cluster, - is stdin
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    /// The form
    #[arg(long, value_enum, default_value = "table")]
    format: MapFormat,
}

pub(crate) fn run(arguments: &Map, console: &Console) -> anyhow::Result<Exit> {
    let Some(path) = &arguments.config else {
        return print(arguments, &clusters(&arguments.paths)?, None, console);
    };
    let layers = layers(vec![read(path)?])?;
    let sources = [layers.source()];
    let config = match layers.config() {
        Ok(config) => config,
        Err(NoConfig { diagnostics, is_unreadable }) => {
            let exit = if is_unreadable { Exit::Usage } else { Exit::Fault };
            return console.stop(&diagnostics, &sources, exit);
        }
    };
    let (read, diagnostics) = Plan::read(Some(&config));
    console.say(&diagnostics, &sources)?;
    let Some((_, plan)) = read else { return Ok(Exit::Fault) };
    let clusters = clusters(&arguments.paths)?;
    if clusters.len() > 1 {
        bail!("-c is for one cluster, and {} are below the paths: name its folder", clusters.len());
    }
    print(arguments, &clusters, Some(&plan), console)
}

/// Prints the map of clusters.
fn print(
    arguments: &Map,
    clusters: &[BuiltCluster],
    plan: Option<&Plan>,
    console: &Console,
) -> anyhow::Result<Exit> {
    let mut exit = Exit::Done;
    let mut maps = Vec::new();
    for cluster in clusters {
        if say_faults(cluster, console)? {
            exit = Exit::Usage;
        }
        maps.push(cluster.look(|objects| ClusterMap::of(&cluster.name, objects, plan)));
    }
    console.print(&map(&maps, arguments.format)?)?;
    Ok(exit)
}
