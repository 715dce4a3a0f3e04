//! `FWI37n`: what an audit says about the values that name an identity, about their places, and about
//! what it does not see, or no cluster has.

use super::codes;

codes! {
    MALFORMED_IDENTITY = 370 Error "value that names no identity"
      "An annotation or a variable has to name a role, a client ID, a tenant or a Google service \
       account, and its value is a placeholder, or a text that no cloud takes. The cloud refuses \
       it when the controller asks for its token. A value that Flux substitutes or SOPS has \
       encrypted is not looked at."
      fails r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::ACCOUNT_ID:role/flux"#
      passes r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::${ACCOUNT_ID}:role/flux"#;
    MISPLACED_IDENTITY = 371 Warning "identity where nothing reads it"
      "An annotation names an identity for a controller and stands on the Deployment, among the \
       labels, or on a ServiceAccount of the same name in another namespace. The webhooks and \
       GKE read the annotations of the ServiceAccount that the pods run under; kube2iam and kiam \
       read those of the pods. Anywhere else it does nothing."
      fails r#"apiVersion: v1
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
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/flux
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager"#
      passes r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/flux
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager"#;
    ACCOUNT_WITHOUT_NAMESPACE = 372 Info "ServiceAccount in a namespace that nothing makes"
      "A ServiceAccount with an identity is the only object of its namespace, and no manifest of \
       the cluster has that namespace. If nothing else makes it, Kubernetes refuses the account, \
       and Flux applies nothing of what comes with it."
      fails r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: apps
  namespace: apps
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/flux"#
      passes r#"apiVersion: v1
kind: Namespace
metadata:
  name: apps
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: apps
  namespace: apps
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/flux"#;
    CONTROLLERS_NOT_SEEN = 373 Info "controllers that are not looked at"
      "The flux-operator makes the controllers of a FluxInstance, and an audit builds its patches to \
       see what they have. These patches are not built here, as the message says why. Objects ask \
       the controllers for a cloud, and an audit does not tell whether they have an identity for it."
      fails r#"apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata:
  name: flux
  namespace: flux-system
spec:
  kustomize:
    patches:
    - target: &account
        kind: ServiceAccount
      patch: |
        - op: add
          path: /metadata/annotations/eks.amazonaws.com~1role-arn
          value: arn:aws:iam::490185926743:role/flux
    - target: *account
      patch: |
        - op: add
          path: /metadata/annotations/eks.amazonaws.com~1audience
          value: sts.amazonaws.com
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: apps
  namespace: apps
spec:
  url: oci://490185926743.dkr.ecr.eu-west-1.amazonaws.com/apps
  provider: aws"#
      passes r#"apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata:
  name: flux
  namespace: flux-system
spec:
  kustomize:
    patches:
    - target:
        kind: ServiceAccount
        name: source-controller
      patch: |
        - op: add
          path: /metadata/annotations
          value: {eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/flux}"#;
    UNREACHED = 374 Info "file that no cluster applies"
      "With --all: an object that asks for a cloud or carries a controller's identity, or a patch of \
       Flux's controllers, stands in a file that no root of the repository reaches. It may be a \
       template or an archive; or the folder was to be listed somewhere, and no cluster has what it \
       says."
      fails r#"# clusters/production/flux-system/gotk-sync.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec:
  path: ./clusters/production
  sourceRef: {kind: GitRepository, name: flux-system}
---
# apps/apps.yaml
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: apps, namespace: apps}
spec:
  url: oci://490185926743.dkr.ecr.eu-west-1.amazonaws.com/apps
  provider: aws"#
      passes r#"# clusters/production/flux-system/gotk-sync.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec:
  path: ./clusters/production
  sourceRef: {kind: GitRepository, name: flux-system}
---
# clusters/production/apps.yaml
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: apps, namespace: apps}
spec:
  url: oci://490185926743.dkr.ecr.eu-west-1.amazonaws.com/apps
  provider: aws"#;
    CREDENTIALS_UNREADABLE = 375 Error "credential configuration that can't be read"
      "GOOGLE_APPLICATION_CREDENTIALS leads to a key of a ConfigMap that is no JSON, or that names no \
       type: Google's libraries stop, and the controller gets no identity."
      fails r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: gcp-credentials
  namespace: flux-system
data:
  gcp.json: '{"type": "external_account", "audience": "//iam.googleapis.com/projects/7/locations/global/workloadIdentityPools/p/providers/q", "credential_source": {"file": "/var/run/service-account/token"'
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
        env:
        - {name: GOOGLE_APPLICATION_CREDENTIALS, value: /etc/gcp/gcp.json}
        volumeMounts:
        - {name: gcp, mountPath: /etc/gcp}
        - {name: token, mountPath: /var/run/service-account}
      volumes:
      - name: gcp
        configMap: {name: gcp-credentials}
      - name: token
        projected:
          sources: [{serviceAccountToken: {audience: https://iam.googleapis.com/projects/7/locations/global/workloadIdentityPools/p/providers/q, path: token}}]"#
      passes r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: gcp-credentials
  namespace: flux-system
data:
  gcp.json: '{"type": "external_account", "audience": "//iam.googleapis.com/projects/7/locations/global/workloadIdentityPools/p/providers/q", "credential_source": {"file": "/var/run/service-account/token"}}'
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
        env:
        - {name: GOOGLE_APPLICATION_CREDENTIALS, value: /etc/gcp/gcp.json}
        volumeMounts:
        - {name: gcp, mountPath: /etc/gcp}
        - {name: token, mountPath: /var/run/service-account}
      volumes:
      - name: gcp
        configMap: {name: gcp-credentials}
      - name: token
        projected:
          sources: [{serviceAccountToken: {audience: https://iam.googleapis.com/projects/7/locations/global/workloadIdentityPools/p/providers/q, path: token}}]"#;
    NOT_APPLIED = 376 Warning "identity on an object that Flux leaves alone"
      "An annotation or a label on an object of a controller keeps Flux from applying it, or from \
       changing it once it is there: the identity in the repository does not reach the cluster."
      fails r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/flux
    kustomize.toolkit.fluxcd.io/ssa: IfNotPresent"#
      passes r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/flux"#;
    SUSPENDED_ROOT = 377 Warning "root that is suspended"
      "The Kustomization of Flux that applies the folder of a cluster has spec.suspend: nothing of \
       it reaches the cluster, and neither does the commit that takes it back: `flux resume \
       kustomization` does."
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
  suspend: true"#
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
  sourceRef: {kind: GitRepository, name: flux-system}"#;
}
