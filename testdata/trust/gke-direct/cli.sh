#!/bin/sh
# The cloud side of these Flux identities. Safe to run twice.
set -eu

: "${PROJECT_ID:?the project of the GKE cluster}"

# gcp direct access
gcloud storage buckets add-iam-policy-binding 'gs://shop-manifests' --role 'roles/storage.bucketViewer' --member 'serviceAccount:'"$PROJECT_ID"'.svc.id.goog[flux-system/source-controller]' --condition None
gcloud storage buckets add-iam-policy-binding 'gs://shop-manifests' --role 'roles/storage.objectViewer' --member 'serviceAccount:'"$PROJECT_ID"'.svc.id.goog[flux-system/source-controller]' --condition None
gcloud kms keys add-iam-policy-binding 'projects/shop-production/locations/europe-west1/keyRings/flux/cryptoKeys/sops' --role 'roles/cloudkms.cryptoKeyDecrypter' --member 'serviceAccount:'"$PROJECT_ID"'.svc.id.goog[flux-system/kustomize-controller]' --condition None
