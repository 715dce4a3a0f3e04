//! `audit` of a repository with configs of this program: what is made of them, and whether that is
//! up to date.

use std::fs;

use super::folder::{Folder, contains};

const SYNC: &str = "\
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {url: https://example.com/fleet.git}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec: {path: ./c, sourceRef: {kind: GitRepository, name: flux-system}}
";

const CONFIG: &str = "\
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata:
  name: flux
  annotations: {config.kubernetes.io/local-config: \"true\"}
spec:
  provider: aws
  identities: [{services: [ecr], roleArn: arn:aws:iam::490185926743:role/flux}]
";

/// What the report has, at a status.
#[track_caller]
fn audited(folder: &Folder, line: &str, status: i32) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let output = folder.raw(&[&["audit"], &words[..]].concat());
    assert_eq!(output.status.code(), Some(status), "{line}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// A cluster whose FluxInstance is edited by a config.
fn with_config(config: &str) -> Folder {
    let folder = Folder::with(&[]);
    fs::create_dir(folder.path(".git")).unwrap();
    folder.write("c/gotk-sync.yaml", SYNC);
    folder.write(
        "c/flux.yaml",
        "apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: {name: flux, namespace: flux-system}\nspec:\n  \
         distribution: {version: 2.7.x, registry: ghcr.io/fluxcd}\n",
    );
    folder.write("c/identity.yaml", config);
    folder.write("templates/identity.yaml", &CONFIG.replace("arn:", "<ROLE>"));
    folder.write("templates/flux.yaml", "kind: FluxInstance # fluxcd.controlplane.io/v1\n");
    folder
}

#[test]
fn a_config_whose_output_is_stale_is_found() {
    let folder = with_config(CONFIG);
    let report = audited(&folder, "--fail-on warning", 1);
    contains(&report, "warning[FWI381]: the output of this config is stale: c/flux.yaml\n");
    contains(&report, "--> c/identity.yaml:1:1\n");
    contains(&report, "help: run `flux-workload-identity sync c/identity.yaml`\n");
    assert!(!report.contains("templates"), "{report}");
    assert_eq!(folder.raw(&["sync", "--no-build", "c/identity.yaml"]).status.code(), Some(0));
    let report = audited(&folder, "--fail-on warning", 0);
    assert!(!report.contains("FWI381"), "{report}");
}

#[test]
fn a_config_that_nothing_can_be_made_of_is_found() {
    let folder = with_config(&CONFIG.replace("roleArn: arn", "roleArn: x"));
    let report = audited(&folder, "", 1);
    contains(&report, "error[FWI382]: nothing can be made of this config: ");
    contains(&report, "`flux-workload-identity sync --check c/identity.yaml` says more");
    assert!(!report.contains("templates"), "{report}");
}

/// What `sync` refuses of configs that each is right by itself.
#[test]
fn a_config_whose_output_is_another_s_too_is_found() {
    let folder = with_config(CONFIG);
    folder.write("c/other.yaml", &CONFIG.replace("name: flux", "name: other"));
    let report = audited(&folder, "", 1);
    for (config, other) in [("identity", "other"), ("other", "identity")] {
        contains(&report, &format!("c/{other}.yaml has its output in c/flux.yaml too"));
        contains(&report, &format!("--> c/{config}.yaml:1:1\n"));
    }
    assert_eq!(report.matches("[FWI382]").count(), 2, "{report}");
}
