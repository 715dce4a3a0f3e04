//! `FWI290` to `FWI299`: what is said about the values of a Helm chart.

use super::codes;

codes! {
    NOT_VALUES = 290 Error "not the values of the chart"
      "The file named is no values file, or holds the values of another Helm chart. Values are kept \
       in a values file, in one of a chart that has this one as a dependency, or in a HelmRelease."
      fails "instance: {} # with --format helm-values"
      passes "sourceController: {} # with --format helm-values";
    BESIDE_CHART = 291 Warning "objects beside the chart"
      "What the config asks for needs objects that the Helm chart flux-instance has no value for: \
       the ConfigMaps of projected Google identities, ServiceAccounts of tenants, the permission to \
       create tokens. Until they are applied beside it, the identities do not work."
      fails "provider: gcp # and cluster: other, with --format flux-instance-values"
      passes "provider: aws # and cluster: other, with --format flux-instance-values";
    IDENTITY_DROPPED = 292 Warning "identity taken out of the values"
      "The values held an identity, or what object identity needs, that the config does not ask for. \
       In a values file that is kept, the config says all that has the form in which this program \
       writes it, whoever wrote it. Controllers that still need it have to be in the config."
      fails "helmController: {serviceAccount: {annotations: {eks.amazonaws.com/role-arn: ...}}} # and a config for the source-controller"
      passes "controllers: [source-controller, helm-controller]";
    NOT_MADE = 293 Warning "not made by the chart"
      "The values keep the Helm chart from making what is to carry the identity. It is an info of a \
       controller that only a service implies."
      fails "sourceController: {serviceAccount: {create: false}}"
      passes "sourceController: {serviceAccount: {create: true}}";
}
