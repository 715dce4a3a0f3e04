terraform {
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.0.0"
    }
  }
}

variable "project_id" {
  description = "the project of the GKE cluster"
  type        = string
}

resource "google_storage_bucket_iam_member" "direct_gcs_0_0" {
  bucket = "shop-manifests"
  role   = "roles/storage.bucketViewer"
  member = "serviceAccount:${var.project_id}.svc.id.goog[flux-system/source-controller]"
}

resource "google_storage_bucket_iam_member" "direct_gcs_1_0" {
  bucket = "shop-manifests"
  role   = "roles/storage.objectViewer"
  member = "serviceAccount:${var.project_id}.svc.id.goog[flux-system/source-controller]"
}

resource "google_kms_crypto_key_iam_member" "direct_kms_2_0" {
  crypto_key_id = "projects/shop-production/locations/europe-west1/keyRings/flux/cryptoKeys/sops"
  role          = "roles/cloudkms.cryptoKeyDecrypter"
  member        = "serviceAccount:${var.project_id}.svc.id.goog[flux-system/kustomize-controller]"
}
