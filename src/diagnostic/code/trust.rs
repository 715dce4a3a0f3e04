//! `FWI5nn`: what is said about the cloud side.

use super::codes;

codes! {
    ISSUER_NEEDED = 501 Error "issuer needed"
      "The cloud trusts tokens by their issuer, and the issuer of this cluster is not known. It is \
       the \"issuer\" of what `kubectl get --raw /.well-known/openid-configuration` prints. Only \
       EKS Pod Identity and GKE do without."
      fails "flux-workload-identity trust -c config.yaml"
      passes "flux-workload-identity trust -c config.yaml --issuer https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE";
    ISSUER_MALFORMED = 502 Error "malformed issuer"
      "The issuer is not https://HOST[:PORT][/PATH], without a user, a query, a fragment, white \
       space or quotes. Clouds compare it to the byte, the last slash included."
      fails "flux-workload-identity trust -c config.yaml --issuer oidc.example.com"
      passes "flux-workload-identity trust -c config.yaml --issuer https://oidc.example.com";
    RESOURCE_MALFORMED = 503 Error "malformed resource"
      "A --resource is not an ARN, the ID of an Azure resource or a name of Google Cloud that Flux \
       can reach. Policies take the ARN of a KMS key, not of its alias."
      fails "flux-workload-identity trust -c config.yaml --resource arn:aws:kms:us-east-1:111122223333:alias/flux"
      passes "flux-workload-identity trust -c config.yaml --resource arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    RESOURCE_UNUSED = 504 Error "unused resource"
      "No identity of the configs uses the service of a --resource, or its role is in another \
       partition of AWS. Nobody would get the permission for it."
      fails "services: [ecr] # and --resource arn:aws:s3:::flux-manifests"
      passes "services: [ecr, s3] # and --resource arn:aws:s3:::flux-manifests";
    RESOURCE_NEEDED = 505 Error "resource needed"
      "AWS has no managed policy that only reads what Flux needs of KMS, EKS and CodeCommit, so the \
       permission is for the resources that are named."
      fails "services: [kms] # and no --resource"
      passes "services: [kms] # and --resource arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    SUBSTITUTED_IDENTITY = 506 Error "substitution in an identity"
      "The identity holds a substitution, which Flux makes in the cluster. A policy of the cloud \
       needs the value itself; only --format krm is built by Flux too, and needs the parts of the \
       identity apart."
      fails "roleArn: ${ROLE_ARN}"
      passes "roleArn: arn:aws:iam::490185926743:role/flux";
    CLOUD_LIMIT = 507 Error "limit of the cloud"
      "The cloud would refuse what is to be written: it is longer than the cloud allows, or more of \
       it."
      fails "clientId: aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee # for 21 ServiceAccounts"
      passes "clientId: aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee # for 20 ServiceAccounts";
    TRUST_POLICY_LONG = 508 Warning "long trust policy"
      "A role's trust policy has more than the 2,048 characters that AWS takes by default. A raised \
       quota takes up to 4,096."
      fails "roleArn: arn:aws:iam::490185926743:role/flux # for 40 ServiceAccounts"
      passes "roleArn: arn:aws:iam::490185926743:role/flux # for 20 ServiceAccounts";
    FORMAT_LACKS = 509 Error "format that can't say it"
      "The format has no way to say what the identities need. eksctl makes a role for one \
       ServiceAccount, with the default audience, and only on AWS."
      fails "flux-workload-identity trust -c config.yaml --format eksctl # services: [ecr], two controllers"
      passes "flux-workload-identity trust -c config.yaml --format terraform";
    ROLE_NEEDED = 510 Error "role needed"
      "EKS Pod Identity binds a role to a ServiceAccount in the cloud. The manifests need no role, \
       the cloud side does."
      fails "podIdentity: true"
      passes "podIdentity: true\nroleArn: arn:aws:iam::490185926743:role/flux";
    SERVICE_ELSEWHERE = 511 Error "service in another partition"
      "A service does not exist in the partition of the role: the public registry of ECR is in the \
       partition aws only, not in China or GovCloud."
      fails "services: [ecr-public]\nroleArn: arn:aws-cn:iam::490185926743:role/flux"
      passes "services: [ecr]\nroleArn: arn:aws-cn:iam::490185926743:role/flux";
    SUBJECT_NOT_COVERED = 512 Error "subject not covered"
      "No identity of the configs lets in the subject of --check-subject. Clouds compare subjects \
       exactly, case included."
      fails "flux-workload-identity trust -c config.yaml --check-subject system:serviceaccount:flux-system:Source-Controller"
      passes "flux-workload-identity trust -c config.yaml --check-subject system:serviceaccount:flux-system:source-controller";
    NOTHING_PERMITTED = 513 Warning "no permission"
      "An identity is let in and may do nothing: neither a service of it nor a --resource says what \
       it is to reach. That is right where the permissions are kept elsewhere."
      fails "flux-workload-identity trust -c config.yaml # services: [acr]"
      passes "flux-workload-identity trust -c config.yaml --resource /subscriptions/ID/resourceGroups/flux/providers/Microsoft.ContainerRegistry/registries/flux";
    OTHER_CREDENTIAL = 514 Warning "ServiceAccount with another credential"
      "A ServiceAccount gets its credential of a SPIFFE runtime. Issuer and subject are that \
       runtime's, so the ServiceAccount is left out."
      fails "credential.auth.fluxcd.io/provider: spiffe"
      passes "credential.auth.fluxcd.io/provider: kubernetes";
    AUDIENCES_REFUSED = 515 Error "audiences that can't be"
      "A ServiceAccount asks for other audiences where the cloud takes none or one: on GKE the \
       metadata server gives the token, and a federated credential of Entra has exactly one \
       audience."
      fails "credential.auth.fluxcd.io/audiences: sts.example.com # of an account on GKE"
      passes "# without the annotation";
    POOL_PROVIDER_LEFT = 516 Info "workload identity provider not written"
      "The workload identity pool and its provider are not written, since the cluster's issuer is \
       not known. That is right where both are there already."
      fails "flux-workload-identity trust -c config.yaml"
      passes "flux-workload-identity trust -c config.yaml --issuer https://oidc.example.com";
}
