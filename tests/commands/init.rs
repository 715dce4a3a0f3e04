//! `init`: a config for each cluster. What kustomize has to build is a matter of the tests with tools.

use super::folder::{Folder, contains};

const SYNC: &str = "\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec:
  path: ./one
  sourceRef: {kind: GitRepository, name: flux-system}
";

/// The source-controller, with annotations.
fn components(annotations: &str) -> String {
    format!(
        "\
apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
  labels: {{app.kubernetes.io/part-of: flux, app.kubernetes.io/version: v2.8.1}}
  annotations: {annotations}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
  labels: {{app.kubernetes.io/part-of: flux, app.kubernetes.io/version: v2.8.1}}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers: [{{name: manager}}]
"
    )
}

/// A repository with a cluster whose manifests were edited.
fn repository(annotations: &str) -> Folder {
    let folder = Folder::with(&[
        ("one/flux-system/gotk-components.yaml", &components(annotations)),
        ("one/flux-system/gotk-sync.yaml", SYNC),
        (
            "one/apps.yaml",
            "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\n\
             metadata: {name: podinfo, namespace: apps}\nspec: {provider: aws}\n",
        ),
    ]);
    std::fs::create_dir(folder.path(".git")).unwrap();
    folder
}

#[test]
fn an_edited_manifest_becomes_a_config() {
    let folder = repository("{eks.amazonaws.com/role-arn: 'arn:aws:iam::490185926743:role/flux'}");
    let expected = "\
# one/flux-system/workload-identity.yaml: of one, Flux 2.8
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata:
  name: flux
  annotations:
    config.kubernetes.io/local-config: \"true\"
spec:
  provider: aws
  cluster: eks
  identities:
    # source-controller, ecr: OCIRepository apps/podinfo
    - controllers: [source-controller]
      roleArn: arn:aws:iam::490185926743:role/flux
";
    folder.run("init").is(0, expected, "");
}

#[test]
fn what_no_config_can_say_is_left_out_and_told() {
    for (annotations, told) in [
        (
            "{eks.amazonaws.com/role-arn: role/flux}",
            "# - aws role/flux of the source-controller: roleArn \"role/flux\" is not",
        ),
        (
            "{azure.workload.identity/client-id: \"a\\nspec: {}\"}",
            "# - azure a spec: {} of the source-controller: clientId \"a\\nspec: {}\" is not",
        ),
    ] {
        let printed = repository(annotations).run("init").prints();
        contains(&printed, told);
        contains(&printed, "\nspec:\n  identities: []\n");
    }
    // And what is asked for without a visible identity is told.
    let told = "# - aws of the source-controller, ecr: OCIRepository apps/podinfo\n";
    contains(&repository("{}").run("init").prints(), told);
}

#[test]
fn without_a_cluster_nothing_is_printed() {
    let folder = Folder::with(&[("apps/apps.yaml", "a: b\n")]);
    std::fs::create_dir(folder.path(".git")).unwrap();
    contains(&folder.run("init").fails(2), "error[FWI942]: no cluster is below .");
    contains(&folder.run("init absent").fails(2), "absent");
    let said = folder.run("init apps/apps.yaml apps").fails(2);
    contains(&said, "folders are of a repository, and files are manifests of one cluster");
}

#[test]
fn of_a_cluster_that_can_t_be_read_no_config_is_printed() {
    let folder = repository("{}");
    folder.write("one/broken.yaml", "a: [\n");
    contains(&folder.run("init").fails(2), "  --> one/broken.yaml:");
}

#[test]
fn of_a_cluster_without_identities_no_config_is_written() {
    let folder = repository("{}");
    let said = folder.run("init --write").fails(2);
    contains(&said, "one: no identity is there\n");
    contains(&said, "there is no config to write");
    assert!(!folder.path("one/flux-system/workload-identity.yaml").exists());
}

#[test]
fn values_of_the_chart_flux2_become_a_config() {
    let role = "arn:aws:iam::490185926743:role/flux";
    let values = format!(
        "sourceController:\n  serviceAccount:\n    annotations:\n      \
         eks.amazonaws.com/role-arn: {role}\nhelmController:\n  create: false\n"
    );
    let expected = format!(
        "\
# terraform/workload-identity.yaml: of terraform/values.yaml
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata:
  name: flux
  annotations:
    config.kubernetes.io/local-config: \"true\"
spec:
  provider: aws
  cluster: eks
  output:
    helmValues: values.yaml
  identities:
    - controllers: [source-controller]
      roleArn: {role}
"
    );
    let folder = Folder::with(&[("terraform/values.yaml", &values)]);
    std::fs::create_dir(folder.path(".git")).unwrap();
    folder.run("init terraform/values.yaml").is(0, &expected, "");
    folder.run("init --write terraform/values.yaml").prints();
    assert_eq!(folder.read("terraform/workload-identity.yaml"), expected);
    assert_eq!(folder.read("terraform/values.yaml"), values);
    folder.run("sync --check --no-build").prints();
}

/// A HelmRelease of the chart flux-instance that syncs a folder.
fn release(chart: &str) -> String {
    format!(
        "\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: flux, namespace: gitops}}
spec:
  {chart}
  values:
    instance:
      sync: {{kind: GitRepository, url: 'https://example.com/fleet', path: one}}
"
    )
}

#[test]
fn a_release_of_the_chart_flux_instance_is_a_root() {
    for (chart, is_root) in [
        ("chart: {spec: {chart: flux-instance}}", true),
        ("chartRef: {kind: OCIRepository, name: any}", true),
        ("chart: {spec: {chart: podinfo}}", false),
    ] {
        let folder = Folder::with(&[
            ("bootstrap/flux.yaml", &release(chart)),
            ("one/apps.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: apps}\n"),
        ]);
        std::fs::create_dir(folder.path(".git")).unwrap();
        match is_root {
            true => contains(&folder.run("audit").prints(), "1 cluster, 3 objects"),
            false => contains(&folder.run("audit").fails(2), "no cluster"),
        }
    }
}
