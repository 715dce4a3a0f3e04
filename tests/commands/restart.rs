//! What `sync` says of the pods that have to be started anew.

use super::folder::{Folder, contains};
use super::sync::{HEAD, KUSTOMIZATION, fleet};

/// A cluster on EKS whose config is this one, and goes on with `more`.
fn on_eks(more: &str) -> Folder {
    let folder = fleet(&["eu"]);
    std::fs::remove_file(folder.path("base.yaml")).unwrap();
    folder.write("eu/config.yaml", &eks(more));
    folder
}

fn eks(more: &str) -> String {
    format!(
        "{HEAD}  provider: aws\n  identities:\n  - services: [ecr]\n    \
         roleArn: arn:aws:iam::111122223333:role/flux\n{more}"
    )
}

/// The webhook of EKS gives a pod its identity when it starts.
#[test]
fn pods_are_started_anew_where_an_identity_changes() {
    let (_, said) = on_eks("").run("sync --no-build").warns();
    assert!(said.ends_with("rollout restart deployment source-controller\n"), "{said}");
    let folder = on_eks("");
    folder.write("eu/broken.yaml", &eks("  region: 1\n  more: 2\n"));
    let (_, said) = folder.run("sync --no-build").finds();
    assert!(!said.contains("rollout restart"), "nothing is written: {said}");
    // What the operator does not install has no pods.
    let folder = on_eks("");
    folder.write("eu/kustomization.yaml", "resources: []\n");
    folder.write(
        "eu/flux.yaml",
        "apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: {name: flux, \
         namespace: flux-system}\nspec:\n  distribution: {version: 2.9.x, registry: ghcr.io/fluxcd}\n",
    );
    let (_, said) = folder.run("sync --no-build").warns();
    contains(&said, "rollout restart deployment source-controller\n");
    // Another cause to write it.
    folder.write("eu/config.yaml", &eks("  objectLevel: {enabled: true}\n"));
    let (printed, said) = folder.run("sync --no-build").succeeds();
    contains(&printed, "written: flux.yaml\n");
    assert!(!said.contains("rollout restart"), "{said}");
}

#[test]
fn pods_stay_where_no_identity_changes() {
    let folder = on_eks("");
    let _ = folder.run("sync --no-build").warns();
    folder.write("eu/config.yaml", &eks("  objectLevel: {rbac: true}\n"));
    let (printed, said) = folder.run("sync --no-build").succeeds();
    contains(&printed, "eu/config.yaml: written: ");
    assert!(!said.contains("rollout restart"), "{said}");
    // The same was there by hand.
    let folder = on_eks("");
    folder.write("eu/kustomization.yaml", &format!("{KUSTOMIZATION}{BY_HAND}"));
    let (printed, said) = folder.run("sync --no-build").warns();
    contains(&printed, "eu/config.yaml: written: ");
    assert!(!said.contains("rollout restart"), "{said}");
    contains(&said, "warning[FWI226]: this patch by hand sets what the Component sets too\n");
    contains(&said, "  --> eu/kustomization.yaml:5:3\n");
    // Another role by hand is no repetition: what is built tells what wins.
    folder.write(
        "eu/kustomization.yaml",
        &format!("{KUSTOMIZATION}{BY_HAND}").replace("flux\n", "x\n"),
    );
    let (_, said) = folder.run("sync --no-build").succeeds();
    assert!(!said.contains("FWI226"), "{said}");
}

const BY_HAND: &str = "\
patches:
- patch: |
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: source-controller
      namespace: flux-system
      annotations:
        eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/flux
";

#[test]
fn a_changed_value_of_a_chart_starts_pods_anew() {
    let folder = on_eks("  output: {helmValues: values.yaml}\n  fluxVersion: '2.9'\n");
    folder.write("eu/values.yaml", "sourceController: {create: true}\n");
    let (printed, said) = folder.run("sync --no-build").warns();
    contains(&printed, "written: values.yaml\n");
    contains(&said, "rollout restart deployment source-controller");
}
