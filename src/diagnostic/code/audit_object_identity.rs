//! `FWI336` to `FWI340`: what an audit says about object identity on the controllers.

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
}
