//! Which configs of a repository are those of clusters.
//!
//! A config is a cluster's own unless another one extends it and Flux does not stand beside it, or
//! an orchestrator runs the function with it: a Kptfile names it, a kustomization has it among its
//! transformers, or it carries the annotation of a function.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use memchr::memmem;

use crate::config::is_config;
use crate::flux::{COMPONENTS_FILE, SYNC_FILE};
use crate::krm::{Documents, FUNCTION_ANNOTATIONS};
use crate::repository::{Files, Graph, Kustomization, Role};
use crate::yaml::Node;

/// What every config has in its text.
const GROUP: &str = "flux-workload-identity.dev/";

/// The configs of a repository, by paths relative to its root.
#[derive(Debug, Default)]
pub(crate) struct Configs {
    /// Those of clusters, in order.
    pub(crate) clusters: Vec<PathBuf>,
    /// Those that others extend.
    pub(crate) bases: BTreeSet<PathBuf>,
    /// Those that the function runs with.
    pub(crate) of_function: BTreeSet<PathBuf>,
}

/// Looks through the files of a walk.
pub(crate) fn configs(files: &Files, graph: &Graph, walked: &[PathBuf]) -> Configs {
    let mut configs = Configs { of_function: named(files, graph, walked), ..Configs::default() };
    let mut found: BTreeMap<PathBuf, Option<PathBuf>> = BTreeMap::new();
    for path in walked.iter().filter(|path| is_yaml(path)) {
        // One that can't be read holds no config that anybody could read.
        let Ok(bytes) = fs::read(files.root().path().join(path)) else { continue };
        if memmem::find(&bytes, GROUP.as_bytes()).is_none() {
            continue;
        }
        let text = String::from_utf8_lossy(&bytes);
        let Some(config) = Found::of(&text) else { continue };
        if config.is_function {
            configs.of_function.insert(path.clone());
        }
        let folder = files.root().path().join(path.parent().unwrap_or(Path::new("")));
        let base = config.base.and_then(|base| files.root().relative(&folder.join(base)));
        configs.bases.extend(base.clone());
        found.insert(path.clone(), base);
    }
    // What only extends itself is extended by no cluster, and is told of it when it is read.
    let mut extended = BTreeSet::new();
    for path in found.keys().filter(|path| !configs.bases.contains(*path)) {
        let mut base = found[path].as_ref();
        while let Some(path) = base.filter(|path| extended.insert((*path).clone())) {
            base = found.get(path).and_then(Option::as_ref);
        }
    }
    let is_of_cluster = |path: &PathBuf| {
        let beside = |name: &str| files.has(&path.with_file_name(name));
        // A base that stands beside Flux itself is that cluster's too.
        !extended.contains(path) || [COMPONENTS_FILE, SYNC_FILE].into_iter().any(beside)
    };
    configs.clusters = found.into_keys().filter(is_of_cluster).collect();
    configs.clusters.retain(|path| !configs.of_function.contains(path));
    configs.bases.retain(|path| !configs.clusters.contains(path));
    configs
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
}

/// What a text with a config says of it.
struct Found {
    base: Option<String>,
    is_function: bool,
}

impl Found {
    /// None if the text has no config. One that can't be parsed has one, if a line says so: whoever
    /// reads it tells what is wrong.
    fn of(text: &str) -> Option<Found> {
        let mut documents = Documents::open(text, 0);
        if documents.read(|_| true).is_err() {
            let is_ours = |line: &str| line.starts_with("apiVersion:") && line.contains(GROUP);
            return text.lines().any(is_ours).then_some(Found { base: None, is_function: false });
        }
        let config = documents.roots().find(|root| is_config(root))?;
        let base = config.at(&["spec", "base"]).and_then(Node::string).map(str::to_owned);
        let annotations = config.at(&["metadata", "annotations"]);
        let is_function = annotations
            .is_some_and(|found| FUNCTION_ANNOTATIONS.iter().any(|key| found.get(key).is_some()));
        Some(Found { base, is_function })
    }
}

/// The files that Kptfiles and kustomizations name as configs of functions.
fn named(files: &Files, graph: &Graph, walked: &[PathBuf]) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let inside = |folder: &Path, name: &str| {
        files.root().relative(&files.root().path().join(folder).join(name))
    };
    for file in walked.iter().filter(|path| path.file_name().is_some_and(|name| name == "Kptfile"))
    {
        let folder = file.parent().unwrap_or(Path::new(""));
        let text = files.text(file).unwrap_or_default();
        found.extend(config_paths(&text).iter().filter_map(|name| inside(folder, name)));
    }
    for folder in graph.folders() {
        let configurations = of_role(files, folder, Role::Configuration);
        for path in configurations.iter().filter_map(|name| inside(folder, name)) {
            // A folder of configurations lists them as its resources.
            let listed = of_role(files, &path, Role::Resource);
            found.extend(listed.iter().filter_map(|name| inside(&path, name)));
            found.insert(path);
        }
    }
    found
}

/// What the kustomization of a folder names in a role.
fn of_role(files: &Files, folder: &Path, role: Role) -> Vec<String> {
    match Kustomization::read(files, folder) {
        Ok(Some(read)) => read
            .named
            .into_iter()
            .filter(|named| named.role == role)
            .map(|named| named.text)
            .collect(),
        _ => Vec::new(),
    }
}

/// The `configPath` of every function of a Kptfile.
fn config_paths(text: &str) -> Vec<String> {
    let mut documents = Documents::open(text, 0);
    if documents.read(|_| true).is_err() {
        return Vec::new();
    }
    let lists = documents.roots().flat_map(|root| {
        ["mutators", "validators"].into_iter().filter_map(|list| root.at(&["pipeline", list]))
    });
    let paths =
        lists.flat_map(Node::items).filter_map(|function| function.get("configPath")?.text());
    paths.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{API_VERSION, KIND};
    use crate::repository::{Root, walk};

    #[test]
    fn a_config_is_a_cluster_s_unless_something_else_uses_it() {
        let config = |rest: &str| format!("apiVersion: {API_VERSION}\nkind: {KIND}\n{rest}");
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("base.yaml", &config(""));
        write("a/own.yaml", &config("spec: {base: ../base.yaml}\n"));
        write("a/other.yaml", "a: b\n");
        write("b/misspelt.yaml", &config("").replace(KIND, "FluxWorkloadIdentities"));
        write("b/audit.yaml", &config("").replace(KIND, "FluxWorkloadIdentityAudit"));
        write("b/malformed.yaml", &config("a: [\n").replace(KIND, "\"FluxWorkloadIdentity\""));
        write("c/itself.yaml", &config("spec: {base: itself.yaml}\n"));
        write("d/flux.yaml", &config(""));
        write("d/gotk-sync.yaml", "a: b\n");
        write("e/own.yaml", &config("spec: {base: ../d/flux.yaml}\n"));
        write("kpt/Kptfile", "pipeline: {mutators: [{configPath: fn.yaml}]}\n");
        write("kpt/fn.yaml", &config(""));
        write(
            "kpt/annotated.yml",
            &config(&format!("metadata: {{annotations: {{{}: x}}}}\n", FUNCTION_ANNOTATIONS[0])),
        );
        write("k/kustomization.yaml", "transformers: [one.yaml, more]\n");
        write("k/one.yaml", &config(""));
        write("k/more/kustomization.yaml", "resources: [two.yaml]\n");
        write("k/more/two.yaml", &config(""));
        let files = Files::new(Root::above(folder.path(), folder.path()).unwrap());
        let walked = walk(files.root(), &[folder.path().to_owned()]).unwrap();
        let found = configs(&files, &Graph::of(&files, &walked), &walked);
        let expected = [
            "a/own.yaml",
            "b/malformed.yaml",
            "b/misspelt.yaml",
            // It is told that it extends itself.
            "c/itself.yaml",
            // Flux stands beside it.
            "d/flux.yaml",
            "e/own.yaml",
        ];
        let expected = expected.map(PathBuf::from);
        assert_eq!(found.clusters, expected);
        assert_eq!(found.bases, BTreeSet::from([PathBuf::from("base.yaml")]));
    }
}
