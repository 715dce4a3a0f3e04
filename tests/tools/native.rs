//! Where functions can't run, the same comes out: every case of testdata that the function edits is
//! put through `apply`, and through patches that kustomize builds.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_yaml::Value;

use super::manifests::{Case, documents, normal, text};
use super::need::has_tools;

fn program(folder: &Path, arguments: &[&str]) -> Output {
    // The effective check needs the tools that the test itself finds.
    let path = std::env::var_os("PATH").unwrap_or_default();
    super::command::program()
        .env("PATH", path)
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn build(folder: &Path) -> Result<Vec<Value>, String> {
    let output = Command::new("kustomize").arg("build").arg(folder).output().unwrap();
    match output.status.success() {
        true => Ok(documents(&stdout(&output))),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

/// A folder with the case's manifests and config.
fn laid_out(case: &Case) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("manifests.yaml"), case.manifests()).unwrap();
    fs::write(folder.path().join("config.yaml"), text(std::slice::from_ref(&case.config))).unwrap();
    folder
}

const APPLY: &[&str] = &["apply", "-q", "-c", "config.yaml", "manifests.yaml"];

/// Runs every case; says which differ.
fn each(least: usize, usable: fn(&Case) -> bool, run: fn(&Case, &Path) -> Result<(), String>) {
    let cases: Vec<Case> = Case::edited().into_iter().filter(usable).collect();
    assert!(cases.len() >= least, "only {} cases", cases.len());
    let mut failures = Vec::new();
    for case in &cases {
        let folder = laid_out(case);
        if let Err(message) = run(case, folder.path()) {
            failures.push(format!("{}: {message}", case.name));
        }
    }
    assert!(failures.is_empty(), "{} failed\n{}", failures.len(), failures.join("\n"));
}

fn same(what: &str, wanted: Vec<Value>, got: Vec<Value>) -> Result<(), String> {
    let (wanted, got) = (normal(wanted), normal(got));
    if wanted == got {
        return Ok(());
    }
    let differing = wanted.iter().find(|object| !got.contains(object));
    let other = got.iter().find(|object| !wanted.contains(object));
    Err(format!("{what}: wanted {differing:#?}\ngot {other:#?}"))
}

pub(crate) fn apply_makes_what_the_function_makes() {
    each(
        180,
        |_| true,
        |case, folder| {
            let output = program(folder, APPLY);
            if !output.status.success() {
                return Err(String::from_utf8_lossy(&output.stderr).into_owned());
            }
            let first = stdout(&output);
            same("apply", case.edited.clone(), documents(&first))?;
            fs::write(folder.join("manifests.yaml"), &first).unwrap();
            match stdout(&program(folder, APPLY)) == first {
                true => Ok(()),
                false => Err("a second run changes something".to_owned()),
            }
        },
    );
}

/// kustomize can build it: the names are whole, nothing is there twice.
fn is_buildable(case: &Case) -> bool {
    case.is_plain() && !case.has_kind("FluxInstance")
}

pub(crate) fn kustomize_makes_the_same_of_a_component() {
    if !has_tools("kustomize", "the Component").unwrap() {
        return;
    }
    each(130, is_buildable, |_, folder| {
        let wanted = documents(&stdout(&program(folder, APPLY)));
        let output = program(
            folder,
            &[
                "patches",
                "-q",
                "-c",
                "config.yaml",
                "manifests.yaml",
                "--format",
                "component",
                "--write",
                "component",
            ],
        );
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let text = "resources: [manifests.yaml]\ncomponents: [component]\n";
        fs::write(folder.join("kustomization.yaml"), text).unwrap();
        same("kustomize build", wanted, build(folder)?)
    });
}

pub(crate) fn kustomize_makes_the_same_of_a_file_that_is_maintained() {
    if !has_tools("kustomize", "--write").unwrap() {
        return;
    }
    let usable = |case: &Case| is_buildable(case) && !case.adds_objects();
    each(120, usable, |_, folder| {
        let wanted = documents(&stdout(&program(folder, APPLY)));
        let before = "resources: [manifests.yaml]\n";
        fs::write(folder.join("kustomization.yaml"), before).unwrap();
        let patches = ["patches", "-q", "-c", "config.yaml", "manifests.yaml"];
        let written = [&patches[..], &["--no-build", "--write", "kustomization.yaml"]].concat();
        let output = program(folder, &written);
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        same("kustomize build", wanted, build(folder)?)?;
        // The build was compared above, and not every one can be read again.
        let checked = [&patches[..], &["--no-build", "--check", "kustomization.yaml"]].concat();
        // Of manifests whose pods get no identity a check says so, and shows no difference.
        let checked = program(folder, &checked);
        if !checked.stdout.is_empty() || !matches!(checked.status.code(), Some(0 | 1)) {
            return Err("what was written is stale".to_owned());
        }
        fs::write(folder.join("config.yaml"), NOTHING).unwrap();
        // It has another name, and takes the entries over.
        let nothing = ["patches", "-q", "--no-build", "-c", "config.yaml", "--replace", "--write"];
        program(folder, &[&nothing[..], &["kustomization.yaml"]].concat());
        match fs::read_to_string(folder.join("kustomization.yaml")).unwrap() == before {
            true => Ok(()),
            false => Err("what was written is not taken out again".to_owned()),
        }
    });
}

const NOTHING: &str = "\
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata:
  name: nothing
spec:
  identities: []
";

/// A FluxInstance has fields of its own for object level, and its operator starts from Flux's own
/// manifests: nothing is there to be removed.
fn is_of_an_operator(case: &Case) -> bool {
    let config = text(std::slice::from_ref(&case.config));
    let other = ["objectLevel", "identities: []", "provider: missing"];
    let whole = case.items.iter().filter(|o| o["kind"] == "Deployment").count();
    is_buildable(case)
        && whole > 0
        && case.name.starts_with("matrix/")
        && !other.iter().any(|word| config.contains(word))
}

pub(crate) fn kustomize_makes_the_same_of_the_patches_of_a_flux_instance() {
    if !has_tools("kustomize", "the FluxInstance").unwrap() {
        return;
    }
    each(10, is_of_an_operator, |_, folder| {
        let wanted = documents(&stdout(&program(folder, APPLY)));
        let arguments = ["patches", "-q", "-c", "config.yaml", "--format", "flux-instance"];
        let mut printed = documents(&stdout(&program(folder, &arguments)));
        let instance = printed.remove(0);
        let present: Vec<&str> =
            wanted.iter().filter_map(|object| object["metadata"]["name"].as_str()).collect();
        // Without manifests it is for every controller, there or not.
        printed.retain(|object| present.contains(&object["metadata"]["name"].as_str().unwrap()));
        fs::write(folder.join("beside.yaml"), text(&printed)).unwrap();
        let mut kustomization = serde_yaml::Mapping::new();
        let resources = ["manifests.yaml", "beside.yaml"].map(Value::from).to_vec();
        kustomization.insert("resources".into(), Value::Sequence(resources));
        let patches = instance["spec"]["kustomize"]["patches"].clone();
        if !patches.is_null() {
            kustomization.insert("patches".into(), patches);
        }
        let kustomization = text(&[Value::Mapping(kustomization)]);
        fs::write(folder.join("kustomization.yaml"), kustomization).unwrap();
        same("kustomize build", wanted, build(folder)?)
    });
}

/// Flat configs for all controllers of the example.
const FLAT: &[&str] = &[
    "provider=aws services=ecr,kms roleArn=arn:aws:iam::111122223333:role/x",
    "provider=aws cluster=other region=eu-west-1 services=ecr,kms roleArn=arn:aws:iam::111122223333:role/x restartOnChange=true",
    "provider=azure services=acr,keyvault tenantId=00000000-0000-0000-0000-000000000000 clientId=11111111-1111-1111-1111-111111111111 restartOnChange=true",
    "provider=azure cluster=gke cloud=china services=acr,keyvault tenantId=00000000-0000-0000-0000-000000000000 clientId=11111111-1111-1111-1111-111111111111 objectLevel=true",
    "provider=gcp cluster=eks services=gar,kms workloadIdentityProvider=projects/1/locations/global/workloadIdentityPools/a/providers/b objectLevel=true",
];

/// Several controllers share what they have in common; without manifests the targets are labels.
pub(crate) fn kustomize_makes_the_same_of_patches_for_several_controllers() {
    if !has_tools("kustomize", "several controllers").unwrap() {
        return;
    }
    let manifests = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/flux/flux.yaml");
    for flat in FLAT {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        fs::copy(&manifests, path.join("manifests.yaml")).unwrap();
        let set: Vec<&str> = flat.split(' ').flat_map(|setting| ["--set", setting]).collect();
        let apply = [&["apply", "-q"], &set[..], &["manifests.yaml"]].concat();
        let wanted = documents(&stdout(&program(path, &apply)));
        assert!(wanted.len() >= 5, "{flat}");
        for files in [&[][..], &["manifests.yaml"]] {
            let patches = [&["patches", "-q"], &set[..], files].concat();
            let printed = stdout(&program(path, &patches));
            let text = format!("resources: [manifests.yaml]\n{printed}");
            fs::write(path.join("kustomization.yaml"), text).unwrap();
            let mut built = build(path).unwrap();
            // Without manifests it is for every controller, there or not.
            built.retain(|object| {
                object["kind"] != "ConfigMap"
                    || wanted.iter().any(|o| o["metadata"]["name"] == object["metadata"]["name"])
            });
            assert_eq!(same(flat, wanted.clone(), built), Ok(()));
        }
    }
}
