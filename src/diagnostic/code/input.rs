//! `FWI9nn`: what may be wrong with the input and the command line.

use super::codes;

codes! {
    EMPTY_INPUT = 901 Error "empty input"
      "The input holds no document at all: nothing was piped in, or the file is empty."
      fails "flux-workload-identity < /dev/null"
      passes "flux-workload-identity < resourcelist.yaml";
    NOT_UTF8 = 902 Error "not UTF-8"
      "The input is not valid UTF-8, so it can't be YAML or JSON that Kubernetes' tools read."
      fails "a: \\xFF"
      passes "a: \"\\xFF\"";
    SYNTAX = 903 Error "malformed YAML or JSON"
      "The input can't be parsed, or is nested more than 255 levels deep. Templates, such as a Helm \
       chart's, have to be rendered first."
      fails "a: [1"
      passes "a: [1]";
    NOT_A_RESOURCE_LIST = 904 Error "not a ResourceList"
      "The function reads a ResourceList of config.kubernetes.io/v1 or v1beta1, which kustomize and \
       kpt make. Manifests as they are go through the command apply."
      fails "kind: Deployment"
      passes "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []";
    REPEATED_LIST_KEY = 905 Error "duplicate key in the ResourceList"
      "The ResourceList itself has the same key twice, so it is not clear which of the two counts."
      fails "items: []\nitems: []"
      passes "items: []";
    WRONG_LIST_TYPE = 906 Error "malformed ResourceList"
      "The ResourceList has a part of the wrong type: items is not a list, or one of them is not an \
       object."
      fails "items: {}"
      passes "items: []";
    SEVERAL_CONFIGS = 907 Error "no single config"
      "The file named with -c holds several configs, or none among its documents."
      fails "kind: FluxWorkloadIdentity\n---\nkind: FluxWorkloadIdentity"
      passes "kind: FluxWorkloadIdentity";
    COMMAND_LINE = 910 Error "command line"
      "The command line can't be followed: options that contradict each other, a file named twice, \
       an unknown code."
      fails "flux-workload-identity apply -c config.yaml --write -"
      passes "flux-workload-identity apply -c config.yaml --write gotk-components.yaml";
    FILE_ACCESS = 911 Error "file access"
      "A file can't be read or written: it does not exist, permission is denied, the disk is full, \
       it was changed by something else in the meantime, or it is a folder, a named pipe or a device."
      fails "flux-workload-identity apply -c absent.yaml"
      passes "flux-workload-identity apply -c config.yaml";
    OTHER_INPUT = 920 Error "not manifests"
      "The input is something else than Kubernetes manifests: a kustomization.yaml, a HelmRelease, \
       the values of a chart, a ResourceList, a web page, an encrypted or compressed file, a pointer \
       of Git LFS, a file with the markers of a merge conflict."
      fails "kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\nresources: [gotk-components.yaml]"
      passes "kind: ServiceAccount\napiVersion: v1\nmetadata: {name: source-controller, namespace: flux-system}";
    NO_TARGET = 940 Error "no place for the output"
      "sync keeps the output of a config beside what Flux is installed by: a kustomization.yaml that \
       lists gotk-components.yaml, itself or in a base, or a FluxInstance. There is none, or there \
       are two, and spec.output names no other place."
      fails "flux-workload-identity sync docs/example.yaml"
      passes "flux-workload-identity sync clusters/eu/flux-system/workload-identity.yaml";
    NOT_A_CLUSTER = 941 Error "config of no cluster"
      "The file that sync is given is no cluster's config: another config extends it, or the \
       function runs with it, so that no output is its own."
      fails "flux-workload-identity sync workload-identity.yaml # the base of the others"
      passes "flux-workload-identity sync clusters";
    NO_CLUSTER = 942 Error "no cluster found"
      "Nothing below the paths is the config of a cluster with something to keep up to date, so \
       nothing was looked at. A check that looks at nothing is not a green one."
      fails "flux-workload-identity sync --check docs"
      passes "flux-workload-identity sync --check clusters";
    SAME_OUTPUT = 943 Error "two configs with one output"
      "Two configs would keep their output in the same file, and each would undo what the other \
       wrote. Configs in one folder have the same output unless spec.output says another."
      fails "output: {component: workload-identity} # in two configs of a folder"
      passes "output: {component: workload-identity-images} # in one of them";
}
