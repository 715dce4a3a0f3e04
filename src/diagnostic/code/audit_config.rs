//! `FWI38n`: what an audit says about the configs of this program in a repository.

use super::codes;

codes! {
    STALE_OUTPUT = 381 Warning "config whose output is stale"
      "The Component, the entries, the values or the FluxInstance that is made of a config is not \
       what the config says now: the cluster gets what an earlier version of it said. `sync` \
       writes it, and `sync --check` tells the same."
      fails r#"# clusters/production/flux-system/identity.yaml
spec:
  provider: gcp
  identities: [{services: [gar]}] # and no Component beside it"#
      passes r#"# clusters/production/flux-system/identity.yaml
spec:
  provider: gcp
  identities: [{services: [gar]}] # and sync has been run"#;
    CONFIG_REFUSED = 382 Error "config that nothing can be made of"
      "A config of a cluster is at fault, or in conflict with the manifests that it is for. What \
       was made of an earlier version of it may still be there."
      fails r#"spec:
  provider: aws
  identities: [{services: [ecr], roleArn: none}]"#
      passes r#"spec:
  provider: aws
  identities: [{services: [ecr], roleArn: arn:aws:iam::490185926743:role/flux}]"#;
    DROPPED_IDENTITY = 383 Info "identity that no config has"
      "A controller of a cluster that has a config carries an identity of a cloud from which the \
       config gives it none. It was wired by hand, or the config had it before: what a config \
       drops is not removed from manifests that were edited."
      fails r#"# clusters/production/flux-system/gotk-sync.yaml
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {url: https://example.com/flux.git}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec:
  path: ./clusters/production
  sourceRef: {kind: GitRepository, name: flux-system}
---
# clusters/production/identity.yaml
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata:
  name: flux
  annotations:
    config.kubernetes.io/local-config: "true"
spec:
  provider: gcp
  identities: [{services: [gar]}]
---
# clusters/production/account.yaml
apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/flux"#
      passes r#"# clusters/production/flux-system/gotk-sync.yaml
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: flux-system, namespace: flux-system}
spec: {url: https://example.com/flux.git}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec:
  path: ./clusters/production
  sourceRef: {kind: GitRepository, name: flux-system}
---
# clusters/production/identity.yaml
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata:
  name: flux
  annotations:
    config.kubernetes.io/local-config: "true"
spec:
  provider: aws
  identities:
  - services: [ecr]
    roleArn: arn:aws:iam::490185926743:role/flux
---
# clusters/production/account.yaml
apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/flux"#;
}
