//! `FWI32n` and `FWI33n`: what an audit says about the objects that ask for a cloud.

use super::codes;

codes! {
    REGISTRY_WITHOUT_PROVIDER = 321 Error "private registry without credentials"
      "An object reads from a registry of a cloud and names neither a provider nor a Secret. A \
       registry of ECR always asks for credentials. One of Azure or of Google may be open to \
       everybody: there it is a warning if the controller has an identity of that cloud, and \
       else an info."
      fails r#"apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: apps
  namespace: apps
spec:
  url: oci://490185926743.dkr.ecr.eu-west-1.amazonaws.com/apps"#
      passes r#"apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: apps
  namespace: apps
spec:
  url: oci://490185926743.dkr.ecr.eu-west-1.amazonaws.com/apps
  provider: aws"#;
    PROVIDER_OF_OTHER_REGISTRY = 322 Error "provider of another registry"
      "The provider of an object is of another cloud than its registry: Flux refuses to log in."
      fails r#"apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: apps
  namespace: apps
spec:
  url: oci://acme.azurecr.io/apps
  provider: aws"#
      passes r#"apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: apps
  namespace: apps
spec:
  url: oci://acme.azurecr.io/apps
  provider: azure"#;
    PROVIDER_WITHOUT_IDENTITY = 323 Warning "identity of another cloud"
      "Objects ask a controller for a cloud, and the only identities that its manifests show \
       are of other clouds."
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
  url: oci://acme.azurecr.io/apps
  provider: azure"#
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
    SECRET_BESIDE_PROVIDER = 324 Warning "Secret beside a provider"
      "An object that reads from a registry names both a provider and a Secret. The Secret is \
       used and the identity is not, so that the Secret's end of life is the object's."
      fails r#"apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: apps
  namespace: apps
spec:
  url: oci://490185926743.dkr.ecr.eu-west-1.amazonaws.com/apps
  provider: aws
  secretRef:
    name: ecr"#
      passes r#"apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: apps
  namespace: apps
spec:
  url: oci://490185926743.dkr.ecr.eu-west-1.amazonaws.com/apps
  provider: aws"#;
    PROVIDER_TOO_NEW = 325 Error "provider newer than Flux"
      "An object names a provider that the installed Flux does not know yet."
      fails r#"apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
  labels: {app.kubernetes.io/version: v2.8.0}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: apps
  namespace: apps
spec:
  url: https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/apps
  provider: aws"#
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
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: apps
  namespace: apps
spec:
  url: https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/apps
  provider: aws"#;
    OBJECT_ACCOUNT_TOO_NEW = 331 Error "ServiceAccount of an object before Flux knew it"
      "An object names a ServiceAccount to take the identity of, and the installed Flux is \
       older than the field: the controller's own identity would be used, or the API server \
       refuses the object."
      fails r#"apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
  labels: {app.kubernetes.io/version: v2.5.0}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
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
      passes r#"apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
  labels: {app.kubernetes.io/version: v2.6.0}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
        args: [--feature-gates=ObjectLevelWorkloadIdentity=true]
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
    GATE_OFF = 332 Error "feature gate of object identity off"
      "Objects name a ServiceAccount to take the identity of, and the controller's feature gate \
       ObjectLevelWorkloadIdentity is off, as it is by default from Flux 2.6 to 2.9: the \
       objects fail."
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
        args: [--feature-gates=ObjectLevelWorkloadIdentity=true]
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
    OBJECT_ACCOUNT_ABSENT = 333 Warning "ServiceAccount of an object absent"
      "An object names a ServiceAccount to take the identity of, and none of that name is among \
       the manifests of the cluster, in the object's namespace. Only of a whole cluster it is \
       known to be missing."
      fails r#"apiVersion: source.toolkit.fluxcd.io/v1
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
    OBJECT_ACCOUNT_BARE = 334 Error "ServiceAccount of an object without an identity"
      "An object takes the identity of a ServiceAccount, and that lacks the annotation which \
       says which one: the role on AWS, the client ID and the tenant ID on Azure. No webhook \
       fills in the tenant here."
      fails r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: apps
  namespace: apps
  annotations:
    azure.workload.identity/client-id: 7b4be3a2-1f3c-4a64-9d0e-5a4f8c1d2e3f
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: apps
  namespace: apps
spec:
  url: oci://acme.azurecr.io/apps
  provider: azure
  serviceAccountName: apps"#
      passes r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: apps
  namespace: apps
  annotations:
    azure.workload.identity/client-id: 7b4be3a2-1f3c-4a64-9d0e-5a4f8c1d2e3f
    azure.workload.identity/tenant-id: 2d1e7f60-5b3a-4c8d-9e21-6f7a8b9c0d1e
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: apps
  namespace: apps
spec:
  url: oci://acme.azurecr.io/apps
  provider: azure
  serviceAccountName: apps"#;
    CREDENTIAL_ANNOTATIONS = 335 Error "annotation of object identity alone"
      "Flux takes credential.auth.fluxcd.io/provider and /type together or not at all, and \
       refuses one alone. Before Flux 2.10 it reads neither, without a word: then it is a \
       warning."
      fails r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: apps
  namespace: apps
  annotations:
    credential.auth.fluxcd.io/type: jwt"#
      passes r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: apps
  namespace: apps
  annotations:
    credential.auth.fluxcd.io/provider: kubernetes
    credential.auth.fluxcd.io/type: jwt"#;
}
