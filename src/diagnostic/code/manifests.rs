//! `FWI270` to `FWI289`: what manifests hold that keeps an identity from taking effect.

use super::codes;

codes! {
    MISSPELT_KEY = 270 Warning "misspelt annotation or label"
      "An annotation or a label is nearly the one that a webhook or Flux reads. Nobody reads this \
       one, so that what it says has no effect."
      fails "eks.amazon.com/role-arn: arn:aws:iam::490185926743:role/flux"
      passes "eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/flux";
    SKIPPED_CONTAINER = 271 Warning "container that the webhook skips"
      "An annotation of the pods tells the webhook to leave the controller's container alone: it \
       would get no token."
      fails "annotations: {eks.amazonaws.com/skip-containers: manager}"
      passes "annotations: {eks.amazonaws.com/skip-containers: proxy}";
    ENV_FROM = 272 Warning "environment from elsewhere"
      "The controller's container takes all keys of a Secret or a ConfigMap as its environment, and \
       one of them sets, or may set, a variable that the cloud's SDK prefers to the identity."
      fails "envFrom: [{secretRef: {name: aws-credentials}}]"
      passes "env: [{name: HTTPS_PROXY, valueFrom: {configMapKeyRef: {name: proxy, key: url}}}]";
    RETIRED_FIELD = 273 Warning "field of a retired mechanism"
      "A label, an annotation, a variable or a flag belongs to an earlier way to an identity, such as \
       AAD Pod Identity, kube2iam, or the autologin flags that Flux 2.7 removed. It is not read any \
       more, or competes with the identity."
      fails "args: [--aws-autologin-for-ecr]"
      passes "args: []";
    RESIDUE = 274 Warning "identity that the config does not have"
      "The manifests give a controller an identity of a cloud from which the config gives it none. \
       Only apply --check tells: an identity that is dropped from a config is never removed by \
       itself."
      fails "eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/flux # not in the config"
      passes "annotations: {}";
    LITERAL_SUBSTITUTION = 275 Warning "substitution that nothing makes"
      "The config holds a substitution, and the Kustomization of Flux that applies the controllers \
       has no postBuild: the text ${NAME} itself would reach the cluster."
      fails "spec: {path: ./clusters/production}"
      passes "spec: {path: ./clusters/production, postBuild: {substituteFrom: [{kind: ConfigMap, name: cluster}]}}";
    UNDOCUMENTED = 276 Warning "controller that the AKS extension may leave out"
      "The settings of the AKS extension give one identity to its controllers. Microsoft documents \
       that for the source- and the image-reflector-controller; whether others get a token is not \
       said."
      fails "services: [keyvault] # with --format aks-extension"
      passes "services: [acr] # with --format aks-extension";
    VALUES_OVERRIDDEN = 277 Warning "values that others may win over"
      "A HelmRelease has what is not known here and may win over its values: a reference in \
       valuesFrom with a targetPath at one of those that the config asks for, or postRenderers, which \
       patch what the chart renders. Without a targetPath spec.values win over valuesFrom. A check \
       ends with 2, since it could not find out."
      fails "valuesFrom: [{kind: Secret, name: flux, targetPath: sourceController.serviceAccount}]"
      passes "valuesFrom: [{kind: Secret, name: flux}]";
}
