terraform {
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.0.0"
    }
  }
}

resource "google_iam_workload_identity_pool" "flux" {
  project                   = "408512345678"
  workload_identity_pool_id = "flux-pool"
}

resource "google_iam_workload_identity_pool_provider" "flux" {
  project                            = "408512345678"
  workload_identity_pool_id          = google_iam_workload_identity_pool.flux.workload_identity_pool_id
  workload_identity_pool_provider_id = "kind-cluster"
  attribute_mapping = {
    "google.subject" = "assertion.sub"
  }
  oidc {
    issuer_uri = "https://storage.googleapis.com/shop-issuer"
  }
}

resource "google_storage_bucket_iam_member" "direct_gcs_0_0" {
  bucket = "shop-manifests"
  role   = "roles/storage.bucketViewer"
  member = "principal://iam.googleapis.com/projects/408512345678/locations/global/workloadIdentityPools/flux-pool/subject/system:serviceaccount:flux-system:source-controller"
}

resource "google_storage_bucket_iam_member" "direct_gcs_1_0" {
  bucket = "shop-manifests"
  role   = "roles/storage.objectViewer"
  member = "principal://iam.googleapis.com/projects/408512345678/locations/global/workloadIdentityPools/flux-pool/subject/system:serviceaccount:flux-system:source-controller"
}

resource "google_kms_crypto_key_iam_member" "direct_kms_2_0" {
  crypto_key_id = "projects/shop-production/locations/europe-west1/keyRings/flux/cryptoKeys/sops"
  role          = "roles/cloudkms.cryptoKeyDecrypter"
  member        = "principal://iam.googleapis.com/projects/408512345678/locations/global/workloadIdentityPools/flux-pool/subject/system:serviceaccount:flux-system:kustomize-controller"
}
