//! `patches`: their targets, and that they say what `apply` says.

use super::aws::{self, CONFIG, MANIFESTS};
use super::folder::{Folder, contains};

/// Two shards of a controller: one with a sidecar in front and with gates, one without.
const SHARDS: &str = "\
apiVersion: v1
kind: ServiceAccount
metadata: {name: source-controller, namespace: flux-system}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
  labels: {app.kubernetes.io/version: v2.9.3, app.kubernetes.io/part-of: flux}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: proxy
      - name: manager
        args: [--watch, --feature-gates=A=true]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: source-controller-shard1, namespace: flux-system}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
        args: [--watch]
";

#[test]
fn of_given_manifests_they_are_exact() {
    let line = "patches -q -s provider=azure -s services=acr,keyvault -s objectLevel=true \
                -s tenantId=00000000-0000-0000-0000-000000000000 \
                -s clientId=11111111-1111-1111-1111-111111111111 flux.yaml";
    let printed = Folder::with(&[("flux.yaml", SHARDS)]).run(line).prints();
    let both = "\
- target:
    kind: Deployment
    name: (source-controller|source-controller-shard1)
    namespace: flux-system
  patch: |
    # flux-workload-identity/flux: azure identity
";
    contains(&printed, both);
    let extended = "\
    name: source-controller
    namespace: flux-system
  patch: |
    # flux-workload-identity/flux: object-level identity
    - op: replace
      path: /spec/template/spec/containers/1/args/1
      value: --feature-gates=A=true,ObjectLevelWorkloadIdentity=true
";
    contains(&printed, extended);
    assert!(!printed.contains("image-reflector-controller"), "{printed}");
}

#[test]
fn manifests_of_another_namespace_are_an_error() {
    let line = "patches -s provider=aws -s services=s3 -s namespace=flux \
                -s roleArn=arn:aws:iam::111122223333:role/x flux.yaml";
    contains(&aws::run(line).fails(1), "matches nothing");
}

/// What kustomize has built has the gate already: without patches for it the next build would not.
#[test]
fn the_result_of_patches_is_not_taken_for_what_they_patch() {
    let deployment = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: source-controller, namespace: flux-system}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
        args: [--watch]
";
    let built =
        deployment.replace("--watch", "--watch, --feature-gates=ObjectLevelWorkloadIdentity=true");
    let folder = Folder::with(&[("flux.yaml", deployment), ("built.yaml", &built)]);
    let line = "patches -q -s objectLevel=true --format kustomization flux.yaml";
    folder.write("kustomization.yaml", &folder.run(line).prints());
    for place in ["--check", "--write"] {
        let line = format!(
            "patches -q --no-build -s objectLevel=true built.yaml {place} kustomization.yaml"
        );
        let status = if place == "--check" { 2 } else { 1 };
        let said = folder.run(&line).fails(status);
        contains(&said, "the manifests already have what");
        contains(&said, "  --> built.yaml:1:1\n");
    }
}

/// Names are regular expressions to kustomize, and a target without a namespace takes all.
#[test]
fn targets_match_one_object() {
    let manifests = "\
apiVersion: v1
kind: ServiceAccount
metadata: {name: team.a, namespace: x}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: source-controller}
";
    let config = format!(
        "{CONFIG}  objectLevel:\n    serviceAccounts:\n    - name: team.a\n      namespace: x\n      \
         roleArn: arn:aws:iam::111122223333:role/t\n"
    );
    let folder = Folder::with(&[("flux.yaml", manifests), ("config.yaml", &config)]);
    let printed = folder.run("patches -q -c config.yaml flux.yaml").prints();
    contains(&printed, "    name: team\\.a\n    namespace: x\n");
    contains(&printed, "    name: source-controller\n    namespace: default\n");
}

#[test]
fn they_warn_of_what_apply_warns_of() {
    for line in ["apply -c config.yaml flux.yaml", "patches -c config.yaml flux.yaml"] {
        let (_, said) = aws::run(line).warns();
        contains(&said, "replaced eks.amazonaws.com/role-arn");
    }
}

#[test]
fn they_refuse_what_apply_refuses() {
    let strict = format!("{CONFIG}  strict: true\n");
    let folder = Folder::with(&[("flux.yaml", MANIFESTS), ("config.yaml", &strict)]);
    let applied = folder.run("apply -c config.yaml flux.yaml").fails(1);
    contains(&applied, "replaced eks.amazonaws.com/role-arn");
    let patched = folder.run("patches -c config.yaml flux.yaml").fails(1);
    contains(&patched, "replaced eks.amazonaws.com/role-arn");
}

/// An identity and object level that would set one variable to two values.
#[test]
fn two_clouds_of_azure_on_one_controller_are_an_error() {
    let config = "\
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
spec:
  provider: azure
  cluster: gke
  cloud: china
  tenantId: 00000000-0000-0000-0000-000000000000
  identities:
  - controllers: [source-controller]
    cloud: usgovernment
    clientId: 11111111-1111-1111-1111-111111111111
  objectLevel:
    enabled: true
";
    let folder = Folder::with(&[("config.yaml", config)]);
    let said = folder.run("patches -c config.yaml").fails(1);
    contains(&said, "would get two values of AZURE_AUTHORITY_HOST");
}
