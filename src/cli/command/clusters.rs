//! The clusters of a repository as they are built, or of manifests, for `init` and `map`.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context, bail};

use crate::cli::io::read_each;
use crate::cli::output::Console;
use crate::diagnostic::{Diagnostic, Failure, Source, code};
use crate::repository::{Applied, Builder};
use crate::run::{BuiltCluster, Fault, Roots, in_order};

/// The clusters below paths, by the folders of their roots; those of the working directory if there is
/// no path. Files are manifests of one cluster.
pub(crate) fn clusters(paths: &[PathBuf]) -> anyhow::Result<Vec<BuiltCluster>> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    match paths.iter().filter(|path| path.is_dir()).count() {
        0 => return Ok(vec![of_manifests(paths)?]),
        folders if folders < paths.len() => bail!(
            "folders are of a repository, and files are manifests of one cluster: name one or the \
             other"
        ),
        _ => {}
    }
    let Roots { files, syncs } = Roots::below(paths).context("the repository can't be read")?;
    if syncs.is_empty() {
        return Err(Failure::from(none(paths)).into());
    }
    let builder = Builder::find();
    Ok(in_order(&syncs, |sync| {
        let applied = Applied::of(&files, sync, builder.as_ref());
        BuiltCluster::of(&files, &applied, builder.as_ref()).checked()
    }))
}

fn of_manifests(paths: &[PathBuf]) -> anyhow::Result<BuiltCluster> {
    let inputs = read_each(paths)?;
    let texts = inputs.into_iter().map(|input| (PathBuf::from(input.name), Arc::from(input.text)));
    Ok(BuiltCluster::of_manifests(texts.collect(), Builder::find().as_ref()).checked())
}

/// Says what could not be read or built of a cluster; says whether there was anything.
pub(crate) fn say_faults(cluster: &BuiltCluster, console: &Console) -> anyhow::Result<bool> {
    for Fault { diagnostic, file, text } in cluster.unknowns() {
        let name = file.display().to_string();
        let text = text.as_deref().unwrap_or_default();
        console.say(std::slice::from_ref(diagnostic), &[Source::new(&name, text)])?;
    }
    Ok(cluster.unknowns().next().is_some())
}

/// That there is no cluster.
fn none(paths: &[PathBuf]) -> Diagnostic {
    let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    let message = format!("no cluster is below {}", paths.join(", "));
    let help = "name the folder that Flux applies: nothing here says so, neither a gotk-sync.yaml \
                nor a FluxInstance";
    Diagnostic::new(code::NO_CLUSTER, message).help(help)
}
