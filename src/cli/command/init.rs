//! `init`: a config for each cluster, made of what is there.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::cli::Exit;
use crate::cli::output::Console;
use crate::run::{BuiltCluster, init};

use super::clusters::{clusters, say_faults};

/// The name of the file of a config, beside Flux's own files.
const FILE_NAME: &str = "workload-identity.yaml";

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Folders of a repository, whose clusters are found; the working directory if none is named
    #[arg(value_name = "PATH", value_hint = ValueHint::DirPath)]
    paths: Vec<PathBuf>,
}

pub(crate) fn run(arguments: &Init, console: &Console) -> anyhow::Result<Exit> {
    let mut exit = Exit::Done;
    let mut texts = Vec::new();
    for cluster in &clusters(&arguments.paths)? {
        if say_faults(cluster, console)? {
            exit = Exit::Usage;
            continue;
        }
        texts.push(cluster.look(|objects| init(&title(cluster), cluster.unknown, objects)));
    }
    console.print(&texts.join("---\n"))?;
    Ok(exit)
}

/// The first words of a config: where it belongs, and which cluster it is of.
fn title(cluster: &BuiltCluster) -> String {
    match &cluster.folder {
        Some(folder) => format!("{}: of {}", folder.join(FILE_NAME).display(), cluster.name),
        None => cluster.name.clone(),
    }
}
