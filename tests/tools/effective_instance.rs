//! The effective check of a FluxInstance: its patches, in their order, come last in what the
//! operator builds.

use std::fs;
use std::process::Output;

use super::command::program;
use super::need::has_tools;

const CONFIG: &str = "\
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata: {name: flux}
spec:
  provider: aws
  identities:
  - controllers: [source-controller]
    roleArn: arn:aws:iam::111122223333:role/flux
  objectLevel: {enabled: true}
";

const INSTANCE: &str = "\
apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: {name: flux, namespace: flux-system}
spec:
  distribution: {version: 2.9.x}
  cluster: {objectLevelWorkloadIdentity: true}
  kustomize:
    patches:
";

/// More memory: what most of them hold.
const MEMORY: &str = "    - target: {kind: Deployment, name: source-controller}
      patch: |
        - op: replace
          path: /spec/template/spec/containers/0/resources/limits/memory
          value: 2Gi
";

/// The same annotation by hand.
const BY_HAND: &str = "    - target: {kind: ServiceAccount, name: (source|kustomize)-controller}
      patch: |
        - op: add
          path: /metadata/annotations
          value: {eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/old}
";

/// Another ServiceAccount for the pods.
const ACCOUNT: &str = "    - target: {kind: Deployment, name: source-controller}
      patch: |
        - op: replace
          path: /spec/template/spec/serviceAccountName
          value: flux-irsa
";

fn run(folder: &tempfile::TempDir, path: &str, line: &str) -> (Output, String) {
    let mut command = program();
    command.args(line.split_whitespace()).env("PATH", path).current_dir(folder.path());
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    (output, said)
}

fn folder(patches: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.yaml"), CONFIG).unwrap();
    fs::write(folder.path().join("flux.yaml"), format!("{INSTANCE}{patches}")).unwrap();
    folder
}

const WRITE: &str = "apply -c config.yaml --write flux.yaml";
const CHECK: &str = "apply -c config.yaml --check flux.yaml";

pub(crate) fn a_later_patch_by_hand_is_named() {
    if !has_tools("kubectl", "the patches of a FluxInstance").unwrap() {
        return;
    }
    let path = std::env::var("PATH").unwrap();
    // Ours come later, and count.
    let before = folder(&format!("{MEMORY}{BY_HAND}"));
    let (written, said) = run(&before, &path, WRITE);
    assert_eq!(written.status.code(), Some(0), "{said}");
    let (checked, said) = run(&before, &path, CHECK);
    assert_eq!(checked.status.code(), Some(0), "{said}");
    // This one writes none of our fields, and takes the pods away from the account.
    let text = fs::read_to_string(before.path().join("flux.yaml")).unwrap() + ACCOUNT;
    fs::write(before.path().join("flux.yaml"), text).unwrap();
    for line in [WRITE, CHECK] {
        let (output, said) = run(&before, &path, line);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("error[FWI251]: the build of the FluxInstance: "), "{said}");
        assert!(said.contains("flux-irsa"), "{said}");
        assert!(said.contains("this patch comes later, and wins"), "{said}");
        assert!(said.contains("spec.kustomize.patches[3]\n  --> flux.yaml:"), "{said}");
    }
    let (output, said) = run(&before, &path, &format!("{CHECK} --no-build"));
    assert_eq!(output.status.code(), Some(0), "{said}");
}

/// What a patch needs is in the manifests, where they are given.
pub(crate) fn its_patches_are_built_over_the_manifests_given() {
    if !has_tools("kubectl", "a FluxInstance over manifests").unwrap() {
        return;
    }
    let path = std::env::var("PATH").unwrap();
    // The skeleton has no such argument.
    let argument = "    - target: {kind: Deployment, name: source-controller}
      patch: |
        - {op: remove, path: /spec/template/spec/containers/0/args/4}
";
    let folder = folder(argument);
    let given = "\
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: source-controller, namespace: flux-system}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: source-controller, namespace: flux-system}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers: [{name: manager, args: [a, b, c, d, e]}]
";
    fs::write(folder.path().join("given.yaml"), given).unwrap();
    let (written, said) = run(&folder, &path, &format!("{WRITE} given.yaml"));
    assert_eq!(written.status.code(), Some(0), "{said}");
    let (checked, said) = run(&folder, &path, CHECK);
    assert_eq!(checked.status.code(), Some(2), "{said}");
    assert!(said.contains("help: name the manifests of the controllers too"), "{said}");
    let (checked, said) = run(&folder, &path, &format!("{CHECK} given.yaml"));
    assert_eq!(checked.status.code(), Some(0), "{said}");
    // They are what is patched, and not what is taken for the result.
    let file = folder.path().join("flux.yaml");
    fs::write(&file, fs::read_to_string(&file).unwrap() + ACCOUNT).unwrap();
    let (checked, said) = run(&folder, &path, &format!("{CHECK} given.yaml"));
    assert_eq!(checked.status.code(), Some(1), "{said}");
    assert!(said.contains("error[FWI251]"), "{said}");
}

pub(crate) fn what_can_t_be_built_is_not_found_out() {
    if !has_tools("kubectl", "a FluxInstance that is not built").unwrap() {
        return;
    }
    let path = std::env::var("PATH").unwrap();
    let fails = BY_HAND.replace("/metadata/annotations", "/metadata/annotations/a/b");
    for (patches, reason) in [
        (fails.as_str(), "fails: "),
        ("    - path: http://127.0.0.1:1/a.yaml\n", "it would be fetched"),
        ("    - &a {patch: '{}'}\n    - *a\n", "an alias or a tag is not followed"),
    ] {
        let folder = folder(patches);
        let (written, said) = run(&folder, &path, WRITE);
        assert_eq!(written.status.code(), Some(0), "{said}");
        assert!(said.contains("warning[FWI250]: the patches of the FluxInstance"), "{said}");
        assert!(said.contains(reason), "{said}");
        let (checked, said) = run(&folder, &path, CHECK);
        assert_eq!(checked.status.code(), Some(2), "{said}");
    }
    // Without a tool; and without patches by hand there is nothing to find out.
    let folder = folder(MEMORY);
    let (_, said) = run(&folder, "", WRITE);
    assert!(said.contains("warning[FWI253]"), "{said}");
    let (checked, said) = run(&folder, "", CHECK);
    assert_eq!(checked.status.code(), Some(2), "{said}");
    let own = fs::read_to_string(folder.path().join("flux.yaml")).unwrap().replace(MEMORY, "");
    fs::write(folder.path().join("flux.yaml"), own).unwrap();
    let (checked, said) = run(&folder, "", CHECK);
    assert_eq!(checked.status.code(), Some(0), "{said}");
}

/// What the operator sets on every object comes behind the patches.
pub(crate) fn what_it_sets_on_every_object_wins() {
    if !has_tools("kustomize", "what a FluxInstance sets on every object").unwrap() {
        return;
    }
    let path = std::env::var("PATH").unwrap();
    let set = |role: &str| {
        format!(
            "spec:\n  commonMetadata: {{annotations: {{eks.amazonaws.com/role-arn: 'arn:aws:iam::111122223333:role/{role}'}}}}"
        )
    };
    const METADATA: &str = "metadata: {name: flux, namespace: flux-system}";
    let marked = |key: &str, value: &str| {
        format!("metadata: {{annotations: {{{key}: {value}}}, name: flux, namespace: flux-system}}")
    };
    for (spec, exit) in [
        (set("flux"), 0),
        (set("other"), 1),
        // What is not applied, or not looked at by the flux-operator, makes nothing.
        (marked("kustomize.toolkit.fluxcd.io/reconcile", "disabled"), 1),
        (marked("kustomize.toolkit.fluxcd.io/ssa", "IfNotPresent"), 1),
        (marked("kustomize.toolkit.fluxcd.io/ssa", "Merge"), 0),
        (marked("fluxcd.controlplane.io/reconcile", "disabled"), 1),
        (marked("fluxcd.controlplane.io/reconcile", "enabled"), 0),
    ] {
        let folder = folder("");
        let file = folder.path().join("flux.yaml");
        let text = fs::read_to_string(&file).unwrap();
        let old = if spec.starts_with("spec") { "spec:" } else { METADATA };
        fs::write(&file, text.replacen(old, &spec, 1)).unwrap();
        let (_, said) = run(&folder, &path, &format!("{WRITE} --no-build"));
        let (output, checked) = run(&folder, &path, CHECK);
        assert_eq!(output.status.code(), Some(exit), "{said}{checked}");
        assert_eq!(checked.contains("FWI251"), exit == 1, "{checked}");
    }
}
