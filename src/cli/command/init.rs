//! `init`: a config for each cluster, made of what is there.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::cli::Exit;
use crate::cli::output::Console;
use crate::run::{BuiltCluster, init};

use super::clusters::{clusters, say_faults};
use super::init_write::{Written, write};

/// The name of the file of a config, beside Flux's own files.
const FILE_NAME: &str = "workload-identity.yaml";

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// Folders of a repository, whose clusters are found, the working directory if none is named; or
    /// manifests of one cluster, - is stdin
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    /// Write each config beside Flux's own files, with the Component that comes of it, and take the
    /// patches out that it replaces. What is built has the same identities before and after
    #[arg(long)]
    write: bool,
}

pub(crate) fn run(arguments: &Init, console: &Console) -> anyhow::Result<Exit> {
    let clusters = clusters(&arguments.paths)?;
    let mut exit = Exit::Done;
    let mut configs = Vec::new();
    for cluster in &clusters {
        if say_faults(cluster, console)? {
            exit = Exit::Usage;
            continue;
        }
        let config = cluster.look(|objects| init(&title(cluster), cluster, objects));
        configs.push((cluster, config));
    }
    if arguments.write && exit == Exit::Done {
        let mut written = Vec::new();
        for (cluster, config) in configs {
            match &cluster.folder {
                Some(folder) if config.asks => {
                    let file = folder.join(FILE_NAME);
                    written.push(Written { cluster, file, text: config.text });
                }
                Some(_) => console.note(&format!("{}: no identity is there", cluster.name))?,
                None => console
                    .note(&format!("{}: no file says where its config belongs", cluster.name))?,
            }
        }
        return write(written, console);
    }
    if arguments.write {
        console.note("nothing is written")?;
        return Ok(exit);
    }
    let texts: Vec<String> = configs.into_iter().map(|(_, config)| config.text).collect();
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
