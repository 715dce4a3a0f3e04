terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = ">= 4.65.0"
    }
    azuread = {
      source  = "hashicorp/azuread"
      version = ">= 3.0.0"
    }
  }
}

variable "identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e" {
  description = "The resource ID of the managed identity with the client ID 5d4b6c0e-9b1a-4c6f-8f2d-7e3a1b2c3d4e"
  type        = string
}

data "azuread_service_principal" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e" {
  client_id = "5d4b6c0e-9b1a-4c6f-8f2d-7e3a1b2c3d4e"
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_shop_deployer" {
  name                      = "shop-deployer"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://storage.googleapis.com/shop-issuer"
  subject                   = "system:serviceaccount:shop:deployer"
  audience                  = ["api://shop"]
}

# A registry in the mode "RBAC Registry + ABAC Repository Permissions" ignores AcrPull: assign Container Registry Repository Reader there (b93aa761-3e63-49ed-ac28-beffa264f7ac).
resource "azurerm_role_assignment" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_acr_0" {
  scope                = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/flux/providers/Microsoft.ContainerRegistry/registries/shop"
  role_definition_name = "AcrPull"
  principal_id         = data.azuread_service_principal.id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e.object_id
  principal_type       = "ServicePrincipal"
}
