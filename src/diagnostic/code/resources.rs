//! `FWI2nn`: what is said about resources, and about the edits of them.

use super::codes;

codes! {
    SET = 201 Info "field set"
      "A field was added to a resource, or an element to a list: the change that the config asks \
       for."
      fails "metadata: {name: source-controller}"
      passes "metadata: {name: source-controller, annotations: {iam.gke.io/gcp-service-account: flux@project.iam.gserviceaccount.com}}";
    REPLACED = 202 Warning "value replaced"
      "A field had another value, which is replaced with the config's. With strict: true it is an \
       error and nothing is changed."
      fails "eks.amazonaws.com/role-arn: arn:aws:iam::123456789012:role/old"
      passes "eks.amazonaws.com/role-arn: arn:aws:iam::123456789012:role/flux";
    REMOVED = 203 Warning "field removed"
      "A field of the other wiring of the same provider was removed: the annotations where tokens \
       are projected, or the projected token where annotations are used. Both together would \
       compete."
      fails "eks.amazonaws.com/role-arn: arn:aws:iam::123456789012:role/flux # and wiring: projected in the config"
      passes "annotations: {}";
    OBJECT_ADDED = 204 Info "object added"
      "An object was added that the config asks for and that was not there: a tenant's \
       ServiceAccount, or the ConfigMap with a Google credential configuration."
      fails "# no ConfigMap source-controller-workload-identity-federation"
      passes "kind: ConfigMap\nmetadata: {name: source-controller-workload-identity-federation}";
    NOTHING_MATCHED = 205 Error "nothing matched"
      "An identity reaches none of the resources given: no ServiceAccount of its controllers is in \
       the config's namespace. kustomize silently ignores such a patch."
      fails "kind: ServiceAccount\nmetadata: {name: source-controller, namespace: flux}"
      passes "kind: ServiceAccount\nmetadata: {name: source-controller, namespace: flux-system}";
    CONTROLLER_ABSENT = 206 Warning "controller absent"
      "A controller that the config names is not among the resources, so it gets no identity. If \
       only a service implies the controller it is an info: flux bootstrap does not install \
       the image controllers."
      fails "controllers: [image-reflector-controller] # in the config, and not installed"
      passes "controllers: [source-controller]";
    NAMESPACE_ASSUMED = 207 Info "namespace assumed"
      "A resource has no metadata.namespace. It is taken to be in the namespace that the config \
       names, since no resource of that kind and name is written with it."
      fails "metadata: {name: source-controller}"
      passes "metadata: {name: source-controller, namespace: flux-system}";
    DEPLOYMENT_ABSENT = 208 Error "Deployment absent"
      "The ServiceAccount is there, and no Deployment among the resources runs under it, where the \
       wiring has to edit one."
      fails "kind: ServiceAccount\nmetadata: {name: source-controller}"
      passes "kind: Deployment\nspec: {template: {spec: {serviceAccountName: source-controller}}}";
    SERVICE_ACCOUNT_ABSENT = 209 Error "ServiceAccount absent"
      "A ServiceAccount that is to be annotated is not among the resources. A tenant's can be added \
       with create: true."
      fails "kind: Deployment\nspec: {template: {spec: {serviceAccountName: source-controller}}}"
      passes "kind: ServiceAccount\nmetadata: {name: source-controller, namespace: flux-system}";
    NAMESPACE_ABSENT = 210 Info "namespace absent"
      "A tenant's ServiceAccount is added to a namespace that is not among the resources. It has to \
       exist in the cluster by then."
      fails "# no Namespace apps"
      passes "kind: Namespace\nmetadata: {name: apps}";
    NO_CONTAINER = 211 Error "no manager container"
      "The container that gets environment, mounts and arguments is the one named manager, or the \
       only one. This Deployment has several, and none or more than one of that name."
      fails "containers: [{name: controller}, {name: proxy}]"
      passes "containers: [{name: manager}, {name: proxy}]";
    NOT_MANAGED = 212 Error "field of another form"
      "A field has the name of one that this program writes, and a form that it never writes: it \
       belongs to somebody else and is neither replaced nor removed."
      fails "env: [{name: AWS_REGION, valueFrom: {configMapKeyRef: {name: aws, key: region}}}]"
      passes "env: [{name: AWS_REGION, value: eu-west-1}]";
    ENV_WINS = 213 Warning "environment variable overrides the identity"
      "An environment variable set by hand makes the cloud's SDK use it in place of the identity \
       that the config gives."
      fails "env: [{name: AWS_ROLE_ARN, value: arn:aws:iam::123456789012:role/old}]"
      passes "env: []";
    ANNOTATION_STAYS = 214 Warning "annotation left in place"
      "The config's identity leaves nothing to annotate, and an annotation of another is there. On \
       GKE it makes that account be used in place of direct access; on EKS it is a fallback of Pod \
       Identity."
      fails "iam.gke.io/gcp-service-account: old@project.iam.gserviceaccount.com"
      passes "annotations: {}";
    NO_TRACE = 215 Info "nothing to annotate"
      "EKS Pod Identity and GKE's direct access are granted in the cloud alone: there is nothing to \
       write into manifests, and nothing in them to check."
      fails "podIdentity: true # in the config"
      passes "roleArn: arn:aws:iam::123456789012:role/flux # in the config";
    VERSION_UNKNOWN = 216 Warning "version of Flux unknown"
      "Neither the label app.kubernetes.io/version nor an image tag tells which Flux the resources \
       are of, and what the config asks for depends on it. spec.fluxVersion can say it."
      fails "image: registry.internal/source-controller"
      passes "labels: {app.kubernetes.io/version: v2.9.3}";
    TOO_OLD = 217 Error "Flux too old"
      "The resources are of a version of Flux that does not know what the config asks for: a \
       controller exits at a flag or a feature gate that it does not know."
      fails "app.kubernetes.io/version: v2.5.1 # with objectLevel.enabled: true"
      passes "app.kubernetes.io/version: v2.9.3";
    SERVICE_TOO_NEW = 218 Warning "service newer than Flux"
      "The installed Flux can't reach the service yet. The identity is written all the same, so \
       that an upgrade finds it."
      fails "app.kubernetes.io/version: v2.6.0 # with services: [eks]"
      passes "app.kubernetes.io/version: v2.7.0";
    FLAG_NOT_READ = 219 Error "flag would not be parsed"
      "A flag added to the arguments would not be read as one: it would follow --, or a flag that \
       waits for its value."
      fails "args: [--events-addr=a, --]"
      passes "args: [--events-addr=a]";
    TOKEN_CREATION = 220 Warning "tokens can't be created"
      "Object identity needs the controller to create tokens of the tenants' ServiceAccounts, and none \
       of its roles allows that. From Flux 2.10 on the default RBAC does not: the ClusterRole and \
       the ClusterRoleBinding flux-object-identity do, which enabled: true or rbac: true adds."
      fails "rules: [{apiGroups: [\"\"], resources: [serviceaccounts], verbs: [get]}]"
      passes "rules: [{apiGroups: [\"\"], resources: [serviceaccounts/token], verbs: [create]}]";
    AKS_TO_AZURE = 221 Info "object identity on AKS"
      "Object identity of Azure on AKS is called unstable by Flux: AKS may refuse token \
       requests of controllers for a while (https://github.com/fluxcd/flux2/issues/5359)."
      fails "cluster: aks # with objectLevel and provider: azure, in the config"
      passes "cluster: other";
    IMPERSONATED_ACCOUNT = 222 Error "account that is impersonated"
      "In a FluxInstance with multitenant: true the default ServiceAccount is also the one that the \
       kustomize- and the helm-controller impersonate, so it is not replaced."
      fails "cluster: {multitenant: true, tenantDefaultServiceAccount: flux}"
      passes "cluster: {multitenant: false}";
    EDIT_REFUSED = 223 Error "edit refused"
      "The YAML at the place to edit is written in a way in which an edit could change other values \
       too: aliases, anchors, tags, merge keys, repeated keys. Nothing is changed."
      fails "metadata: {name: source-controller, labels: &shared {}, annotations: *shared}"
      passes "metadata: {name: source-controller, labels: {}, annotations: {}}";
    NOT_EXPRESSIBLE = 224 Error "not supported by this format"
      "The output format has no way to say what the config asks for: an AKS extension has one \
       identity for all, a FluxInstance switches object identity on for all controllers, a patch can't \
       add an object."
      fails "objectLevel: {controllers: [source-controller]} # with --format flux-instance"
      passes "objectLevel: {enabled: true}";
    ENTRY_TAKEN = 225 Error "name already in use"
      "An entry of the kustomization.yaml, or a file, has the name of one that this program manages \
       and was not written by it, or was changed since."
      fails "configMapGenerator: [{name: source-controller-workload-identity-federation, files: [a.json]}]"
      passes "configMapGenerator: []";
    PATCHED_BY_HAND = 226 Warning "patched by hand too"
      "A patch that this program does not manage writes the same field. kustomize applies patches \
       in order, and the last one counts."
      fails "patches: [{patch: \"...eks.amazonaws.com/role-arn: ...\"}]"
      passes "patches: []";
    ALREADY_PATCHED = 227 Warning "manifests already patched"
      "The manifests given already have what a patch would set, so that no patch is made for it: \
       they may be what kustomize has built, not what it is to patch."
      fails "kustomize build . | flux-workload-identity patches -c config.yaml -"
      passes "flux-workload-identity patches -c config.yaml gotk-components.yaml";
    NOT_A_KUSTOMIZATION = 228 Error "not a kustomization.yaml"
      "The file named is not a kustomization.yaml or a Component that entries can be kept in."
      fails "kind: Deployment"
      passes "kind: Kustomization";
    NOT_PART = 229 Warning "not part of this output"
      "A tenant's ServiceAccount is not part of what installs Flux, so this format can't annotate \
       it."
      fails "serviceAccounts: [{name: tenant, namespace: apps}] # with --format helm-values"
      passes "serviceAccounts: [{name: tenant, namespace: apps, create: true}]";
    GENERATED_FILE = 230 Warning "generated file"
      "The file that was edited is written by flux bootstrap, which will overwrite the edit at the \
       next upgrade of Flux. Patches in the kustomization.yaml beside it are kept."
      fails "flux-workload-identity apply -c config.yaml --write gotk-components.yaml"
      passes "flux-workload-identity patches -c config.yaml --write kustomization.yaml gotk-components.yaml";
    GATE_RETIRED = 231 Warning "feature gate without effect"
      "From Flux 2.10 on object identity is always on, and its feature gate has no effect, whether \
       it is true or false. Once Flux forgets the gate, a controller with it exits at start."
      fails "app.kubernetes.io/version: v2.10.1 # with --feature-gates=ObjectLevelWorkloadIdentity=true"
      passes "app.kubernetes.io/version: v2.9.3 # with --feature-gates=ObjectLevelWorkloadIdentity=true";
    ALWAYS_ON = 232 Warning "object identity always on"
      "From Flux 2.10 on object identity is on whatever the config says. It is a warning where \
       enabled is false, and else an info: what the config names is used."
      fails "objectLevel: {enabled: false} # with Flux 2.10"
      passes "objectLevel: {enabled: true}";
    DEFAULT_ACCOUNT_ABSENT = 233 Warning "default ServiceAccount absent"
      "From Flux 2.10 on the source-controller gives every GitRepository and OCIRepository that \
       names no ServiceAccount the default one, Flux's own too: in a namespace without it, sources \
       fail. The account default is in every namespace."
      fails "objectLevel: {defaultServiceAccount: tenant} # and none of this name in flux-system"
      passes "objectLevel: {defaultServiceAccount: default}";
    SEVERAL_VERSIONS = 234 Warning "several versions of Flux"
      "Some controllers have the feature gate of object identity, and others are of a version that \
       no longer has it. Each gets what its version needs."
      fails "app.kubernetes.io/version: v2.9.3 # of one controller, and v2.10.1 of another"
      passes "app.kubernetes.io/version: v2.10.1 # of all";
    OTHER_VERSION = 235 Warning "another version than the config says"
      "The resources tell another version of Flux than spec.fluxVersion, which is for commands \
       without manifests. The resources count."
      fails "fluxVersion: \"2.10\" # in the config, and app.kubernetes.io/version: v2.9.3"
      passes "fluxVersion: \"2.10\" # in the config, and app.kubernetes.io/version: v2.10.1";
    PERMISSION_NOT_ADDED = 236 Warning "permission that a patch can't add"
      "From Flux 2.10 on object identity needs a ClusterRole and a ClusterRoleBinding, and a patch \
       can't add objects. A Component can, and so can the function and apply."
      fails "objectLevel: {enabled: true} # with --format kustomization and Flux 2.10"
      passes "objectLevel: {enabled: true} # with --format component --write FOLDER";
    SPIFFE_IDENTITY = 237 Info "identity of SPIFFE"
      "The annotation credential.auth.fluxcd.io/provider: spiffe makes Flux present an identity of \
       SPIFFE, not a token of the cluster. What the cloud has to trust is SPIFFE's issuer and the \
       object's SPIFFE ID."
      fails "annotations: {credential.auth.fluxcd.io/provider: spiffe}"
      passes "annotations: {credential.auth.fluxcd.io/provider: kubernetes}";
    OTHER_SERVICE_ACCOUNT = 238 Error "Deployment under another ServiceAccount"
      "The controller's Deployment does not run under the ServiceAccount of its name. What the \
       config gives to that account would reach no pod, and the controller would get 401 errors hours later."
      fails "kind: Deployment\nmetadata: {name: source-controller}\nspec: {template: {spec: {serviceAccountName: flux-irsa}}}"
      passes "kind: Deployment\nmetadata: {name: source-controller}\nspec: {template: {spec: {serviceAccountName: source-controller}}}";
}
