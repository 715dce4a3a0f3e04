//! Which configs of a repository are those of clusters.
//!
//! A config is a cluster's own unless another one extends it and Flux does not stand beside it, or
//! an orchestrator runs the function with it: a Kptfile names it, a kustomization has it among its
//! transformers, or it carries the annotation of a function.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use memchr::memmem;

use crate::config::{KIND, is_config};
use crate::flux::{COMPONENTS_FILE, SYNC_FILE};
use crate::krm::{Documents, FUNCTION_ANNOTATIONS};
use crate::repository::{Files, Graph, Kustomization, Role, is_manifest};
use crate::run::in_order;
use crate::yaml::Node;

use super::target::holds_flux;

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
    /// Those that are not looked at, and why.
    pub(crate) passed_over: BTreeMap<PathBuf, String>,
}

/// Looks through the files of a walk.
pub(crate) fn configs(files: &Files, graph: &Graph, walked: &[PathBuf]) -> Configs {
    let mut configs = Configs { of_function: named(files, graph, walked), ..Configs::default() };
    let mut found: BTreeMap<PathBuf, Option<PathBuf>> = BTreeMap::new();
    configs.passed_over = passed_over(files, walked);
    let manifests: Vec<&PathBuf> = walked.iter().filter(|path| is_manifest(path)).collect();
    let read = in_order(&manifests, |path| Found::read(&files.root().path().join(path)));
    for (path, config) in manifests.into_iter().zip(read) {
        let config = match config {
            Ok(Some(config)) => config,
            Ok(None) => continue,
            Err(error) => {
                configs.passed_over.insert(path.clone(), format!("it can't be read: {error}"));
                continue;
            }
        };
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
        // A base that stands beside Flux itself is that cluster's too.
        !extended.contains(path) || is_beside_flux(path, files, graph, walked, &found)
    };
    configs.clusters = found.keys().filter(|path| is_of_cluster(path)).cloned().collect();
    configs.clusters.retain(|path| !configs.of_function.contains(path));
    configs.bases.retain(|path| !configs.clusters.contains(path));
    let runs = configs.of_function.iter().filter(|path| found.contains_key(*path));
    configs.passed_over.extend(runs.map(|path| (path.clone(), RUNS.to_owned())));
    configs
}

/// Why the config of a function is no cluster's.
pub(super) const RUNS: &str = "the function runs with it";

/// Whether Flux stands beside a base, and is no part of what those build that extend it.
fn is_beside_flux(
    path: &Path,
    files: &Files,
    graph: &Graph,
    walked: &[PathBuf],
    found: &BTreeMap<PathBuf, Option<PathBuf>>,
) -> bool {
    let beside = |name: &str| files.has(&path.with_file_name(name));
    if [COMPONENTS_FILE, SYNC_FILE].into_iter().any(beside) {
        return true;
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let builders = graph.ancestors(folder);
    let extends = |(_, base): &(&PathBuf, &Option<PathBuf>)| base.as_deref() == Some(path);
    let mut extending = found.iter().filter(extends).filter_map(|(path, _)| path.parent());
    !extending.any(|folder| builders.contains(folder)) && holds_flux(folder, files, walked)
}

/// The configs beside files of a walk that it left out.
fn passed_over(files: &Files, walked: &[PathBuf]) -> BTreeMap<PathBuf, String> {
    let root = files.root().path();
    let folders: BTreeSet<&Path> = walked.iter().filter_map(|path| path.parent()).collect();
    let entries = folders.into_iter().flat_map(|folder| {
        let entries = fs::read_dir(root.join(folder)).into_iter().flatten().flatten();
        entries.map(|entry| folder.join(entry.file_name()))
    });
    let left_out = entries.filter(|path| is_manifest(path) && walked.binary_search(path).is_err());
    let reason = |path: PathBuf| {
        let full = root.join(&path);
        let reason = match (full.is_symlink(), full.exists()) {
            (true, false) => "it is a link that leads nowhere",
            (true, true) => "it is a link, and links are not in what Flux applies",
            (false, _) => "a .gitignore leaves it out",
        };
        // What a link to nowhere would hold is not known.
        let is_config = !full.exists() || full.is_file() && Found::read(&full).ok()?.is_some();
        is_config.then(|| (path, reason.to_owned()))
    };
    left_out.filter_map(reason).collect()
}

/// What a text with a config says of it.
struct Found {
    base: Option<String>,
    is_function: bool,
}

impl Found {
    /// Of a file; none if it has no config. One in another encoding than UTF-8 has one if it names
    /// ours: whoever reads it tells what is wrong.
    fn read(file: &Path) -> io::Result<Option<Found>> {
        let bytes = fs::read(file)?;
        let has = |needle: &[u8]| memmem::find(&bytes, needle).is_some();
        let wide: Vec<u8> = GROUP.bytes().flat_map(|byte| [0, byte]).skip(1).collect();
        Ok(match has(GROUP.as_bytes()) || has(KIND.as_bytes()) {
            true => Found::of(&String::from_utf8_lossy(&bytes)),
            false => has(&wide).then_some(UNREADABLE),
        })
    }

    /// None if the text has no config. One that can't be parsed has one, if it says so: whoever
    /// reads it tells what is wrong.
    fn of(text: &str) -> Option<Found> {
        let mut documents = Documents::open(text, 0);
        if documents.read(|_| true).is_err() {
            return names_us(text).then_some(UNREADABLE);
        }
        let config = documents.roots().find(|root| is_config(root))?;
        let base = config.at(&["spec", "base"]).and_then(Node::string).map(str::to_owned);
        let annotations = config.at(&["metadata", "annotations"]);
        let is_function = annotations
            .is_some_and(|found| FUNCTION_ANNOTATIONS.iter().any(|key| found.get(key).is_some()));
        Some(Found { base, is_function })
    }
}

/// A config that nobody can read as it is.
const UNREADABLE: Found = Found { base: None, is_function: false };

/// Whether a text that is no YAML has our kind or our group where they belong, in whichever style.
fn names_us(text: &str) -> bool {
    let is_quote = |c: char| c == '"' || c == '\'';
    text.lines().filter(|line| !line.trim_start().starts_with('#')).any(|line| {
        [("kind", KIND), ("apiVersion", GROUP)].iter().any(|(key, value)| {
            line.match_indices(value).any(|(at, _)| {
                let before = line[..at].trim_end_matches(is_quote).trim_end();
                let before = before.strip_suffix(':').map(|before| before.trim_end());
                before.is_some_and(|found| found.trim_end_matches(is_quote).ends_with(key))
            })
        })
    })
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
    use crate::config::API_VERSION;
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
        // A base that stands beside Flux, and one that is a part of what extends it.
        let flux = "kind: Deployment\nmetadata: {labels: {app.kubernetes.io/part-of: flux}}\n";
        for base in ["own", "part"] {
            write(&format!("x/{base}/kustomization.yaml"), "resources: [flux.yaml]\n");
            write(&format!("x/{base}/flux.yaml"), flux);
            write(&format!("x/{base}/wi.yaml"), &config(""));
            let extending = config(&format!("spec: {{base: ../{base}/wi.yaml}}\n"));
            write(&format!("x/on-{base}/wi.yaml"), &extending);
        }
        write("x/on-part/kustomization.yaml", "resources: [../part]\n");
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
            "x/on-own/wi.yaml",
            "x/on-part/wi.yaml",
            "x/own/wi.yaml",
        ];
        let expected = expected.map(PathBuf::from);
        assert_eq!(found.clusters, expected);
        assert_eq!(found.bases, BTreeSet::from(["base.yaml", "x/part/wi.yaml"].map(PathBuf::from)));
        let functions = ["k/more/two.yaml", "k/one.yaml", "kpt/annotated.yml", "kpt/fn.yaml"];
        assert!(found.passed_over.into_keys().eq(functions.map(PathBuf::from)));
    }

    /// Whoever reads it says what is wrong.
    #[test]
    fn a_config_that_can_t_be_read_is_one() {
        let group = format!("{GROUP}v1alpha1");
        for text in [
            format!("apiVersion: {group}\na: [\n"),
            format!("\u{feff}apiVersion: {group}\r\na: [\r\n"),
            format!("\"apiVersion\": \"{group}\"\na: [\n"),
            format!("'apiVersion' : '{group}'\na: [\n"),
            format!("{{kind: x, apiVersion: {group}, a: [}}\n"),
            format!("apiVersion: v1\nkind: {KIND}\na: [\n"),
            format!("apiVersion: v1\nkind: {KIND}\n"),
        ] {
            assert!(Found::of(&text).is_some(), "{text}");
        }
        for text in [
            format!("# apiVersion: {group}\na: [\n"),
            format!("{GROUP}identity-hash: x\na: [\n"),
            format!("apiVersion: {group}\nkind: {KIND}Audit\n"),
        ] {
            assert!(Found::of(&text).is_none(), "{text}");
        }
        let folder = tempfile::tempdir().unwrap();
        let wide = |order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            format!("\u{feff}apiVersion: {group}\n").encode_utf16().flat_map(order).collect()
        };
        for bytes in [wide(u16::to_le_bytes), wide(u16::to_be_bytes)] {
            fs::write(folder.path().join("a.yaml"), bytes).unwrap();
            assert!(Found::read(&folder.path().join("a.yaml")).unwrap().is_some());
        }
    }
}
