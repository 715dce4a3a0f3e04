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
    issuer_uri        = "https://storage.googleapis.com/shop-issuer"
    allowed_audiences = ["//iam.googleapis.com/projects/408512345678/locations/global/workloadIdentityPools/flux-pool/providers/kind-cluster", "https://iam.googleapis.com/projects/408512345678/locations/global/workloadIdentityPools/flux-pool/providers/kind-cluster", "shop.example"]
  }
}

resource "google_service_account_iam_member" "flux_shop_production_iam_gserviceaccount_com_user_0_0" {
  service_account_id = "projects/-/serviceAccounts/flux@shop-production.iam.gserviceaccount.com"
  role               = "roles/iam.workloadIdentityUser"
  member             = "principal://iam.googleapis.com/projects/408512345678/locations/global/workloadIdentityPools/flux-pool/subject/system:serviceaccount:flux-system:image-reflector-controller"
}

resource "google_service_account_iam_member" "flux_shop_production_iam_gserviceaccount_com_user_0_1" {
  service_account_id = "projects/-/serviceAccounts/flux@shop-production.iam.gserviceaccount.com"
  role               = "roles/iam.workloadIdentityUser"
  member             = "principal://iam.googleapis.com/projects/408512345678/locations/global/workloadIdentityPools/flux-pool/subject/system:serviceaccount:flux-system:source-controller"
}

resource "google_artifact_registry_repository_iam_member" "flux_shop_production_iam_gserviceaccount_com_gar_1_0" {
  project    = "shop-production"
  location   = "europe-west1"
  repository = "apps"
  role       = "roles/artifactregistry.reader"
  member     = "serviceAccount:flux@shop-production.iam.gserviceaccount.com"
}

resource "google_service_account_iam_member" "shop_shop_production_iam_gserviceaccount_com_user_0_0" {
  service_account_id = "projects/-/serviceAccounts/shop@shop-production.iam.gserviceaccount.com"
  role               = "roles/iam.workloadIdentityUser"
  member             = "principal://iam.googleapis.com/projects/408512345678/locations/global/workloadIdentityPools/flux-pool/subject/system:serviceaccount:shop:deployer"
}
