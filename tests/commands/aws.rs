//! Two ServiceAccounts, one of which has another role than the config gives it.

use super::folder::{Folder, Ran};

pub(crate) const MANIFESTS: &str = "\
apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/old
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: kustomize-controller
  namespace: flux-system
";

pub(crate) const CONFIG: &str = "\
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata:
  name: flux
spec:
  provider: aws
  identities:
  - controllers: [source-controller, kustomize-controller]
    roleArn: arn:aws:iam::111122223333:role/new
";

/// A folder with `flux.yaml`, the manifests, and `config.yaml`.
pub(crate) fn folder() -> Folder {
    Folder::with(&[("flux.yaml", MANIFESTS), ("config.yaml", CONFIG)])
}

/// Runs a command in such a folder.
#[track_caller]
pub(crate) fn run(line: &str) -> Ran {
    folder().run(line)
}

/// What the manifests become.
pub(crate) fn edited() -> String {
    MANIFESTS.replace("role/old", "role/new").replace(
        "  name: kustomize",
        "  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/new\n  \
         name: kustomize",
    )
}
