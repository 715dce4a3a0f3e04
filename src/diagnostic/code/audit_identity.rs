//! `FWI30n`: what an audit says about the identities of the controllers.

use super::codes;

codes! {
    POD_LABEL_ABSENT = 301 Error "pods without the label of Azure's webhook"
      "A ServiceAccount names a client ID, and the pods that run under it do not carry the \
       label azure.workload.identity/use. The webhook reads the pod's label alone: on the \
       ServiceAccount or on the Deployment's own metadata it does nothing, and the pods get no \
       token."
      fails r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
  annotations:
    azure.workload.identity/client-id: 7b4be3a2-1f3c-4a64-9d0e-5a4f8c1d2e3f
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
  labels: {azure.workload.identity/use: "true"}
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
    azure.workload.identity/client-id: 7b4be3a2-1f3c-4a64-9d0e-5a4f8c1d2e3f
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
spec:
  template:
    metadata: {labels: {azure.workload.identity/use: "true"}}
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager"#;
    CLIENT_ID_ABSENT = 302 Warning "labelled pods without a client ID"
      "The pods carry the label of Azure's webhook, and their ServiceAccount names no client \
       ID: the webhook sets an empty AZURE_CLIENT_ID. It is an error where an object asks for \
       Azure."
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
    metadata: {labels: {azure.workload.identity/use: "true"}}
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
    azure.workload.identity/client-id: 7b4be3a2-1f3c-4a64-9d0e-5a4f8c1d2e3f
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
spec:
  template:
    metadata: {labels: {azure.workload.identity/use: "true"}}
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager"#;
    NEAR_MISS = 303 Error "key that nothing reads"
      "An annotation or a label of a Flux controller is almost one that a webhook reads. \
       Nothing reads it, and nothing says so. On GKE such a key even looks right, as it means \
       direct access."
      fails r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
  annotations:
    eks.amazonaws.com/role_arn: arn:aws:iam::490185926743:role/flux
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
    NO_STRING = 304 Error "label that is no string"
      "A label is written as a boolean or a number. Kubernetes takes only strings and refuses \
       the whole object. kustomize quotes such a value in the annotations of an object, and \
       nowhere else."
      fails r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
  annotations:
    azure.workload.identity/client-id: 7b4be3a2-1f3c-4a64-9d0e-5a4f8c1d2e3f
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
spec:
  template:
    metadata: {labels: {azure.workload.identity/use: true}}
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
    azure.workload.identity/client-id: 7b4be3a2-1f3c-4a64-9d0e-5a4f8c1d2e3f
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
spec:
  template:
    metadata: {labels: {azure.workload.identity/use: "true"}}
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager"#;
    ROLE_BESIDE_ANNOTATION = 305 Error "variables of a role beside its annotation"
      "A Deployment sets AWS_ROLE_ARN or AWS_WEB_IDENTITY_TOKEN_FILE and mounts no token, and \
       its ServiceAccount is annotated with a role. The webhook of EKS leaves a container with \
       these variables alone, so that it has no token at all."
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
        env:
        - {name: AWS_ROLE_ARN, value: arn:aws:iam::490185926743:role/flux}"#
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
    TOKEN_FILE_ABSENT = 306 Error "file of a token that is not there"
      "A variable names the file of a token or of a credential configuration, and nothing puts it \
       into the controller's container: no volume is mounted there, the volume is not defined, \
       or it holds the file under another name."
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
        - {name: AWS_ROLE_ARN, value: arn:aws:iam::490185926743:role/flux}
        - {name: AWS_WEB_IDENTITY_TOKEN_FILE, value: /var/run/service-account/aws-token}"#
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
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
        env:
        - {name: AWS_ROLE_ARN, value: arn:aws:iam::490185926743:role/flux}
        - {name: AWS_WEB_IDENTITY_TOKEN_FILE, value: /var/run/service-account/aws-token}
        volumeMounts:
        - {name: aws-token, mountPath: /var/run/service-account}
      volumes:
      - name: aws-token
        projected:
          sources: [{serviceAccountToken: {audience: sts.amazonaws.com, path: aws-token}}]"#;
    OTHER_CLIENT_ID = 307 Warning "another client ID in the environment"
      "A Deployment sets AZURE_CLIENT_ID to another identity than its ServiceAccount names. The \
       webhook does not replace a variable that is there, so the ServiceAccount's is never \
       used."
      fails r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
  annotations:
    azure.workload.identity/client-id: 7b4be3a2-1f3c-4a64-9d0e-5a4f8c1d2e3f
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
spec:
  template:
    metadata: {labels: {azure.workload.identity/use: "true"}}
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
        env:
        - {name: AZURE_CLIENT_ID, value: 0c9d4e11-77aa-4b1e-8c55-3f2a1b0c9d8e}"#
      passes r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
  annotations:
    azure.workload.identity/client-id: 7b4be3a2-1f3c-4a64-9d0e-5a4f8c1d2e3f
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
spec:
  template:
    metadata: {labels: {azure.workload.identity/use: "true"}}
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager"#;
    POD_IDENTITY_RETIRED = 308 Warning "AAD Pod Identity"
      "The pods carry the label of AAD Pod Identity, which Microsoft has retired: new clusters \
       have nothing that reads it. Azure workload identity took its place."
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
    metadata: {labels: {aadpodidbinding: flux}}
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
    azure.workload.identity/client-id: 7b4be3a2-1f3c-4a64-9d0e-5a4f8c1d2e3f
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
spec:
  template:
    metadata: {labels: {azure.workload.identity/use: "true"}}
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager"#;
}
