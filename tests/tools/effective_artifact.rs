//! The effective check of what is built here and does not reach the cluster.

use std::fs;
use std::os::unix::fs::symlink;

use super::command::program;
use super::need::has_tools;

const CONFIG: &str = "\
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata:
  name: flux
  annotations: {config.kubernetes.io/local-config: \"true\"}
spec:
  provider: aws
  identities:
  - controllers: [source-controller]
    roleArn: arn:aws:iam::111122223333:role/flux
";

const COMPONENTS: &str = "\
apiVersion: v1
kind: ServiceAccount
metadata: {name: source-controller, namespace: flux-system}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
  labels: {app.kubernetes.io/component: source-controller, app.kubernetes.io/part-of: flux}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers: [{name: manager}]
";

const SYNC: &str = "\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec: {path: ./c, sourceRef: {kind: GitRepository, name: flux-system}}
";

const OWN: &str = "resources: [gotk-components.yaml, gotk-sync.yaml]\n";

/// A patch that gives the objects of a kind an annotation or a label of Flux.
fn kept_out(kind: &str, field: &str, what: &str) -> String {
    format!(
        "{OWN}patches:\n- target: {{kind: {kind}}}\n  patch: |\n    apiVersion: v1\n    kind: {kind}\n    metadata: {{name: a, {field}: {{kustomize.toolkit.fluxcd.io/{what}}}}}\n"
    )
}

/// A patch that sets `spec.suspend` of the Kustomization.
fn suspend(value: &str) -> String {
    format!(
        "{OWN}patches:\n- target: {{kind: Kustomization}}\n  patch: |\n    - {{op: add, path: /spec/suspend, value: {value}}}\n"
    )
}

pub(crate) fn what_does_not_reach_the_cluster_is_told() {
    if !has_tools("kustomize", "what does not reach the cluster").unwrap() {
        return;
    }
    let flux = "c/flux-system/kustomization.yaml";
    let root = "c/kustomization.yaml";
    let sync = "c/flux-system/gotk-sync.yaml";
    let account = |field, what| kept_out("ServiceAccount", field, what);
    let fault = "FWI251";
    let set = |field: &str, what: &str| {
        let metadata = format!("commonMetadata: {{{field}: {{{what}}}}}, sourceRef");
        (sync, SYNC.replace("sourceRef", &metadata))
    };
    let role =
        |name| format!("eks.amazonaws.com/role-arn: 'arn:aws:iam::111122223333:role/{name}'");
    let here = "gotk-sync.yaml:4:";
    for (files, exit, code) in [
        (vec![], 0, ""),
        (vec![(root, "resources: [flux-system]\n".to_owned())], 0, ""),
        (vec![(root, "namePrefix: a-\nresources: []\n".to_owned())], 1, "FWI366"),
        (vec![(root, "resources: [https://example.com/a]\n".to_owned())], 2, "FWI250"),
        (vec![(sync, SYNC.replace("path:", "suspend: true, path:"))], 1, "FWI377"),
        (vec![(sync, SYNC.replace("path:", "suspend: True, path:"))], 1, "FWI377"),
        (
            vec![(sync, SYNC.replace("path:", "suspend: true, path:")), (flux, suspend("false"))],
            0,
            "",
        ),
        (vec![(flux, suspend("true"))], 1, "FWI377"),
        (vec![(sync, SYNC.replace("./c", "./d"))], 2, "the repository has no folder \"./d\""),
        (vec![(".sourceignore", "/*\n!/c/\n".to_owned())], 0, ""),
        (vec![(".sourceignore", "workload-identity/\n".to_owned())], 1, "FWI368"),
        (vec![(flux, account("annotations", "reconcile: disabled"))], 1, fault),
        (vec![(flux, account("labels", "reconcile: Disabled"))], 1, fault),
        (vec![(flux, account("annotations", "ssa: IfNotPresent"))], 1, fault),
        (vec![(flux, account("annotations", "ssa: Ignore"))], 1, fault),
        (vec![(flux, account("annotations", "ssa: Merge"))], 0, ""),
        // What is set on every object comes last.
        (vec![set("annotations", &role("other"))], 1, here),
        (vec![set("annotations", &role("flux"))], 0, ""),
        (vec![set("annotations", "kustomize.toolkit.fluxcd.io/ssa: IfNotPresent")], 1, here),
        (vec![set("labels", "kustomize.toolkit.fluxcd.io/reconcile: disabled")], 1, here),
        // It carries nothing of the identity.
        (vec![(flux, kept_out("Deployment", "annotations", "ssa: Ignore"))], 0, ""),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        fs::create_dir_all(folder.path().join(".git")).unwrap();
        write("c/flux-system/config.yaml", CONFIG);
        write("c/flux-system/gotk-components.yaml", COMPONENTS);
        write("c/flux-system/gotk-sync.yaml", SYNC);
        write(flux, OWN);
        for (name, text) in &files {
            write(name, text);
        }
        let run = |line: &str| {
            let mut command = program();
            command.args(line.split_whitespace()).env("PATH", std::env::var("PATH").unwrap());
            let output = command.current_dir(folder.path()).output().unwrap();
            (output.status.code(), String::from_utf8(output.stderr).unwrap())
        };
        assert_eq!(run("sync --no-build").0, Some(0));
        let (status, said) = run("sync --check");
        assert_eq!(status, Some(exit), "{files:?}: {said}");
        assert_eq!(said.contains("error["), exit != 0, "{said}");
        assert!(said.contains(code), "{files:?}: {said}");
        if code == here {
            assert!(said.contains(fault), "{said}");
        }
    }
}

/// Flux's artifacts have no links.
pub(crate) fn what_only_a_link_reaches_is_told() {
    if !has_tools("kustomize", "what only a link reaches").unwrap() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir_all(path(".git")).unwrap();
    fs::create_dir_all(path("c")).unwrap();
    fs::write(path("c/config.yaml"), CONFIG).unwrap();
    fs::write(path("c/gotk-components.yaml"), COMPONENTS).unwrap();
    fs::write(path("c/gotk-sync.yaml"), SYNC).unwrap();
    fs::write(path("c/kustomization.yaml"), OWN).unwrap();
    for (line, exit) in [("sync --no-build", 0), ("sync --check", 0), ("sync --check", 1)] {
        if exit == 1 {
            fs::rename(path("c/gotk-components.yaml"), path("real.yaml")).unwrap();
            symlink("../real.yaml", path("c/gotk-components.yaml")).unwrap();
        }
        let mut command = program();
        command.args(line.split_whitespace()).env("PATH", std::env::var("PATH").unwrap());
        let output = command.current_dir(folder.path()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(exit), "{line}: {said}");
        assert_eq!(said.contains("error[FWI367]"), exit == 1, "{said}");
    }
}
