#!/bin/sh
# The cloud side of these Flux identities. Safe to run twice.
set -eu

# gcp flux@shop-production.iam.gserviceaccount.com
gcloud iam service-accounts add-iam-policy-binding 'projects/-/serviceAccounts/flux@shop-production.iam.gserviceaccount.com' --role 'roles/iam.workloadIdentityUser' --member 'serviceAccount:''shop-clusters''.svc.id.goog[flux-system/image-reflector-controller]' --condition None
gcloud iam service-accounts add-iam-policy-binding 'projects/-/serviceAccounts/flux@shop-production.iam.gserviceaccount.com' --role 'roles/iam.workloadIdentityUser' --member 'serviceAccount:''shop-clusters''.svc.id.goog[flux-system/source-controller]' --condition None
gcloud artifacts repositories add-iam-policy-binding 'projects/shop-production/locations/europe-west1/repositories/apps' --role 'roles/artifactregistry.reader' --member 'serviceAccount:flux@shop-production.iam.gserviceaccount.com' --condition None
