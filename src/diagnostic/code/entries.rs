//! `FWI241` to `FWI249`: what is said about the entries that the program keeps among a user's.

use super::codes;

codes! {
    OF_ANOTHER_CONFIG = 241 Error "entries of another config"
      "A kustomization.yaml, a Component's folder or a FluxInstance holds what was written for a \
       config of another metadata.name. To keep two configs there would take each other's entries \
       out. One config can hold the identities of both."
      fails "patch: |\n  # flux-workload-identity/apps: aws identity # and the config given is flux"
      passes "patch: |\n  # flux-workload-identity/flux: aws identity";
    ENTRY_REMOVED = 242 Info "entry removed"
      "An entry that this program wrote is taken out, as the config asks for it no longer. It is \
       said by default: something of the file goes."
      fails "identities: [] # in the config, and an entry of it in the file"
      passes "identities: [{services: [ecr], roleArn: arn:aws:iam::123456789012:role/flux}]";
    IDENTITY_LOST = 243 Warning "controller left without an identity"
      "An entry that is removed gave a controller an identity, and the config gives it none of that \
       cloud. From the next restart of its pods on the controller has no access."
      fails "controllers: [source-controller] # where the kustomize-controller had been too"
      passes "controllers: [source-controller, kustomize-controller]";
    WITHOUT_A_NAME = 244 Info "mark without a name"
      "What earlier versions of this program wrote does not carry the name of its config. It is the \
       config's that writes it next, and is no difference to a check."
      fails "# flux-workload-identity: aws identity"
      passes "# flux-workload-identity/flux: aws identity";
    OTHER_CLUSTER = 245 Warning "cluster of another cloud"
      "A FluxInstance's cluster.type is that of one cloud, and the config gives annotations that \
       another cloud's clusters read: nothing there may read them, unless that cloud's webhook was \
       installed. Identities from elsewhere are wired with cluster: in the config."
      fails "cluster: {type: azure} # and provider: aws in the config"
      passes "cluster: {type: aws}";
    CONFIG_LISTED = 246 Warning "config listed in the kustomization"
      "The kustomization.yaml lists the config itself. Under resources Flux would apply it to a \
       cluster that does not know its kind, under transformers Flux refuses to build: either stops \
       the sync."
      fails "resources: [gotk-components.yaml, config.yaml]"
      passes "resources: [gotk-components.yaml]";
    TAKEN_OVER = 247 Info "patch by hand taken over"
      "A patch that was written by hand is taken out with --take-over: the managed patches set the \
       same fields to the same values, and kustomize builds the same without it."
      fails "patch: '{metadata: {name: any, annotations: {eks.amazonaws.com/role-arn: ...}}}'"
      passes "patch: '# flux-workload-identity/flux: aws identity ...'";
    NOT_TAKEN_OVER = 248 Warning "patch by hand stays"
      "The managed patches set the same fields to the same values as one by hand, and without it \
       kustomize would still build something else: it reaches objects that they do not reach."
      fails "target: {kind: ServiceAccount} # and a config for the source-controller"
      passes "target: {kind: ServiceAccount, name: source-controller}";
    NOT_COMPARED = 249 Error "builds not compared"
      "--take-over takes patches by hand out only if kustomize builds the same without them. Where \
       neither kustomize nor kubectl is found, or the build fails, nothing is written."
      fails "resources: [absent.yaml]"
      passes "resources: [gotk-components.yaml]";
}
