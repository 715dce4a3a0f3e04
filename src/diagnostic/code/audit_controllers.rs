//! `FWI309` to `FWI312`: what else an audit says about the controllers.

use super::codes;

codes! {
    AUTOLOGIN = 309 Error "autologin flag that is gone"
      "The image-reflector-controller has a flag that logs in to the registries of a cloud. \
       Flux 2.7 removed it, and the controller exits at start. The provider field of each \
       ImageRepository took its place."
      fails r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: image-reflector-controller
  namespace: flux-system
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: image-reflector-controller
  namespace: flux-system
  labels: {app.kubernetes.io/version: v2.7.1}
spec:
  template:
    spec:
      serviceAccountName: image-reflector-controller
      containers:
      - name: manager
        args: [--aws-autologin-for-ecr]"#
      passes r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: image-reflector-controller
  namespace: flux-system
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: image-reflector-controller
  namespace: flux-system
  labels: {app.kubernetes.io/version: v2.7.1}
spec:
  template:
    spec:
      serviceAccountName: image-reflector-controller
      containers:
      - name: manager"#;
    OTHER_ACCOUNT = 310 Error "identity of a ServiceAccount that is not used"
      "A controller's ServiceAccount carries an identity, and the controller's Deployment runs \
       under another one that has none."
      fails r#"apiVersion: v1
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
      serviceAccountName: flux
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
    STATIC_KEYS = 311 Info "static credentials"
      "A controller has static credentials of a cloud in its environment, where an identity \
       would do. Beside an identity of the same cloud it is a warning: the SDK uses the static \
       ones."
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
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
        env:
        - {name: AWS_ACCESS_KEY_ID, value: AKIAEXAMPLE}"#
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
    NO_IDENTITY = 312 Info "no identity to be seen"
      "Objects ask a controller for a cloud, and its manifests show no identity. A role of the \
       node, EKS Pod Identity and direct access on GKE leave no trace in manifests, so that is \
       right in many clusters; in the others the controller gets 401."
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
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: apps
  namespace: apps
spec:
  url: oci://490185926743.dkr.ecr.eu-west-1.amazonaws.com/apps
  provider: aws"#
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
      - name: manager
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: apps
  namespace: apps
spec:
  url: oci://490185926743.dkr.ecr.eu-west-1.amazonaws.com/apps
  provider: aws"#;
}
