#!/bin/sh
# The cloud side of these Flux identities. Safe to run twice.
set -eu

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
if state=$(gcloud iam workload-identity-pools describe 'projects/408512345678/locations/global/workloadIdentityPools/flux-pool' --format 'value(state)' 2>/dev/null); then
  if [ "$state" = DELETED ]; then
    gcloud iam workload-identity-pools undelete 'projects/408512345678/locations/global/workloadIdentityPools/flux-pool'
  fi
else
  gcloud iam workload-identity-pools create 'projects/408512345678/locations/global/workloadIdentityPools/flux-pool'
fi
# A cluster whose issuer is private needs --jwk-json-path FILE too, with what
# kubectl get --raw /openid/v1/jwks prints.
if state=$(gcloud iam workload-identity-pools providers describe 'projects/408512345678/locations/global/workloadIdentityPools/flux-pool/providers/kind-cluster-2' --format 'value(state)' 2>/dev/null); then
  if [ "$state" = DELETED ]; then
    gcloud iam workload-identity-pools providers undelete 'projects/408512345678/locations/global/workloadIdentityPools/flux-pool/providers/kind-cluster-2'
  fi
else
  gcloud iam workload-identity-pools providers create-oidc 'projects/408512345678/locations/global/workloadIdentityPools/flux-pool/providers/kind-cluster-2' --issuer-uri 'https://storage.googleapis.com/shop-issuer-2' --attribute-mapping 'google.subject=assertion.sub'
fi
gcloud iam service-accounts add-iam-policy-binding 'projects/-/serviceAccounts/flux@shop-production.iam.gserviceaccount.com' --role 'roles/iam.workloadIdentityUser' --member 'principal://iam.googleapis.com/projects/408512345678/locations/global/workloadIdentityPools/flux-pool/subject/system:serviceaccount:flux-system:image-reflector-controller' --condition None
gcloud iam service-accounts add-iam-policy-binding 'projects/-/serviceAccounts/flux@shop-production.iam.gserviceaccount.com' --role 'roles/iam.workloadIdentityUser' --member 'principal://iam.googleapis.com/projects/408512345678/locations/global/workloadIdentityPools/flux-pool/subject/system:serviceaccount:flux-system:source-controller' --condition None
gcloud artifacts repositories add-iam-policy-binding 'projects/shop-production/locations/europe-west1/repositories/apps' --role 'roles/artifactregistry.reader' --member 'serviceAccount:flux@shop-production.iam.gserviceaccount.com' --condition None
