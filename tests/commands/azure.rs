//! A ServiceAccount and its Deployment, written as users write them, and a config for them.

use super::folder::Folder;

pub(crate) const MANIFESTS: &str = "\
# Flux
apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
  labels: {app.kubernetes.io/component: source-controller} # flow
spec:
  template:
    metadata:
      labels:
        app: source-controller
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
        args:
        - --feature-gates=CacheSecretsAndConfigMaps=true
        env:
        - name: RUNTIME_NAMESPACE
          value: flux-system
";

pub(crate) const CONFIG: &str = "\
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata:
  name: flux
spec:
  provider: azure
  tenantId: 00000000-0000-0000-0000-000000000000
  identities:
  - controllers: [source-controller]
    clientId: 11111111-1111-1111-1111-111111111111
";

/// A config that asks for nothing: what an earlier one wrote is to go.
pub(crate) const NOTHING: &str = "\
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata:
  name: flux
spec:
  identities: []
";

/// A folder with `flux.yaml`, the manifests, `config.yaml` and `nothing.yaml`.
pub(crate) fn folder() -> Folder {
    Folder::with(&[("flux.yaml", MANIFESTS), ("config.yaml", CONFIG), ("nothing.yaml", NOTHING)])
}
