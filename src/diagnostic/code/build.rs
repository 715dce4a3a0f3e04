//! `FWI250` to `FWI269`: what may be wrong with what kustomize builds.

use super::codes;

codes! {
    NOT_BUILT = 250 Warning "not built"
      "Whether Flux's controllers get what the config asks is seen in what kustomize builds, and a \
       build could not be made: something that a kustomization names is remote, absent, outside of \
       the repository or no regular file, or kustomize fails. A check ends with 2, since it could \
       not find out."
      fails "resources: [\"https://example.com/flux.yaml\"]"
      passes "resources: [gotk-components.yaml]";
    OTHER_IN_BUILD = 251 Error "another value in the build"
      "What kustomize builds does not carry what the config asks. kustomize applies patches in \
       order, and the last one counts: those of a kustomization come after its components, \
       patchesJson6902 and replacements after patches, and those of a parent after all of these."
      fails "components: [workload-identity]\npatches: [{path: older-annotation.yaml}]"
      passes "components: [workload-identity]";
    COMPONENT_NOT_LISTED = 252 Error "Component that nothing lists"
      "The files of the Component are there, and no kustomization.yaml of the repository has it in \
       components, so that nothing comes of it."
      fails "resources: [gotk-components.yaml]"
      passes "resources: [gotk-components.yaml]\ncomponents: [workload-identity]";
    NO_BUILDER = 253 Warning "nothing to build with"
      "Neither kustomize nor kubectl is on the PATH, so that nobody knows what a build would carry. A \
       check ends with 2, unless --no-build is given."
      fails "flux-workload-identity patches -c config.yaml --check kustomization.yaml # with neither kustomize nor kubectl"
      passes "flux-workload-identity patches -c config.yaml --check kustomization.yaml --no-build";
    NO_KUSTOMIZATION = 254 Error "no kustomization.yaml to list the Component in"
      "Beside gotk-components.yaml stands no kustomization.yaml. Flux generates one that lists every \
       file and folder as a resource, a Component is none, and so the sync would stop."
      fails "flux-workload-identity patches -c config.yaml --format component --write workload-identity"
      passes "flux-workload-identity patches -c config.yaml --format kustomization > kustomization.yaml";
    BUILD_EMPTY = 255 Info "build still empty"
      "gotk-components.yaml is absent or empty: flux bootstrap fills it. Until then nothing shows \
       whether the build carries what the config asks."
      fails "touch gotk-components.yaml"
      passes "flux install --export > gotk-components.yaml";
    OTHER_NAMESPACE = 256 Error "namespace of the kustomization"
      "A kustomization's field namespace puts everything that it builds into that namespace, after \
       its patches. The controllers run there, and the cloud sees it in the subjects of their \
       tokens: it is the namespace that the config is to name."
      fails "namespace: platform # in kustomization.yaml, and no namespace in the config"
      passes "namespace: platform # in kustomization.yaml and in the config";
}
