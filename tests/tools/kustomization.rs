//! Patches as kustomize applies them, where the outcome hangs on kustomize itself: which container
//! a patch meets, and what `kustomize edit` makes of a file.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::command::program;
use super::need::has_tools;

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).unwrap();
}

/// Runs what has to succeed; what it prints.
fn run(folder: &Path, line: &str) -> String {
    let assert = program().args(line.split_whitespace()).current_dir(folder).assert().success();
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

fn build(folder: &Path) -> Output {
    Command::new("kustomize").arg("build").arg(folder).output().unwrap()
}

/// A sidecar may stand first, and a merge moves the container that it concerns.
pub(crate) fn the_gate_goes_to_the_controller_s_container() {
    if !has_tools("kustomize", "the sidecar").unwrap() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let manifests = "\
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
      containers:
      - {name: side, args: [--a]}
      - {name: manager, args: [--b]}
";
    write(folder.path(), "flux.yaml", manifests);
    write(folder.path(), "kustomization.yaml", "resources: [flux.yaml]\n");
    let identity = "-s provider=aws -s cluster=other -s region=eu-west-1 \
                    -s controllers=source-controller -s roleArn=arn:aws:iam::111122223333:role/x";
    // The gate comes later than the identity.
    for gate in ["", "-s objectLevel=true"] {
        let line = format!("patches -q {identity} {gate} flux.yaml --write kustomization.yaml");
        run(folder.path(), &line);
    }
    let built = String::from_utf8(build(folder.path()).stdout).unwrap();
    let deployment = built.split("---\n").find(|d| d.contains("kind: Deployment")).unwrap();
    let deployment: serde_yaml::Value = serde_yaml::from_str(deployment).unwrap();
    let containers = deployment["spec"]["template"]["spec"]["containers"].as_sequence().unwrap();
    for container in containers {
        let arguments = serde_yaml::to_string(&container["args"]).unwrap();
        let gated = arguments.contains("ObjectLevelWorkloadIdentity=true");
        assert_eq!(gated, container["name"] == "manager", "{built}");
    }
}

/// Without manifests nobody knows which container is in front: another one is no place for flags.
pub(crate) fn flags_never_go_to_a_sidecar() {
    if !has_tools("kustomize", "the sidecar in front").unwrap() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let manifests = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
  labels: {app.kubernetes.io/component: source-controller}
spec:
  template:
    spec:
      containers:
      - {name: side, args: [--a]}
      - {name: manager, args: [--b]}
";
    let patches = run(folder.path(), "patches -q -s objectLevel=true");
    for (manifests, well) in [
        (manifests.to_owned(), false),
        (manifests.replace("      - {name: side, args: [--a]}\n", ""), true),
    ] {
        write(folder.path(), "flux.yaml", &manifests);
        let text = format!("resources: [flux.yaml]\n{patches}");
        write(folder.path(), "kustomization.yaml", &text);
        let built = build(folder.path());
        assert_eq!(built.status.success(), well, "{}", String::from_utf8_lossy(&built.stderr));
    }
}

/// `kustomize edit` writes the file anew, and the program still finds its entries.
pub(crate) fn kustomize_edit_does_not_hide_managed_entries() {
    if !has_tools("kustomize", "kustomize edit").unwrap() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: source-controller, \
                   namespace: flux-system}\n";
    write(folder.path(), "flux.yaml", account);
    write(folder.path(), "more.yaml", "");
    let before = "\
# Flux
resources:
  - flux.yaml # made by flux
patches:
  # more memory
  - target: {kind: Deployment, name: source-controller}
    patch: |
      - op: add
        path: /metadata/annotations
        value: {a: b} # one
";
    write(folder.path(), "kustomization.yaml", before);
    let patches = "patches -q -s provider=aws -s controllers=source-controller \
                   -s roleArn=arn:aws:iam::111122223333:role/x flux.yaml";
    run(folder.path(), &format!("{patches} --write kustomization.yaml"));
    for edit in [&["set", "image", "a=b:v1"][..], &["add", "resource", "more.yaml"]] {
        let mut command = Command::new("kustomize");
        command.arg("edit").args(edit).current_dir(folder.path());
        assert!(command.output().unwrap().status.success());
    }
    run(folder.path(), &format!("{patches} --check kustomization.yaml"));
    let nothing = "apiVersion: flux-workload-identity.dev/v1alpha1\nkind: FluxWorkloadIdentity\n\
                   spec: {identities: []}\n";
    write(folder.path(), "nothing.yaml", nothing);
    run(folder.path(), "patches -q -c nothing.yaml --write kustomization.yaml");
    let left = fs::read_to_string(folder.path().join("kustomization.yaml")).unwrap();
    assert!(!left.contains("role-arn") && left.contains("op: add"), "{left}");
}
