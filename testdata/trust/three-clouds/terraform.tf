terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.81.0"
    }
    azurerm = {
      source  = "hashicorp/azurerm"
      version = ">= 4.65.0"
    }
    azuread = {
      source  = "hashicorp/azuread"
      version = ">= 3.0.0"
    }
    google = {
      source  = "hashicorp/google"
      version = ">= 6.0.0"
    }
  }
}

variable "identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e" {
  description = "The resource ID of the managed identity with the client ID 5d4b6c0e-9b1a-4c6f-8f2d-7e3a1b2c3d4e"
  type        = string
}

resource "aws_iam_openid_connect_provider" "flux" {
  url            = "https://storage.googleapis.com/shop-issuer"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "flux_s3" {
  name = "flux-s3"
  path = "/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          Federated = "arn:aws:iam::490185926743:oidc-provider/storage.googleapis.com/shop-issuer"
        }
        Action = "sts:AssumeRoleWithWebIdentity"
        Condition = {
          StringEquals = {
            "storage.googleapis.com/shop-issuer:aud" = "sts.amazonaws.com"
            "storage.googleapis.com/shop-issuer:sub" = ["system:serviceaccount:flux-system:source-controller"]
          }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy" "flux_s3_flux_s3" {
  name = "flux-s3"
  role = aws_iam_role.flux_s3.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "s3:ListBucket"
        Resource = ["arn:aws:s3:::shop-manifests"]
      },
      {
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = ["arn:aws:s3:::shop-manifests/*"]
      },
    ]
  })
}

data "azuread_service_principal" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e" {
  client_id = "5d4b6c0e-9b1a-4c6f-8f2d-7e3a1b2c3d4e"
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_flux_system_kustomize_controller" {
  name                      = "flux-system-kustomize-controller"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://storage.googleapis.com/shop-issuer"
  subject                   = "system:serviceaccount:flux-system:kustomize-controller"
  audience                  = ["api://AzureADTokenExchange"]
}

# A vault with access policies ignores roles: set an access policy with the key permission decrypt there.
resource "azurerm_role_assignment" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_keyvault_0" {
  scope                = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/flux/providers/Microsoft.KeyVault/vaults/shop"
  role_definition_name = "Key Vault Crypto User"
  principal_id         = data.azuread_service_principal.id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e.object_id
  principal_type       = "ServicePrincipal"
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

resource "google_service_account_iam_member" "flux_shop_production_iam_gserviceaccount_com_user_0_0" {
  service_account_id = "projects/-/serviceAccounts/flux@shop-production.iam.gserviceaccount.com"
  role               = "roles/iam.workloadIdentityUser"
  member             = "principal://iam.googleapis.com/projects/408512345678/locations/global/workloadIdentityPools/flux-pool/subject/system:serviceaccount:flux-system:notification-controller"
}

resource "google_pubsub_topic_iam_member" "flux_shop_production_iam_gserviceaccount_com_pubsub_1_0" {
  project = "shop-production"
  topic   = "flux"
  role    = "roles/pubsub.publisher"
  member  = "serviceAccount:flux@shop-production.iam.gserviceaccount.com"
}
