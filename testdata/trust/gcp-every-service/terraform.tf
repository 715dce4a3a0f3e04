terraform {
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.0.0"
    }
  }
}

resource "google_service_account_iam_member" "flux_shop_production_iam_gserviceaccount_com_user_0_0" {
  service_account_id = "projects/-/serviceAccounts/flux@shop-production.iam.gserviceaccount.com"
  role               = "roles/iam.workloadIdentityUser"
  member             = "serviceAccount:shop-clusters.svc.id.goog[flux-system/helm-controller]"
}

resource "google_service_account_iam_member" "flux_shop_production_iam_gserviceaccount_com_user_0_1" {
  service_account_id = "projects/-/serviceAccounts/flux@shop-production.iam.gserviceaccount.com"
  role               = "roles/iam.workloadIdentityUser"
  member             = "serviceAccount:shop-clusters.svc.id.goog[flux-system/image-reflector-controller]"
}

resource "google_service_account_iam_member" "flux_shop_production_iam_gserviceaccount_com_user_0_2" {
  service_account_id = "projects/-/serviceAccounts/flux@shop-production.iam.gserviceaccount.com"
  role               = "roles/iam.workloadIdentityUser"
  member             = "serviceAccount:shop-clusters.svc.id.goog[flux-system/kustomize-controller]"
}

resource "google_service_account_iam_member" "flux_shop_production_iam_gserviceaccount_com_user_0_3" {
  service_account_id = "projects/-/serviceAccounts/flux@shop-production.iam.gserviceaccount.com"
  role               = "roles/iam.workloadIdentityUser"
  member             = "serviceAccount:shop-clusters.svc.id.goog[flux-system/notification-controller]"
}

resource "google_service_account_iam_member" "flux_shop_production_iam_gserviceaccount_com_user_0_4" {
  service_account_id = "projects/-/serviceAccounts/flux@shop-production.iam.gserviceaccount.com"
  role               = "roles/iam.workloadIdentityUser"
  member             = "serviceAccount:shop-clusters.svc.id.goog[flux-system/source-controller]"
}

resource "google_artifact_registry_repository_iam_member" "flux_shop_production_iam_gserviceaccount_com_gar_1_0" {
  project    = "shop-production"
  location   = "europe-west1"
  repository = "apps"
  role       = "roles/artifactregistry.reader"
  member     = "serviceAccount:flux@shop-production.iam.gserviceaccount.com"
}

resource "google_storage_bucket_iam_member" "flux_shop_production_iam_gserviceaccount_com_gcs_2_0" {
  bucket = "shop-manifests"
  role   = "roles/storage.bucketViewer"
  member = "serviceAccount:flux@shop-production.iam.gserviceaccount.com"
}

resource "google_storage_bucket_iam_member" "flux_shop_production_iam_gserviceaccount_com_gcs_3_0" {
  bucket = "shop-manifests"
  role   = "roles/storage.objectViewer"
  member = "serviceAccount:flux@shop-production.iam.gserviceaccount.com"
}

resource "google_kms_crypto_key_iam_member" "flux_shop_production_iam_gserviceaccount_com_kms_4_0" {
  crypto_key_id = "projects/shop-production/locations/europe-west1/keyRings/flux/cryptoKeys/sops"
  role          = "roles/cloudkms.cryptoKeyDecrypter"
  member        = "serviceAccount:flux@shop-production.iam.gserviceaccount.com"
}

resource "google_kms_key_ring_iam_member" "flux_shop_production_iam_gserviceaccount_com_kms_5_0" {
  key_ring_id = "projects/shop-production/locations/europe-west1/keyRings/shared"
  role        = "roles/cloudkms.cryptoKeyDecrypter"
  member      = "serviceAccount:flux@shop-production.iam.gserviceaccount.com"
}

resource "google_project_iam_member" "flux_shop_production_iam_gserviceaccount_com_gke_6_0" {
  project = "shop-production"
  role    = "roles/container.clusterViewer"
  member  = "serviceAccount:flux@shop-production.iam.gserviceaccount.com"
}

resource "google_pubsub_topic_iam_member" "flux_shop_production_iam_gserviceaccount_com_pubsub_7_0" {
  project = "shop-production"
  topic   = "flux"
  role    = "roles/pubsub.publisher"
  member  = "serviceAccount:flux@shop-production.iam.gserviceaccount.com"
}
