//! The clusters of a repository, as `sync` and `trust` find them below the paths of a command line.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::cli::io::{Input, Repository, layers_in};
use crate::cli::output::Failure;
use crate::config::Layers;
use crate::diagnostic::{Diagnostic, code};
use crate::repository::{Files, Root, Survey, walk};
use crate::run::sync::{Configs, configs};

use super::cluster::Cluster;

/// A repository and the clusters that are meant.
#[derive(Debug)]
pub(crate) struct Fleet {
    pub(crate) repository: Repository,
    /// All files of the repository, relative to its root.
    pub(crate) walked: Vec<PathBuf>,
    /// The clusters, in the order of their configs' paths.
    pub(crate) clusters: Vec<Cluster>,
}

impl Fleet {
    /// The clusters below paths; those of the working directory if there is no path. Whether a
    /// config is a cluster's depends on what else stands in the repository, wherever the paths are.
    pub(crate) fn below(paths: &[PathBuf]) -> anyhow::Result<Fleet> {
        let here = [PathBuf::from(".")];
        let paths = if paths.is_empty() { &here } else { paths };
        let root = root(&paths[0])?;
        let mut below = Vec::new();
        for path in paths {
            let name = path.display();
            path.metadata().with_context(|| format!("{name} can't be read"))?;
            let Some(relative) = root.relative(path) else {
                bail!("{name} is outside of the repository {}", root.path().display());
            };
            below.push((relative, path.is_file()));
        }
        // A file that is named is meant, whatever the repository ignores.
        let named = below.iter().filter(|(_, is_file)| *is_file).map(|(path, _)| path.clone());
        let (repository, walked, found) = look_through(root, named.collect())?;
        for (path, _) in below.iter().filter(|(_, is_file)| *is_file) {
            let name = repository.name(path).display().to_string();
            let reason = match path {
                base if found.bases.contains(base) => "another config extends it",
                path if found.of_function.contains(path) => "the function runs with it",
                path if !found.clusters.contains(path) => "it holds no FluxWorkloadIdentity",
                _ => continue,
            };
            let message = format!("{name} is not the config of a cluster: {reason}");
            let fault = Diagnostic::new(code::NOT_A_CLUSTER, message)
                .help("name the configs of clusters, or a folder with them");
            return Err(Failure::from(fault).into());
        }
        let mut clusters = Vec::new();
        for path in found.clusters {
            let is_named = below.contains(&(path.clone(), true));
            if is_named || below.iter().any(|(folder, _)| path.starts_with(folder)) {
                clusters.push(Cluster::read(path, is_named, &repository)?);
            }
        }
        if clusters.is_empty() {
            return Err(Failure::from(none(paths)).into());
        }
        Ok(Fleet { repository, walked, clusters })
    }

    /// The clusters of configs that are not written yet: their files, relative to the root, and their
    /// texts.
    pub(crate) fn planned(root: &Root, configs: Vec<(PathBuf, String)>) -> anyhow::Result<Fleet> {
        let unreadable = || format!("the repository {} can't be read", root.path().display());
        let walked = walk(root, &[root.path().to_owned()]).with_context(unreadable)?;
        let survey = Survey::of(Files::new(root.clone())).with_context(unreadable)?;
        let repository = Repository { survey, folder: PathBuf::new() };
        let clusters = configs.into_iter().map(|(path, text)| {
            let file = repository.name(&path);
            let input = Input { name: file.display().to_string(), path: Some(file), text };
            Cluster { path, is_named: true, layers: layers_in(root.path(), vec![input]) }
        });
        Ok(Fleet { clusters: clusters.collect(), repository, walked })
    }

    /// All clusters of the repository around a folder, which may have none.
    pub(crate) fn around(folder: &Path) -> anyhow::Result<Fleet> {
        let (repository, walked, found) = look_through(root(folder)?, Vec::new())?;
        let read = |path| Cluster::read(path, false, &repository);
        let clusters = found.clusters.into_iter().map(read).collect::<anyhow::Result<_>>()?;
        Ok(Fleet { repository, walked, clusters })
    }

    /// The configs of the clusters.
    pub(crate) fn into_configs(self) -> Vec<Layers> {
        self.clusters.into_iter().map(|cluster| cluster.layers).collect()
    }
}

/// A repository, its files with those that are `named`, and its configs.
fn look_through(
    root: Root,
    named: Vec<PathBuf>,
) -> anyhow::Result<(Repository, Vec<PathBuf>, Configs)> {
    let unreadable = || format!("the repository {} can't be read", root.path().display());
    let mut walked = walk(&root, &[root.path().to_owned()]).with_context(unreadable)?;
    walked.extend(named);
    walked.sort();
    walked.dedup();
    let survey = Survey::of(Files::new(root.clone())).with_context(unreadable)?;
    let found = configs(survey.files(), survey.graph(), &walked);
    Ok((Repository { survey, folder: PathBuf::new() }, walked, found))
}

/// That no cluster was found.
pub(crate) fn none(paths: &[PathBuf]) -> Diagnostic {
    let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    let paths = if paths.is_empty() { vec![".".to_owned()] } else { paths };
    let message = format!("no cluster's config with an output is below {}", paths.join(", "));
    let help = "write a FluxWorkloadIdentity beside the kustomization.yaml that installs Flux";
    Diagnostic::new(code::NO_CLUSTER, message).help(help)
}

/// The repository of a path. Without git it is the folder that is named.
fn root(path: &Path) -> anyhow::Result<Root> {
    let here = env::current_dir().context("there is no working directory")?;
    let name = || format!("{} can't be read", path.display());
    let full = path.canonicalize().with_context(name)?;
    let otherwise = match full.parent() {
        _ if full.is_dir() => full.as_path(),
        Some(folder) if !full.starts_with(here.canonicalize()?) => folder,
        _ => here.as_path(),
    };
    Root::above(path, otherwise).with_context(name)
}
