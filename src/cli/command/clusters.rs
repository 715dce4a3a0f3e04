//! The clusters of a repository as they are built, or of manifests, for `init` and `map`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};

use crate::cli::io::read_each;
use crate::cli::output::Console;
use crate::diagnostic::{Diagnostic, Failure, Source, code};
use crate::render::made_of_values;
use crate::repository::{Applied, Builder, Files, Root, Sync};
use crate::run::{BuiltCluster, Fault, Input, Roots, in_order};

/// The clusters below paths, by the folders of their roots; those of the working directory if there is
/// no path. Files are manifests of one cluster.
pub(crate) fn clusters(paths: &[PathBuf]) -> anyhow::Result<Vec<BuiltCluster>> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    match paths.iter().filter(|path| path.is_dir()).count() {
        0 => return of_files(paths),
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

/// The cluster that manifests are of, and those of values files.
fn of_files(paths: &[PathBuf]) -> anyhow::Result<Vec<BuiltCluster>> {
    let mut clusters = Vec::new();
    let mut texts = Vec::new();
    for Input { name, path, text } in read_each(paths)? {
        let is_values = made_of_values(&text).iter().any(|made| made.is_file);
        match path.filter(|_| is_values) {
            Some(path) => clusters.push(of_values(&path)?),
            None => texts.push((PathBuf::from(name), Arc::from(text))),
        }
    }
    if !texts.is_empty() {
        clusters.push(BuiltCluster::of_manifests(texts, Builder::find().as_ref()).checked());
    }
    Ok(clusters)
}

/// The cluster that a values file is for: one of the repository, if it says so.
fn of_values(path: &Path) -> anyhow::Result<BuiltCluster> {
    let unreadable = || format!("{} can't be read", path.display());
    let full = path.canonicalize().with_context(unreadable)?;
    let folder = full.parent().unwrap_or(&full);
    let files = Files::new(Root::above(folder, folder).with_context(unreadable)?);
    let file = files.root().relative(&full).unwrap_or_default();
    let builder = Builder::find();
    let built = match Sync::all(&files, std::slice::from_ref(&file)).first() {
        Some(sync) => {
            let applied = Applied::of(&files, sync, builder.as_ref());
            BuiltCluster::of(&files, &applied, builder.as_ref())
        }
        None => BuiltCluster::of_values(&files, &file, builder.as_ref()),
    };
    Ok(built.checked())
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
    let help = "name the folder that Flux applies, which neither a gotk-sync.yaml nor a FluxInstance \
                with spec.sync here says; or the values file that Flux is installed with";
    Diagnostic::new(code::NO_CLUSTER, message).help(help)
}
