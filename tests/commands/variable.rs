//! Variables that Flux fills in, where a check needs no build.

use super::folder::Folder;

#[test]
fn a_variable_that_nothing_fills_in_is_told_where_nothing_is_built() {
    for (post_build, exit) in [("", 1), ("postBuild: {substitute: {ROLE: flux}}, ", 0)] {
        let child = format!(
            "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {{name: flux, namespace: \
             flux-system}}\nspec: {{path: ./c, {post_build}sourceRef: {{kind: GitRepository, name: flux-system}}}}\n"
        );
        let folder = Folder::with(&[
            ("child.yaml", &child),
            (
                "c/flux.yaml",
                "apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata: {name: flux, namespace: \
                 flux-system}\nspec:\n  distribution: {version: 2.9.x, registry: ghcr.io/fluxcd}\n",
            ),
            (
                "c/identity.yaml",
                "apiVersion: flux-workload-identity.dev/v1alpha1\nkind: FluxWorkloadIdentity\nmetadata:\n  name: \
                 flux\n  annotations: {config.kubernetes.io/local-config: 'true'}\nspec:\n  provider: aws\n  \
                 identities:\n  - services: [ecr]\n    roleArn: arn:aws:iam::490185926743:role/${ROLE}\n",
            ),
        ]);
        std::fs::create_dir(folder.path(".git")).unwrap();
        let _ = folder.raw(&["sync", "-q"]);
        let checked = folder.raw(&["sync", "--check"]);
        let said = String::from_utf8(checked.stderr).unwrap();
        assert_eq!(checked.status.code(), Some(exit), "{said}");
        assert_eq!(said.contains("${ROLE} has no value"), exit == 1, "{said}");
    }
}
