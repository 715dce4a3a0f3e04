//! The clusters of a repository, as `sync` and `trust` find them below the paths of a command line.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use crate::config::Layers;
use crate::diagnostic::{Diagnostic, Failure, code};
use crate::repository::{Root, walk};
use crate::run::repository::unreadable;
use crate::run::{Input, Repository, root_around};

use super::ClusterFile;
use super::clusters::{Configs, RUNS, configs};

/// A repository and the clusters that are meant.
#[derive(Debug)]
pub(crate) struct Fleet {
    pub(crate) repository: Repository,
    /// All files of the repository, relative to its root.
    pub(crate) walked: Vec<PathBuf>,
    /// The clusters, in the order of their configs' paths.
    pub(crate) clusters: Vec<ClusterFile>,
    /// The configs that are not looked at, relative to the root, and why.
    pub(crate) passed_over: BTreeMap<PathBuf, String>,
}

impl Fleet {
    /// The clusters below paths; those of the working directory if there is no path. Whether a
    /// config is a cluster's depends on what else stands in the repository, wherever the paths are.
    pub(crate) fn below(paths: &[PathBuf]) -> Result<Fleet, Failure> {
        let here = [PathBuf::from(".")];
        let paths = if paths.is_empty() { &here } else { paths };
        let root = root(&paths[0])?;
        let mut below = Vec::new();
        for path in paths {
            let name = path.display();
            path.metadata().map_err(|error| not_read(path, &error))?;
            let Some(relative) = root.relative(path) else {
                let root = root.path().display();
                let message = format!("{name} is outside of the repository {root}");
                return Err(Failure::new(code::COMMAND_LINE, message));
            };
            below.push((relative, path.is_file()));
        }
        // A file that is named is meant, whatever the repository ignores.
        let named = below.iter().filter(|(_, is_file)| *is_file).map(|(path, _)| path.clone());
        let (repository, walked, found) = look_through(&root, named.collect())?;
        for (path, _) in below.iter().filter(|(_, is_file)| *is_file) {
            let name = repository.name(path).display().to_string();
            let reason = match path {
                base if found.bases.contains(base) => "another config extends it",
                path if found.of_function.contains(path) => RUNS,
                path if !found.clusters.contains(path) => "it holds no FluxWorkloadIdentity",
                _ => continue,
            };
            let message = format!("{name} is not the config of a cluster: {reason}");
            let fault = Diagnostic::new(code::NOT_A_CLUSTER, message)
                .help("name the configs of clusters, or a folder with them");
            return Err(fault.into());
        }
        let is_below = |path: &Path| below.iter().any(|(folder, _)| path.starts_with(folder));
        let mut clusters = Vec::new();
        for path in found.clusters.into_iter().filter(|path| is_below(path)) {
            let is_named = below.contains(&(path.clone(), true));
            clusters.push(ClusterFile::read(path, is_named, &repository)?);
        }
        let mut passed_over = found.passed_over;
        passed_over.retain(|path, _| is_below(path));
        if clusters.is_empty() {
            let mut fault = no_cluster(paths);
            if let Some((path, reason)) = passed_over.first_key_value() {
                let name = repository.name(path);
                fault.help = Some(format!("{} is passed over: {reason}", name.display()));
            }
            return Err(fault.into());
        }
        Ok(Fleet { repository, walked, clusters, passed_over })
    }

    /// The clusters of configs that are not written yet: their files, relative to the root, and their
    /// texts.
    pub(crate) fn planned(root: &Root, configs: Vec<(PathBuf, String)>) -> Result<Fleet, Failure> {
        let walked = walked(root)?;
        let repository = Repository::at(root)?;
        let clusters = configs.into_iter().map(|(path, text)| {
            let file = repository.name(&path);
            let input = Input { name: file.display().to_string(), path: Some(file), text };
            ClusterFile::of(path, true, input, &repository)
        });
        let clusters = clusters.collect();
        Ok(Fleet { clusters, repository, walked, passed_over: BTreeMap::new() })
    }

    /// All clusters of the repository around a folder, which may have none.
    pub(crate) fn around(folder: &Path) -> Result<Fleet, Failure> {
        let (repository, walked, found) = look_through(&root(folder)?, Vec::new())?;
        let read = |path| ClusterFile::read(path, false, &repository);
        let clusters = found.clusters.into_iter().map(read).collect::<Result<_, _>>()?;
        Ok(Fleet { repository, walked, clusters, passed_over: found.passed_over })
    }

    /// The configs of the clusters.
    pub(crate) fn into_configs(self) -> Vec<Layers> {
        self.clusters.into_iter().map(|cluster| cluster.layers).collect()
    }
}

/// A repository, its files with those that are `named`, and its configs.
fn look_through(
    root: &Root,
    named: Vec<PathBuf>,
) -> Result<(Repository, Vec<PathBuf>, Configs), Failure> {
    let mut walked = walked(root)?;
    walked.extend(named);
    walked.sort();
    walked.dedup();
    let repository = Repository::at(root)?;
    let found = configs(repository.survey.files(), repository.survey.graph(), &walked);
    Ok((repository, walked, found))
}

/// The files of a repository, relative to its root.
fn walked(root: &Root) -> Result<Vec<PathBuf>, Failure> {
    walk(root, &[root.path().to_owned()]).map_err(|error| unreadable(root, &error))
}

/// That no cluster was found.
pub(crate) fn no_cluster(paths: &[PathBuf]) -> Diagnostic {
    let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    let paths = if paths.is_empty() { vec![".".to_owned()] } else { paths };
    let message = format!("no cluster's config with an output is below {}", paths.join(", "));
    let help = "write a FluxWorkloadIdentity beside the kustomization.yaml that installs Flux: \
                `flux-workload-identity init` prints one from what is there";
    Diagnostic::new(code::NO_CLUSTER, message).help(help)
}

/// The repository of a path. Without git it is the folder that is named.
fn root(path: &Path) -> Result<Root, Failure> {
    let not_read = |error| not_read(path, &error);
    let full = path.canonicalize().map_err(not_read)?;
    match full.parent() {
        Some(folder) if !full.is_dir() => root_around(folder),
        _ => Root::above(&full, &full).map_err(not_read),
    }
}

fn not_read(path: &Path, error: &io::Error) -> Failure {
    Failure::access(format_args!("{} can't be read", path.display()), error)
}
