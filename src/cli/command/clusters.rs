//! The clusters of a repository as they are built, for `init` and `map`.

use std::path::PathBuf;

use anyhow::Context;

use crate::cli::output::{Console, Failure};
use crate::diagnostic::{Diagnostic, Source, code};
use crate::repository::{Builder, Files};
use crate::run::{BuiltCluster, Fault, Roots};

use super::parallel::in_order;

/// A repository, and its clusters below paths.
#[derive(Debug)]
pub(crate) struct Clusters {
    pub(crate) files: Files,
    /// The clusters, by the folders of their roots.
    pub(crate) built: Vec<BuiltCluster>,
}

impl Clusters {
    /// The clusters below paths; those of the working directory if there is no path.
    pub(crate) fn below(paths: &[PathBuf]) -> anyhow::Result<Clusters> {
        let here = [PathBuf::from(".")];
        let paths = if paths.is_empty() { &here } else { paths };
        for path in paths {
            let is_folder = path.metadata().with_context(|| path.display().to_string())?.is_dir();
            anyhow::ensure!(is_folder, "{} is not a folder", path.display());
        }
        let Roots { files, syncs } = Roots::below(paths).context("the repository can't be read")?;
        if syncs.is_empty() {
            return Err(Failure::from(none(paths)).into());
        }
        let builder = Builder::find();
        let built = in_order(&syncs, |sync| BuiltCluster::of(&files, sync, builder.as_ref()));
        Ok(Clusters { files, built })
    }
}

/// Says what could not be read or built of a cluster; says whether there was anything.
pub(crate) fn say_faults(cluster: &BuiltCluster, console: &Console) -> anyhow::Result<bool> {
    for Fault { diagnostic, file, text } in &cluster.faults {
        let name = file.display().to_string();
        console.say(std::slice::from_ref(diagnostic), &[Source::new(&name, text)])?;
    }
    Ok(!cluster.faults.is_empty())
}

/// That there is no cluster.
fn none(paths: &[PathBuf]) -> Diagnostic {
    let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    let message = format!("no cluster is below {}", paths.join(", "));
    let help = "name the folder that Flux applies: nothing here says so, neither a gotk-sync.yaml \
                nor a FluxInstance";
    Diagnostic::new(code::NO_CLUSTER, message).help(help)
}
