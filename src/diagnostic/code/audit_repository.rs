//! `FWI35n` and `FWI36n`: what an audit says about encryption and about repositories.

use super::codes;

codes! {
    ENCRYPTED = 351 Error "encrypted object that is not decrypted"
      "An object is encrypted by SOPS, and the Kustomization of Flux that applies it has no \
       spec.decryption: Flux refuses it. Kustomizations do not inherit decryption from the one \
       that applies them."
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
# apps/token.yaml
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
  - recipient: age1examplekey
  mac: ENC[AES256_GCM,data:bWFj,type:str]
---
# clusters/production/apps.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  path: ./apps
  sourceRef: {kind: GitRepository, name: flux-system}"#
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
# apps/token.yaml
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
  - recipient: age1examplekey
  mac: ENC[AES256_GCM,data:bWFj,type:str]
---
# clusters/production/apps.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  path: ./apps
  sourceRef: {kind: GitRepository, name: flux-system}
  decryption: {provider: sops}"#;
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
    UNKNOWN_TOP_LEVEL_FIELD = 362 Error "field at the top that does not belong there"
      "A controller or an object of Flux has a field such as target beside metadata and spec. \
       It was indented into the text of a patch: kustomize builds that, and Kubernetes refuses \
       the object."
      fails r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
target:
  kind: ServiceAccount"#
      passes r#"apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system"#;
    PATCH_OF_NOTHING = 363 Warning "patch that matches nothing"
      "The target of a patch names a Flux controller that is not among what is built, or names \
       it in another namespace. kustomize passes over such a patch without a word, and the \
       controller gets no identity."
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
# clusters/production/kustomization.yaml
resources: [flux-system/gotk-sync.yaml, account.yaml]
patches:
- target: {kind: ServiceAccount, name: kustomize-controller}
  patch: |
    - op: add
      path: /metadata/annotations
      value: {eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/flux}
---
# clusters/production/account.yaml
apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system"#
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
# clusters/production/kustomization.yaml
resources: [flux-system/gotk-sync.yaml, account.yaml]
patches:
- target: {kind: ServiceAccount, name: source-controller}
  patch: |
    - op: add
      path: /metadata/annotations
      value: {eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/flux}
---
# clusters/production/account.yaml
apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system"#;
    FUNCTION_IN_CLUSTER = 364 Error "function where Flux builds"
      "A kustomization that Flux builds runs a function. Flux runs none, so its build fails and \
       nothing of the folder is applied. Patches work there; a function is for where manifests \
       are rendered."
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
# clusters/production/kustomization.yaml
resources: [flux-system/gotk-sync.yaml]
transformers: [identity.yaml]
---
# clusters/production/identity.yaml
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata:
  name: flux
spec:
  provider: gcp
  identities: [{services: [gar]}]"#
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
# clusters/production/kustomization.yaml
resources: [flux-system/gotk-sync.yaml]"#;
    CONFIG_APPLIED = 365 Error "config that Flux applies"
      "A config of this program lies in a folder that Flux applies and is not marked as local, \
       so Flux sends it to the cluster, which knows no such kind: the Kustomization fails."
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
spec:
  provider: gcp
  identities: [{services: [gar]}]"#
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
  provider: gcp
  identities: [{services: [gar]}]"#;
    ROOT_WITHOUT_FLUX = 366 Warning "root that does not list Flux"
      "The folder that a cluster applies of itself has a kustomization that does not reach the \
       folder with gotk-sync.yaml. Flux runs as it was bootstrapped, and changes and patches of \
       its own manifests never reach the cluster."
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
# clusters/production/kustomization.yaml
resources: [apps.yaml]
---
# clusters/production/apps.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: apps, namespace: apps}"#
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
# clusters/production/flux-system/kustomization.yaml
resources: [gotk-sync.yaml]
---
# clusters/production/kustomization.yaml
resources: [flux-system, apps.yaml]
---
# clusters/production/apps.yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: apps, namespace: apps}"#;
    LINKED = 367 Error "symbolic link"
      "A kustomization reaches a file or a folder through a symbolic link. kustomize follows it \
       here; the artifacts that Flux builds from have no links, so that it is missing in the \
       cluster."
      fails r#"resources: [link.yaml] # a link to apps.yaml"#
      passes r#"resources: [apps.yaml]"#;
}
