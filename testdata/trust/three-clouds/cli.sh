#!/bin/sh
# The cloud side of these Flux identities. Safe to run twice.
# A role's trust policy is replaced: a role that another cluster shares loses that cluster,
# unless its config was given too.
set -eu

export AWS_PAGER=''

# aws arn:aws:iam::490185926743:role/flux-s3
if audiences=$(aws iam get-open-id-connect-provider --open-id-connect-provider-arn 'arn:aws:iam::490185926743:oidc-provider/storage.googleapis.com/shop-issuer' --query ClientIDList --output text 2>/dev/null); then
  if ! printf '%s' "$audiences" | tr '\t' '\n' | grep -Fqx -e 'sts.amazonaws.com'; then
    aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn 'arn:aws:iam::490185926743:oidc-provider/storage.googleapis.com/shop-issuer' --client-id 'sts.amazonaws.com'
  fi
else
  aws iam create-open-id-connect-provider --url 'https://storage.googleapis.com/shop-issuer' --client-id-list 'sts.amazonaws.com'
fi
if aws iam get-role --role-name 'flux-s3' >/dev/null 2>&1; then
  aws iam update-assume-role-policy --role-name 'flux-s3' --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::490185926743:oidc-provider/storage.googleapis.com/shop-issuer"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"storage.googleapis.com/shop-issuer:aud":"sts.amazonaws.com","storage.googleapis.com/shop-issuer:sub":["system:serviceaccount:flux-system:source-controller"]}}}]}'
else
  aws iam create-role --role-name 'flux-s3' --path '/' --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::490185926743:oidc-provider/storage.googleapis.com/shop-issuer"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"storage.googleapis.com/shop-issuer:aud":"sts.amazonaws.com","storage.googleapis.com/shop-issuer:sub":["system:serviceaccount:flux-system:source-controller"]}}}]}'
  aws iam wait role-exists --role-name 'flux-s3'
fi
aws iam put-role-policy --role-name 'flux-s3' --policy-name 'flux-s3' --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListBucket","Resource":["arn:aws:s3:::shop-manifests"]},{"Effect":"Allow","Action":"s3:GetObject","Resource":["arn:aws:s3:::shop-manifests/*"]}]}'

# azure 5d4b6c0e-9b1a-4c6f-8f2d-7e3a1b2c3d4e
name=$(az identity list --query "[?clientId=='5d4b6c0e-9b1a-4c6f-8f2d-7e3a1b2c3d4e'] | [0].name" --output tsv)
group=$(az identity list --query "[?clientId=='5d4b6c0e-9b1a-4c6f-8f2d-7e3a1b2c3d4e'] | [0].resourceGroup" --output tsv)
principal=$(az identity list --query "[?clientId=='5d4b6c0e-9b1a-4c6f-8f2d-7e3a1b2c3d4e'] | [0].principalId" --output tsv)
if [ -z "$name" ]; then
  echo 'no identity with client ID 5d4b6c0e-9b1a-4c6f-8f2d-7e3a1b2c3d4e in this subscription' >&2
  exit 1
fi
# A new credential works after some minutes; until then Entra says AADSTS70021.
az identity federated-credential create --name 'flux-system-kustomize-controller' --identity-name "$name" --resource-group "$group" --issuer 'https://storage.googleapis.com/shop-issuer' --subject 'system:serviceaccount:flux-system:kustomize-controller' --audiences 'api://AzureADTokenExchange'
# A vault with access policies ignores roles: set an access policy with the key permission decrypt there.
az role assignment create --assignee-object-id "$principal" --assignee-principal-type ServicePrincipal --role '12338af0-0e69-4776-bea7-57ae8d297424' --scope '/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/flux/providers/Microsoft.KeyVault/vaults/shop'

# gcp flux@shop-production.iam.gserviceaccount.com
if state=$(gcloud iam workload-identity-pools describe 'projects/408512345678/locations/global/workloadIdentityPools/flux-pool' --format 'value(state)' 2>/dev/null); then
  if [ "$state" = DELETED ]; then
    gcloud iam workload-identity-pools undelete 'projects/408512345678/locations/global/workloadIdentityPools/flux-pool'
  fi
else
  gcloud iam workload-identity-pools create 'projects/408512345678/locations/global/workloadIdentityPools/flux-pool'
fi
# A cluster whose issuer is private needs --jwk-json-path FILE too, with what
# kubectl get --raw /openid/v1/jwks prints.
if state=$(gcloud iam workload-identity-pools providers describe 'projects/408512345678/locations/global/workloadIdentityPools/flux-pool/providers/kind-cluster' --format 'value(state)' 2>/dev/null); then
  if [ "$state" = DELETED ]; then
    gcloud iam workload-identity-pools providers undelete 'projects/408512345678/locations/global/workloadIdentityPools/flux-pool/providers/kind-cluster'
  fi
else
  gcloud iam workload-identity-pools providers create-oidc 'projects/408512345678/locations/global/workloadIdentityPools/flux-pool/providers/kind-cluster' --issuer-uri 'https://storage.googleapis.com/shop-issuer' --attribute-mapping 'google.subject=assertion.sub'
fi
gcloud iam service-accounts add-iam-policy-binding 'projects/-/serviceAccounts/flux@shop-production.iam.gserviceaccount.com' --role 'roles/iam.workloadIdentityUser' --member 'principal://iam.googleapis.com/projects/408512345678/locations/global/workloadIdentityPools/flux-pool/subject/system:serviceaccount:flux-system:notification-controller' --condition None
gcloud pubsub topics add-iam-policy-binding 'projects/shop-production/topics/flux' --role 'roles/pubsub.publisher' --member 'serviceAccount:flux@shop-production.iam.gserviceaccount.com'
