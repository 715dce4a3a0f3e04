//! Repositories with clusters and Flux, and the ways in which patches give its controllers identities.

use std::fs;

use super::command::program;

const SYNC: &str = "\
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {url: https://example.com/fleet.git}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec:
  path: ./clusters/CLUSTER
  sourceRef: {kind: GitRepository, name: flux-system}
";

pub(super) const APPS: &str = "\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  path: ./apps/CLUSTER
  sourceRef: {kind: GitRepository, name: flux-system}
";

/// A repository: its files, and where it lies.
pub(super) struct Repository(pub(super) tempfile::TempDir);

impl Repository {
    /// One with clusters, each with Flux, its sync and apps, and these files.
    pub(super) fn with(clusters: &[&str], files: &[(&str, &str)]) -> Repository {
        let repository = Repository(tempfile::tempdir().unwrap());
        fs::create_dir(repository.0.path().join(".git")).unwrap();
        for cluster in clusters {
            let flux = format!("clusters/{cluster}/flux-system");
            repository.write(&format!("{flux}/gotk-components.yaml"), &components());
            repository.write(&format!("{flux}/gotk-sync.yaml"), &SYNC.replace("CLUSTER", cluster));
            let apps = APPS.replace("CLUSTER", cluster);
            repository.write(&format!("clusters/{cluster}/apps.yaml"), &apps);
            repository.write(
                &format!("{flux}/kustomization.yaml"),
                "resources: [gotk-components.yaml, gotk-sync.yaml]\n",
            );
        }
        for (name, text) in files {
            repository.write(name, text);
        }
        repository
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// The report of an audit, which has to end like this.
    #[track_caller]
    pub(super) fn audited(&self, status: i32) -> String {
        let mut command = program();
        command.args(["audit", "--fail-on", "warning"]).current_dir(self.0.path());
        command.env("PATH", std::env::var_os("PATH").unwrap());
        let output = command.output().unwrap();
        let report = String::from_utf8(output.stdout).unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(status), "{report}{said}");
        report + &said
    }
}

/// The controllers, as far as identities concern them.
fn components() -> String {
    let controller = |name: &str| {
        format!(
            "\
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {name}
  namespace: flux-system
  labels: {{app.kubernetes.io/part-of: flux, app.kubernetes.io/version: v2.9.3}}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  namespace: flux-system
  labels: {{app.kubernetes.io/part-of: flux, app.kubernetes.io/version: v2.9.3}}
spec:
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      serviceAccountName: {name}
      containers:
      - name: manager
        args: [--log-level=info]
        env: [{{name: RUNTIME_NAMESPACE, value: flux-system}}]
"
        )
    };
    ["source-controller", "kustomize-controller"].map(controller).join("---\n")
}

pub(super) fn oci(url: &str, provider: &str) -> String {
    format!(
        "\
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {{name: apps, namespace: apps}}
spec:
  url: {url}
  provider: {provider}
"
    )
}

/// A kustomization of Flux with patches behind its resources.
pub(super) fn patched(patches: &str) -> String {
    format!("resources: [gotk-components.yaml, gotk-sync.yaml]\npatches:\n{patches}")
}

pub(super) const ECR: &str = "oci://490185926743.dkr.ecr.eu-west-1.amazonaws.com/apps";
pub(super) const ACR: &str = "oci://acme.azurecr.io/apps";
pub(super) const GAR: &str = "oci://europe-west1-docker.pkg.dev/acme/apps";

pub(super) const AWS: &str = "\
- target: {kind: ServiceAccount, name: source-controller}
  patch: |
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: source-controller
      annotations:
        eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/flux
";

pub(super) const AZURE: &str = "\
- target: {kind: ServiceAccount, name: source-controller}
  patch: |
    - op: add
      path: /metadata/annotations
      value: {azure.workload.identity/client-id: 7b4be3a2-1f3c-4a64-9d0e-5a4f8c1d2e3f}
- target: {kind: Deployment, name: source-controller}
  patch: |
    - op: add
      path: /spec/template/metadata/labels/azure.workload.identity~1use
      value: \"true\"
";

pub(super) const GCP: &str = "\
- path: gcp.yaml
";

pub(super) const GCP_PATCH: &str = "\
apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
  annotations: {iam.gke.io/gcp-service-account: flux@acme.iam.gserviceaccount.com}
";

pub(super) const PROJECTED: &str = "\
- target: {kind: Deployment, name: source-controller}
  patch: |
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: source-controller}
    spec:
      template:
        spec:
          containers:
          - name: manager
            env:
            - {name: AWS_REGION, value: eu-west-1}
            - {name: AWS_ROLE_ARN, value: arn:aws:iam::490185926743:role/flux}
            - {name: AWS_WEB_IDENTITY_TOKEN_FILE, value: /var/run/service-account/aws-token}
            volumeMounts:
            - {name: aws-token, mountPath: /var/run/service-account, readOnly: true}
          volumes:
          - name: aws-token
            projected:
              sources: [{serviceAccountToken: {audience: sts.amazonaws.com, path: aws-token}}]
";

pub(super) const OBJECT_LEVEL: &str = "\
- target: {kind: Deployment}
  patch: |
    - op: add
      path: /spec/template/spec/containers/0/args/-
      value: --feature-gates=ObjectLevelWorkloadIdentity=true
";
