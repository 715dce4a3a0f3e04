//! `FWI336` and on: what an audit says about object identity, encryption, and its own input.

use super::codes;

codes! {
    TOKENS_DENIED = 336 Warning "tokens that may not be created"
      "Objects name a ServiceAccount to take the identity of, and no role that is bound to the \
       controller lets it create tokens of that account. From Flux 2.10 on the default RBAC \
       does not: the ClusterRole flux-object-identity of Flux's documentation does. It is an \
       error where all of the cluster's manifests are known."
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
  labels: {app.kubernetes.io/version: v2.10.1}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: crd-controller-flux-system
rules:
- apiGroups: [""]
  resources: [serviceaccounts]
  verbs: [get]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: crd-controller-flux-system
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: crd-controller-flux-system
subjects:
- kind: ServiceAccount
  name: source-controller
  namespace: flux-system
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: apps
  namespace: apps
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/flux
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: apps
  namespace: apps
spec:
  url: oci://490185926743.dkr.ecr.eu-west-1.amazonaws.com/apps
  provider: aws
  serviceAccountName: apps"#
      passes r#"apiVersion: v1
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
  labels: {app.kubernetes.io/version: v2.10.1}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: flux-object-identity
rules:
- apiGroups: [""]
  resources: [serviceaccounts/token]
  verbs: [create]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: flux-object-identity
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: flux-object-identity
subjects:
- kind: ServiceAccount
  name: source-controller
  namespace: flux-system
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: apps
  namespace: apps
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/flux
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: apps
  namespace: apps
spec:
  url: oci://490185926743.dkr.ecr.eu-west-1.amazonaws.com/apps
  provider: aws
  serviceAccountName: apps"#;
    LOCKDOWN_GATE_OFF = 337 Error "flag of object identity without its gate"
      "From Flux 2.7 to 2.9 a controller with a flag that names a default ServiceAccount exits \
       at start unless its feature gate ObjectLevelWorkloadIdentity is on. On the kustomize- \
       and the helm-controller --default-service-account is another thing, the account that \
       they impersonate."
      fails r#"apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
  labels: {app.kubernetes.io/version: v2.9.0}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
        args: [--default-service-account=default]"#
      passes r#"apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
  labels: {app.kubernetes.io/version: v2.9.0}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
        args: [--feature-gates=ObjectLevelWorkloadIdentity=true, --default-service-account=default]"#;
    GATE_UNKNOWN = 338 Error "feature gate that the controller does not know"
      "A controller exits at start with a feature gate that it does not know. The \
       source-watcher never had the gate of object identity, the helm-controller has it from \
       Flux 2.7 on, the others from 2.6 on."
      fails r#"apiVersion: apps/v1
kind: Deployment
metadata:
  name: helm-controller
  namespace: flux-system
  labels: {app.kubernetes.io/version: v2.6.0}
spec:
  template:
    spec:
      serviceAccountName: helm-controller
      containers:
      - name: manager
        args: [--feature-gates=ObjectLevelWorkloadIdentity=true]"#
      passes r#"apiVersion: apps/v1
kind: Deployment
metadata:
  name: helm-controller
  namespace: flux-system
  labels: {app.kubernetes.io/version: v2.7.0}
spec:
  template:
    spec:
      serviceAccountName: helm-controller
      containers:
      - name: manager
        args: [--feature-gates=ObjectLevelWorkloadIdentity=true]"#;
    GATE_WITHOUT_EFFECT = 339 Warning "feature gate that switches nothing"
      "From Flux 2.10 on object identity is always on and its feature gate has no effect. With \
       false somebody means it to be off; with true it is an info, as a later release may \
       forget the gate and exit."
      fails r#"apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
  labels: {app.kubernetes.io/version: v2.10.1}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
        args: [--feature-gates=ObjectLevelWorkloadIdentity=false]"#
      passes r#"apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
  labels: {app.kubernetes.io/version: v2.10.1}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager"#;
    DEFAULT_ACCOUNT_MISSING = 340 Error "default ServiceAccount not there"
      "The source-controller of Flux 2.10 gives its default ServiceAccount to every \
       GitRepository and OCIRepository that names none, Flux's own too. Where the namespace has \
       no such account, they fail. The account default is in every namespace."
      fails r#"apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
  labels: {app.kubernetes.io/version: v2.10.1}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
        args: [--default-service-account=tenant]
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: flux-system
  namespace: flux-system
spec:
  url: https://example.com/flux.git"#
      passes r#"apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
  labels: {app.kubernetes.io/version: v2.10.1}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
        args: [--default-service-account=default]
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: flux-system
  namespace: flux-system
spec:
  url: https://example.com/flux.git"#;
    KEY_WITHOUT_IDENTITY = 352 Info "key of a cloud without an identity"
      "Objects are encrypted with a key of a cloud and with no other, and the \
       kustomize-controller, which decrypts them, shows no identity of that cloud. Access that \
       leaves no trace in manifests may do; a key of age or PGP beside it decrypts too."
      fails r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: kustomize-controller
  namespace: flux-system
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: kustomize-controller
  namespace: flux-system
spec:
  template:
    spec:
      serviceAccountName: kustomize-controller
      containers:
      - name: manager
---
apiVersion: v1
kind: Secret
metadata:
  name: token
  namespace: apps
stringData:
  token: ENC[AES256_GCM,data:c2VjcmV0,type:str]
sops:
  kms:
  - arn: arn:aws:kms:eu-west-1:490185926743:key/5c1d"#
      passes r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: kustomize-controller
  namespace: flux-system
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: kustomize-controller
  namespace: flux-system
spec:
  template:
    spec:
      serviceAccountName: kustomize-controller
      containers:
      - name: manager
---
apiVersion: v1
kind: Secret
metadata:
  name: token
  namespace: apps
stringData:
  token: ENC[AES256_GCM,data:c2VjcmV0,type:str]
sops:
  kms:
  - arn: arn:aws:kms:eu-west-1:490185926743:key/5c1d
  age:
  - recipient: age1examplekey"#;
    INSTANCE_PATCH = 361 Error "patch of a FluxInstance that matches nothing"
      "The flux-operator sets the namespace of Flux's objects after it has applied the patches \
       of a FluxInstance. A target that names the namespace matches nothing, and nothing says \
       so."
      fails r#"apiVersion: fluxcd.controlplane.io/v1
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
        namespace: flux-system
      patch: |
        - op: add
          path: /metadata/annotations/iam.gke.io~1gcp-service-account
          value: flux@acme.iam.gserviceaccount.com"#
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
          path: /metadata/annotations/iam.gke.io~1gcp-service-account
          value: flux@acme.iam.gserviceaccount.com"#;
    REPEATED_OBJECT = 390 Warning "duplicate object"
      "Two objects of one kind, namespace and name of a Flux controller are among the manifests \
       of what is to be one cluster. They may be of two clusters, or one of them a patch. Which \
       one counts is not known, so the controller is not looked at."
      fails r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system"#
      passes r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system"#;
    IGNORE_WITHOUT_REASON = 391 Warning "comment to ignore without a reason"
      "A comment asks to ignore a finding and does not say why. It ignores nothing."
      fails r#"# fwi: ignore FWI311"#
      passes r#"# fwi: ignore FWI311 until the registry has moved"#;
    UNUSED_IGNORE = 392 Info "comment to ignore that is not used"
      "A comment asks to ignore a finding that is not there: it was mended, or the comment \
       stands beside another line."
      fails r#"# fwi: ignore FWI311 until the registry has moved # beside a line without the finding"#
      passes r#"# without the comment"#;
}
