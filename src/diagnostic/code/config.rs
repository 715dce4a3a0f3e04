//! `FWI1nn`: what may be wrong with a config. The examples are the `spec` of one, and the tests
//! run them; an example with a `kind` is the whole config.

use super::codes;

codes! {
    NO_CONFIG = 101 Error "no config"
      "There is no functionConfig, or it has no spec (a ConfigMap: no data), so nothing says which \
       identities the controllers get."
      fails "apiVersion: flux-workload-identity.dev/v1alpha1\nkind: FluxWorkloadIdentity"
      passes "provider: gcp\nidentities:\n- services: [gar]";
    WRONG_KIND = 102 Error "not a config"
      "The config has another kind or apiVersion than FluxWorkloadIdentity of \
       flux-workload-identity.dev/v1alpha1 or ConfigMap of v1."
      fails "apiVersion: v1\nkind: FluxWorkloadIdentity\nspec: {provider: gcp, identities: [{services: [gar]}]}"
      passes "apiVersion: flux-workload-identity.dev/v1alpha1\nkind: FluxWorkloadIdentity\nspec: {provider: gcp, identities: [{services: [gar]}]}";
    UNKNOWN_FIELD = 103 Error "unknown field"
      "The config has a field that does not exist, or that belongs elsewhere. An unknown field is \
       never ignored: it would leave a controller without its identity."
      fails "provider: gcp\nidentities:\n- service: [gar]"
      passes "provider: gcp\nidentities:\n- services: [gar]";
    REPEATED_KEY = 104 Error "duplicate key"
      "A mapping of the config has the same key twice. YAML parsers disagree about which of the two \
       counts, so neither is used."
      fails "provider: gcp\nprovider: gcp\nidentities:\n- services: [gar]"
      passes "provider: gcp\nidentities:\n- services: [gar]";
    WRONG_TYPE = 105 Error "wrong type"
      "The value of a field is not of its type: a string where a list is expected, an unquoted \
       number where a string is, and so on. Merge keys (<<) and aliases of anchors \
       outside the config are not supported."
      fails "provider: gcp\nidentities:\n- services: gar"
      passes "provider: gcp\nidentities:\n- services: [gar]";
    UNKNOWN_VALUE = 106 Error "unknown value"
      "The value of a field is none of those it takes: an unknown provider, cluster, service or \
       controller."
      fails "provider: gcp\nidentities:\n- controllers: [sorce-controller]"
      passes "provider: gcp\nidentities:\n- controllers: [source-controller]";
    MISSING_FIELD = 107 Error "missing field"
      "A field is absent that this provider, wiring or cluster requires."
      fails "provider: aws\nidentities:\n- services: [ecr]"
      passes "provider: aws\nidentities:\n- services: [ecr]\n  roleArn: arn:aws:iam::490185926743:role/flux";
    MALFORMED_VALUE = 108 Error "malformed value"
      "An identifier does not have the form that its cloud or Kubernetes gives it: the cloud or \
       the API server would refuse it, or a controller would get no token."
      fails "provider: aws\nidentities:\n- services: [ecr]\n  roleArn: arn:aws:iam::1234:role/flux"
      passes "provider: aws\nidentities:\n- services: [ecr]\n  roleArn: arn:aws:iam::490185926743:role/flux";
    PLACEHOLDER = 109 Error "placeholder"
      "A value still holds a placeholder of a documentation page, such as ACCOUNT_ID or \
       <ROLE ARN>, where the reader's own value belongs."
      fails "provider: aws\nidentities:\n- services: [ecr]\n  roleArn: arn:aws:iam::ACCOUNT_ID:role/flux"
      passes "provider: aws\nidentities:\n- services: [ecr]\n  roleArn: arn:aws:iam::${ACCOUNT_ID}:role/flux";
    SUBSTITUTION = 110 Error "unsupported substitution"
      "A ${...} in a value is not one that Flux's post-build substitution replaces, so the \
       cluster would get the text as it is, or the build would fail. NAME is letters, digits and \
       underscores."
      fails "provider: aws\nidentities:\n- services: [ecr]\n  roleArn: ${aws_iam_role.flux.arn}"
      passes "provider: aws\nidentities:\n- services: [ecr]\n  roleArn: ${FLUX_ROLE_ARN}";
    OTHER_PROVIDER = 111 Error "field or service of another provider"
      "A field or a service belongs to another cloud than the identity's provider."
      fails "provider: gcp\nidentities:\n- services: [ecr]"
      passes "provider: gcp\nidentities:\n- services: [gar]";
    UNUSED_FIELD = 112 Error "unused field"
      "A field of an identity has no effect with its wiring. It is an error because \
       whoever wrote it expects one."
      fails "provider: gcp\nidentities:\n- services: [gar]\n  tokenExpirationSeconds: 3600"
      passes "provider: gcp\nidentities:\n- services: [gar]";
    UNUSED_DEFAULT = 113 Warning "unused default"
      "A field of spec is a default for identities, and none of them uses it."
      fails "provider: gcp\nregion: eu-west-1\nidentities:\n- services: [gar]"
      passes "provider: gcp\nidentities:\n- services: [gar]";
    OUT_OF_RANGE = 114 Error "value out of range"
      "A number or the length of a text is outside of what the cloud takes: token lifetimes, and \
       STS session names of more than 64 characters."
      fails "provider: aws\nidentities:\n- services: [ecr]\n  roleArn: arn:aws:iam::490185926743:role/flux\n  tokenExpirationSeconds: 60"
      passes "provider: aws\nidentities:\n- services: [ecr]\n  roleArn: arn:aws:iam::490185926743:role/flux\n  tokenExpirationSeconds: 3600";
    IMPOSSIBLE_WIRING = 115 Error "unsupported wiring"
      "The wiring can't work where Flux runs: EKS Pod Identity exists on EKS alone, and GCP reads \
       annotations on GKE alone."
      fails "provider: gcp\ncluster: eks\nwiring: annotation\nidentities:\n- services: [gar]"
      passes "provider: gcp\ncluster: gke\nwiring: annotation\nidentities:\n- services: [gar]";
    CONFLICTING_IDENTITIES = 116 Error "conflicting identities"
      "Two identities would give one controller different values of the same field. A controller \
       has one identity of a provider, since it has one ServiceAccount."
      fails "provider: aws\nidentities:\n- services: [ecr]\n  roleArn: arn:aws:iam::490185926743:role/a\n- services: [s3]\n  roleArn: arn:aws:iam::490185926743:role/b"
      passes "provider: aws\nidentities:\n- services: [ecr, s3]\n  roleArn: arn:aws:iam::490185926743:role/a";
    REPEATED_SERVICE_ACCOUNT = 117 Error "repeated ServiceAccount"
      "A ServiceAccount gets an identity in two places of the config: two entries of \
       objectLevel.serviceAccounts, or one that is also a controller's."
      fails "provider: gcp\nobjectLevel:\n  enabled: true\n  serviceAccounts:\n  - {name: a, namespace: b, serviceAccountEmail: a@p.iam.gserviceaccount.com}\n  - {name: a, namespace: b, serviceAccountEmail: c@p.iam.gserviceaccount.com}"
      passes "provider: gcp\nfluxVersion: \"2.10\"\nobjectLevel:\n  enabled: true\n  serviceAccounts:\n  - {name: a, namespace: b, serviceAccountEmail: a@p.iam.gserviceaccount.com}";
    LOCKDOWN_WITHOUT_GATE = 118 Error "default ServiceAccount without object identity"
      "A default ServiceAccount of objectLevel is set without enabled: true. From Flux 2.7 to 2.9 \
       a controller with such a flag and without the feature gate exits at start. From 2.10 on the \
       flags stand alone: object identity is always on."
      fails "provider: gcp\nobjectLevel:\n  defaultServiceAccount: tenant"
      passes "provider: gcp\nfluxVersion: \"2.10\"\nobjectLevel:\n  enabled: true\n  defaultServiceAccount: tenant";
    NO_OBJECT_LEVEL = 119 Error "controller without object identity"
      "objectLevel.controllers names a controller that has no object identity in any \
       version of Flux."
      fails "provider: gcp\nobjectLevel:\n  enabled: true\n  controllers: [source-watcher]"
      passes "provider: gcp\nfluxVersion: \"2.10\"\nobjectLevel:\n  enabled: true\n  controllers: [source-controller]";
    NO_EFFECT = 120 Warning "no effect"
      "Something in the config reaches nothing: a controller that uses no cloud service, or a \
       default ServiceAccount whose flag none of the named controllers has."
      fails "provider: gcp\nidentities:\n- services: [gar]\n  controllers: [source-watcher]"
      passes "provider: gcp\nidentities:\n- services: [gar]";
    ASKS_FOR_NOTHING = 121 Warning "empty config"
      "The config has neither identities nor objectLevel. It is valid, and removes entries that \
       this program wrote into a kustomization.yaml."
      fails "provider: gcp\nidentities: []"
      passes "provider: gcp\nidentities:\n- services: [gar]";
    UNUSUAL_ACCOUNT = 122 Warning "unusual Google account"
      "The Google service account is not a user-managed one, NAME@PROJECT.iam.gserviceaccount.com. \
       Controllers may impersonate others; for object identity Flux refuses them."
      fails "provider: gcp\nidentities:\n- services: [gar]\n  serviceAccountEmail: 1-compute@developer.gserviceaccount.com"
      passes "provider: gcp\nidentities:\n- services: [gar]\n  serviceAccountEmail: flux@project.iam.gserviceaccount.com";
    UNSEEN_CHANGE = 123 Warning "change that restartOnChange can't see"
      "restartOnChange annotates pods with a hash of the config's values. The value that Flux puts in \
       place of a substitution is not one of them: when it changes, pods are not restarted."
      fails "provider: gcp\nrestartOnChange: true\nidentities:\n- services: [gar]\n  serviceAccountEmail: ${EMAIL}"
      passes "provider: gcp\nrestartOnChange: true\nidentities:\n- services: [gar]\n  serviceAccountEmail: flux@project.iam.gserviceaccount.com";
    SAMPLE_VALUE = 124 Info "sample value"
      "The config holds values that documentation uses as samples, such as the AWS account \
       111122223333 or a UUID of zeros. They are well formed, but not yours."
      fails "provider: aws\nidentities:\n- services: [ecr]\n  roleArn: arn:aws:iam::111122223333:role/flux"
      passes "provider: aws\nidentities:\n- services: [ecr]\n  roleArn: arn:aws:iam::490185926743:role/flux";
    CLUSTER_TENANT = 125 Info "tenant of the cluster"
      "An Azure identity has no tenantId. With annotations the webhook takes the tenant that it \
       was installed with, the cluster's own; object identity and projected tokens need it \
       in the config."
      fails "provider: azure\nidentities:\n- services: [acr]\n  clientId: 6731de76-14a6-49ae-97bc-6eba6914391e"
      passes "provider: azure\ntenantId: 2ac72f38-2a4a-4d4b-9c3e-51b6d1ef5b5d\nidentities:\n- services: [acr]\n  clientId: 6731de76-14a6-49ae-97bc-6eba6914391e";
    OTHER_PARTITION = 130 Warning "role of another partition"
      "The role's ARN names another partition of AWS than the region is in: the STS endpoint of the \
       region knows no roles of the other partition, and refuses the token."
      fails "provider: aws\ncluster: other\nregion: cn-north-1\nidentities:\n- services: [ecr]\n  roleArn: arn:aws:iam::490185926743:role/flux"
      passes "provider: aws\ncluster: other\nregion: cn-north-1\nidentities:\n- services: [ecr]\n  roleArn: arn:aws-cn:iam::490185926743:role/flux";
    BASE_NOT_READ = 140 Error "base that is not read"
      "The config extends another by spec.base, and whoever reads it can't read files: the KRM \
       function gets objects alone. Where kustomize builds the config, its patches take the place \
       of a base: a config that it builds carries config.kubernetes.io/local-config: \"false\"."
      fails "base: ../workload-identity.yaml\nprovider: gcp\nidentities:\n- services: [gar]"
      passes "provider: gcp\nidentities:\n- services: [gar]";
    BASE_UNREADABLE = 141 Error "base that can't be read"
      "What spec.base leads to is absent, is not a regular file, or can't be read. It is a path \
       relative to the file that it stands in, so a config from stdin has none."
      fails "base: ../absent.yaml"
      passes "base: ../workload-identity.yaml";
    BASE_OUTSIDE = 142 Error "base outside of the repository"
      "spec.base is not a relative path, or leads out of the repository, links resolved. The \
       repository is the nearest folder upwards with .git; without one, the folder that the \
       command was started in."
      fails "base: /etc/workload-identity.yaml"
      passes "base: ../workload-identity.yaml";
    ENDLESS_BASE = 143 Error "bases without an end"
      "Configs extend each other in a circle, or more than five stand one behind the other."
      fails "base: workload-identity.yaml # in workload-identity.yaml"
      passes "base: ../workload-identity.yaml # in eu/workload-identity.yaml";
    AMBIGUOUS_NAME = 144 Error "ambiguous name"
      "Identities are merged by name, serviceAccounts by namespace and name, and the name that is \
       to be merged stands twice in one of the configs."
      fails "identities: [{name: a}] # its base: [{name: a}, {name: a}]"
      passes "identities: [{name: a}] # its base: [{name: a}, {name: b}]";
    OUTPUT_PLACE = 145 Error "no single output"
      "spec.output says where the command sync keeps its output: exactly one of component, \
       kustomization, fluxInstance, helmValues and fluxInstanceValues, a path relative to the \
       config's file."
      fails "provider: gcp\noutput: {component: a, kustomization: kustomization.yaml}\nidentities:\n- services: [gar]"
      passes "provider: gcp\noutput: {component: workload-identity}\nidentities:\n- services: [gar]";
}
