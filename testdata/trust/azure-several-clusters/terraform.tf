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

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_flux_system_source_controller_aa28eb11cf01c8ff" {
  name                      = "flux-system-source-controller-aa28eb11cf01c8ff"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://westeurope.oic.prod-aks.azure.com/2f4c1c5e-71b2-4d59-9c0a-5b1e8f7f2a10/6f0e2b1a-3c4d-4e5f-8a9b-0c1d2e3f4a5b/"
  subject                   = "system:serviceaccount:flux-system:source-controller"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_flux_system_source_controller_7cca161a2a02490b" {
  name                      = "flux-system-source-controller-7cca161a2a02490b"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://westeurope.oic.prod-aks.azure.com/2f4c1c5e-71b2-4d59-9c0a-5b1e8f7f2a10/7a1b2b1a-3c4d-4e5f-8a9b-0c1d2e3f4a5b/"
  subject                   = "system:serviceaccount:flux-system:source-controller"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_role_assignment" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_blob_0" {
  scope                = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/flux/providers/Microsoft.Storage/storageAccounts/shop"
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = data.azuread_service_principal.id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e.object_id
  principal_type       = "ServicePrincipal"
}
