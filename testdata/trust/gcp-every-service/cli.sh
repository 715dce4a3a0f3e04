#!/bin/sh
# The cloud side of these Flux identities. Safe to run twice.
set -eu

# gcp flux@shop-production.iam.gserviceaccount.com
gcloud iam service-accounts add-iam-policy-binding 'projects/-/serviceAccounts/flux@shop-production.iam.gserviceaccount.com' --role 'roles/iam.workloadIdentityUser' --member 'serviceAccount:''shop-clusters''.svc.id.goog[flux-system/helm-controller]' --condition None
gcloud iam service-accounts add-iam-policy-binding 'projects/-/serviceAccounts/flux@shop-production.iam.gserviceaccount.com' --role 'roles/iam.workloadIdentityUser' --member 'serviceAccount:''shop-clusters''.svc.id.goog[flux-system/image-reflector-controller]' --condition None
gcloud iam service-accounts add-iam-policy-binding 'projects/-/serviceAccounts/flux@shop-production.iam.gserviceaccount.com' --role 'roles/iam.workloadIdentityUser' --member 'serviceAccount:''shop-clusters''.svc.id.goog[flux-system/kustomize-controller]' --condition None
gcloud iam service-accounts add-iam-policy-binding 'projects/-/serviceAccounts/flux@shop-production.iam.gserviceaccount.com' --role 'roles/iam.workloadIdentityUser' --member 'serviceAccount:''shop-clusters''.svc.id.goog[flux-system/notification-controller]' --condition None
gcloud iam service-accounts add-iam-policy-binding 'projects/-/serviceAccounts/flux@shop-production.iam.gserviceaccount.com' --role 'roles/iam.workloadIdentityUser' --member 'serviceAccount:''shop-clusters''.svc.id.goog[flux-system/source-controller]' --condition None
gcloud artifacts repositories add-iam-policy-binding 'projects/shop-production/locations/europe-west1/repositories/apps' --role 'roles/artifactregistry.reader' --member 'serviceAccount:flux@shop-production.iam.gserviceaccount.com' --condition None
gcloud storage buckets add-iam-policy-binding 'gs://shop-manifests' --role 'roles/storage.bucketViewer' --member 'serviceAccount:flux@shop-production.iam.gserviceaccount.com' --condition None
gcloud storage buckets add-iam-policy-binding 'gs://shop-manifests' --role 'roles/storage.objectViewer' --member 'serviceAccount:flux@shop-production.iam.gserviceaccount.com' --condition None
gcloud kms keys add-iam-policy-binding 'projects/shop-production/locations/europe-west1/keyRings/flux/cryptoKeys/sops' --role 'roles/cloudkms.cryptoKeyDecrypter' --member 'serviceAccount:flux@shop-production.iam.gserviceaccount.com' --condition None
gcloud kms keyrings add-iam-policy-binding 'projects/shop-production/locations/europe-west1/keyRings/shared' --role 'roles/cloudkms.cryptoKeyDecrypter' --member 'serviceAccount:flux@shop-production.iam.gserviceaccount.com' --condition None
gcloud projects add-iam-policy-binding 'shop-production' --role 'roles/container.clusterViewer' --member 'serviceAccount:flux@shop-production.iam.gserviceaccount.com' --condition None
gcloud pubsub topics add-iam-policy-binding 'projects/shop-production/topics/flux' --role 'roles/pubsub.publisher' --member 'serviceAccount:flux@shop-production.iam.gserviceaccount.com'
