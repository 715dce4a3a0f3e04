//! Variables that Flux fills in, where a check needs no build.

use super::folder::Folder;

const INSTANCE: &str = "\
apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: {name: flux, namespace: flux-system}
spec:
  distribution: {version: 2.9.x, registry: ghcr.io/fluxcd}
";

const CONFIG: &str = "\
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata:
  name: flux
  annotations: {config.kubernetes.io/local-config: 'true'}
spec:
  provider: aws
  identities:
  - services: [ecr]
    roleArn: arn:aws:iam::490185926743:role/${ROLE}
";

/// Whether `sync --check` comes to the exit code, and tells of the variable where it is 1.
#[track_caller]
fn is_checked(files: &[(&str, &str)], exit: i32) {
    let folder = Folder::with(&[files, &[("c/identity.yaml", CONFIG)]].concat());
    std::fs::create_dir(folder.path(".git")).unwrap();
    let _ = folder.raw(&["sync", "-q"]);
    let checked = folder.raw(&["sync", "--check"]);
    let said = String::from_utf8(checked.stderr).unwrap();
    assert_eq!(checked.status.code(), Some(exit), "{said}");
    assert_eq!(said.contains("${ROLE} has no value"), exit == 1, "{said}");
}

#[test]
fn a_variable_that_nothing_fills_in_is_told_where_nothing_is_built() {
    for (post_build, exit) in [("", 1), ("postBuild: {substitute: {ROLE: flux}}, ", 0)] {
        let child = format!(
            "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {{name: flux, namespace: \
             flux-system}}\nspec: {{path: ./c, {post_build}sourceRef: {{kind: GitRepository, name: flux-system}}}}\n"
        );
        is_checked(&[("child.yaml", &child), ("c/flux.yaml", INSTANCE)], exit);
    }
}

#[test]
fn what_the_flux_operator_applies_of_its_own_sync_is_looked_at() {
    let post_build = "  kustomize:
    patches:
    - target: {kind: Kustomization}
      patch: |
        - {op: add, path: /spec/postBuild, value: {substituteFrom: [{kind: ConfigMap, name: vars}]}}
";
    for (patched, exit) in [("", 1), (post_build, 0)] {
        let sync =
            "  sync: {kind: GitRepository, url: 'https://example.com/r.git', ref: main, path: c}\n";
        let instance = format!("{INSTANCE}{sync}{patched}");
        is_checked(&[("c/flux.yaml", &instance)], exit);
    }
}
