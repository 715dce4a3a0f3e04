//! Over the cases of testdata, and every place where patches by hand can stand: where a check ends
//! green, what kustomize builds carries what the config asks. What that is is read from the case's
//! own output, and not asked of the program.
//!
//! The stands of a case are clusters of one repository, which `sync` writes and checks at once. Of
//! cases that change the same fields one is tried, and each at one of the places: builds take time.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_yaml::Value;

use super::command::program;
use super::manifests::{Case, documents, normal, text};
use super::need::has_tools;

/// Text behind that of a file, and files with their texts.
type Added = (String, Vec<(&'static str, String)>);

/// A place for patches by hand.
struct Stand {
    name: &'static str,
    /// The `output` of the config.
    output: &'static str,
    /// What the kustomization has before it is written.
    before: fn(&Case) -> String,
    /// What somebody adds afterwards.
    after: fn(&Case) -> Added,
}

const KUSTOMIZATION: &str = "kustomization: kustomization.yaml";
const COMPONENT: &str = "component: identity";

fn nothing(_: &Case) -> Added {
    (String::new(), Vec::new())
}

const STANDS: [Stand; 8] = [
    Stand { name: "nothing", output: COMPONENT, before: |_| String::new(), after: nothing },
    Stand {
        name: "before",
        output: KUSTOMIZATION,
        before: |_| format!("patches:\n{}", patches(&[ACCOUNT])),
        after: nothing,
    },
    Stand {
        name: "behind",
        output: KUSTOMIZATION,
        before: |_| "patches: []\n".to_owned(),
        after: |_| (patches(&[ACCOUNT, DEPLOYMENT]), Vec::new()),
    },
    Stand {
        name: "path",
        output: KUSTOMIZATION,
        before: |_| "patches: []\n".to_owned(),
        after: |_| {
            let entries = "- {path: a.yaml, target: {kind: ServiceAccount}}\n- {path: d.yaml, \
                           target: {kind: Deployment}}\n";
            let files = vec![("a.yaml", ACCOUNT.1.to_owned()), ("d.yaml", DEPLOYMENT.1.to_owned())];
            (entries.to_owned(), files)
        },
    },
    Stand {
        name: "json",
        output: KUSTOMIZATION,
        before: |_| "patches: []\n".to_owned(),
        after: |case| (format!("patchesJson6902:\n{}", json(case)), Vec::new()),
    },
    Stand {
        name: "component",
        output: COMPONENT,
        before: |_| format!("patches:\n{}", patches(&[ACCOUNT, DEPLOYMENT])),
        after: nothing,
    },
    Stand {
        name: "merge",
        output: COMPONENT,
        before: |case| format!("patchesStrategicMerge:\n{}", named(case)),
        after: nothing,
    },
    Stand {
        name: "parent",
        output: KUSTOMIZATION,
        before: |_| "patches: []\n".to_owned(),
        after: |_| {
            let parent =
                format!("resources: [flux]\npatches:\n{}", patches(&[ACCOUNT, DEPLOYMENT]));
            (String::new(), vec![("../kustomization.yaml", parent)])
        },
    },
];

/// Patches that take away what an identity may be in, by their kinds.
const ACCOUNT: (&str, &str) = (
    "ServiceAccount",
    "{apiVersion: v1, kind: ServiceAccount, metadata: {name: any, annotations: null}}",
);
const DEPLOYMENT: (&str, &str) = (
    "Deployment",
    "{apiVersion: apps/v1, kind: Deployment, metadata: {name: any}, spec: {template: {metadata: \
     {labels: null}, spec: {volumes: null, containers: [{name: manager, args: null}]}}}}",
);

/// As entries of `patches`.
fn patches(of: &[(&str, &str)]) -> String {
    of.iter()
        .map(|(kind, patch)| format!("- target: {{kind: {kind}}}\n  patch: '{patch}'\n"))
        .collect()
}

/// The objects that are patched: kind, namespace and name.
fn patched(case: &Case) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let objects = normal(case.items.clone());
    let of = |object: &Value| {
        let metadata = &object["metadata"];
        (text(&object["kind"]), text(&metadata["namespace"]), text(&metadata["name"]))
    };
    let is_patched = |kind: &str| [ACCOUNT.0, DEPLOYMENT.0].contains(&kind);
    objects.iter().map(of).filter(|(kind, ..)| is_patched(kind)).collect()
}

/// As entries of `patchesJson6902`.
fn json(case: &Case) -> String {
    let entry = |(kind, namespace, name): (String, String, String)| {
        let (group, operation) = match kind.as_str() {
            "ServiceAccount" => ("", "{op: add, path: /metadata/annotations, value: {a: b}}"),
            _ => ("group: apps, ", "{op: add, path: /spec/template/spec/volumes, value: []}"),
        };
        format!(
            "- target: {{{group}version: v1, kind: {kind}, namespace: {namespace}, name: {name}}}\n  patch: '[{operation}]'\n"
        )
    };
    patched(case).into_iter().map(entry).collect()
}

/// As entries of `patchesStrategicMerge`.
fn named(case: &Case) -> String {
    let entry = |(kind, namespace, name): (String, String, String)| {
        let patch = if kind == ACCOUNT.0 { ACCOUNT.1 } else { DEPLOYMENT.1 };
        let names = format!("name: {name}, namespace: {namespace}");
        format!("- '{}'\n", patch.replace("name: any", &names))
    };
    patched(case).into_iter().map(entry).collect()
}

/// Whether the case can be a cluster of `sync` that kustomize builds.
fn is_usable(case: &Case) -> bool {
    let spec = &case.config["spec"];
    let containers = |object: &Value| -> Vec<Value> {
        let containers = &object["spec"]["template"]["spec"]["containers"];
        containers.as_sequence().cloned().unwrap_or_default()
    };
    let has_manager = |object: &Value| containers(object).iter().any(|c| c["name"] == "manager");
    let objects = normal(case.items.clone());
    case.is_plain()
        && !case.adds_objects()
        && !case.has_kind("FluxInstance")
        && case.config["kind"] == "FluxWorkloadIdentity"
        && spec["strict"].is_null()
        && objects.iter().filter(|o| o["kind"] == "Deployment").all(has_manager)
}

/// The scalars of objects, each with its path. Elements that have names are told apart by these.
type Leaves = BTreeSet<(String, String)>;

fn leaves(objects: Vec<Value>) -> Leaves {
    let mut leaves = Leaves::new();
    for object in normal(objects) {
        let metadata = &object["metadata"];
        let names = [&object["kind"], &metadata["namespace"], &metadata["name"]];
        let path = names.map(|name| name.as_str().unwrap_or_default()).join(" ");
        collect(path, &object, &mut leaves);
    }
    leaves
}

fn collect(path: String, value: &Value, leaves: &mut Leaves) {
    match value {
        Value::Mapping(pairs) => {
            for (key, value) in pairs {
                collect(format!("{path}.{}", key.as_str().unwrap_or_default()), value, leaves);
            }
        }
        Value::Sequence(items) => {
            for item in items {
                let name = item["name"].as_str().unwrap_or_default();
                collect(format!("{path}[{name}]"), item, leaves);
            }
        }
        scalar => {
            leaves.insert((path, serde_yaml::to_string(scalar).unwrap()));
        }
    }
}

/// What a case asks of a build.
struct Asked {
    there: Leaves,
    gone: Leaves,
}

impl Asked {
    fn of(case: &Case) -> Asked {
        let (items, edited) = (leaves(case.items.clone()), leaves(case.edited.clone()));
        Asked { there: &edited - &items, gone: &items - &edited }
    }

    /// What the fields are, whatever is in them: cases of one shape meet patches alike.
    fn shape(&self) -> Vec<&str> {
        self.there.iter().chain(&self.gone).map(|(path, _)| path.as_str()).collect()
    }

    fn is_carried_by(&self, built: &Leaves) -> bool {
        self.there.is_subset(built) && self.gone.is_disjoint(built)
    }
}

/// The folder of a cluster.
fn folder(stand: &Stand) -> PathBuf {
    Path::new(stand.name).join("flux")
}

fn lay_out(root: &Path, case: &Case, stand: &Stand) {
    let folder = root.join(folder(stand));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("gotk-components.yaml"), case.manifests()).unwrap();
    let mut config = case.config.clone();
    let output = format!("{{{}, manifests: [gotk-components.yaml]}}", stand.output);
    config["spec"]["output"] = serde_yaml::from_str(&output).unwrap();
    fs::write(folder.join("config.yaml"), text(&[config])).unwrap();
    let fields = (stand.before)(case);
    let kustomization = format!("resources: [gotk-components.yaml]\n{fields}");
    fs::write(folder.join("kustomization.yaml"), kustomization).unwrap();
}

fn add(root: &Path, case: &Case, stand: &Stand) {
    let folder = root.join(folder(stand));
    let (behind, files) = (stand.after)(case);
    let file = folder.join("kustomization.yaml");
    let written = fs::read_to_string(&file).unwrap();
    let written =
        if behind.starts_with('-') { written.replace("patches: []", "patches:") } else { written };
    fs::write(&file, written + &behind).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
}

fn sync(root: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = program();
    command.arg("sync").args(arguments).current_dir(root);
    let output = command.env("PATH", std::env::var_os("PATH").unwrap()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// The names of the stands where a check of the case is green, and whether each build carries what
/// is asked.
fn green(case: &Case, asked: &Asked, stands: &[&Stand]) -> Vec<(&'static str, bool)> {
    let repository = tempfile::tempdir().unwrap();
    let root = repository.path();
    fs::create_dir(root.join(".git")).unwrap();
    stands.iter().for_each(|stand| lay_out(root, case, stand));
    let (code, _, said) = sync(root, &["--no-build"]);
    assert_eq!(code, Some(0), "{}: {said}", case.name);
    stands.iter().for_each(|stand| add(root, case, stand));
    let (_, told, _) = sync(root, &["--check"]);
    let is_green = |stand: &&&Stand| {
        let line = format!("{}/flux/config.yaml: up to date", stand.name);
        told.lines().any(|told| told == line)
    };
    let build = |stand: &&Stand| {
        // A parent is what Flux builds where there is one.
        let top = if stand.name == "parent" { "parent".into() } else { folder(stand) };
        let output = Command::new("kustomize").arg("build").arg(root.join(top)).output().unwrap();
        let built = String::from_utf8(output.stdout).unwrap();
        (stand.name, asked.is_carried_by(&leaves(documents(&built))))
    };
    stands.iter().filter(is_green).map(build).collect()
}

pub(crate) fn a_green_check_means_that_the_build_carries_it() {
    if !has_tools("kustomize", "every place for patches by hand").unwrap() {
        return;
    }
    let cases: Vec<Case> = Case::edited().into_iter().filter(is_usable).collect();
    let asked: Vec<Asked> = cases.iter().map(Asked::of).collect();
    let mut shapes = BTreeMap::new();
    for (case, asked) in cases.iter().zip(&asked).filter(|(_, asked)| !asked.there.is_empty()) {
        shapes.entry(asked.shape()).or_insert((case, asked));
    }
    assert!(shapes.len() >= 50, "only {} shapes", shapes.len());
    // Each shape is at some of the stands, each stand has shapes of every family.
    let [nothing, others @ ..] = &STANDS;
    let mut tried: BTreeMap<&str, usize> = BTreeMap::new();
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (number, (case, asked)) in shapes.values().enumerate() {
        let stands = [nothing, &others[number % others.len()]];
        stands.iter().for_each(|stand| *tried.entry(stand.name).or_default() += 1);
        for (stand, is_carried) in green(case, asked, &stands) {
            *found.entry(stand).or_default() += 1;
            if !is_carried {
                wrong.push(format!("{} {stand}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "green, and not carried: {wrong:#?}");
    // What stands before ours changes nothing, what stands behind takes something away.
    for stand in &STANDS {
        let (tried, found) = (tried.get(stand.name), found.get(stand.name));
        let is_overruled = ["nothing", "before"].contains(&stand.name);
        assert!(if is_overruled { found == tried } else { found < tried }, "{}", stand.name);
    }
}
