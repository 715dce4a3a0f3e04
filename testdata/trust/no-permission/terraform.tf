terraform {
  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = ">= 4.65.0"
    }
  }
}

variable "identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e" {
  description = "The resource ID of the managed identity with the client ID 5d4b6c0e-9b1a-4c6f-8f2d-7e3a1b2c3d4e"
  type        = string
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_flux_system_image_reflector_controller" {
  name                      = "flux-system-image-reflector-controller"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://westeurope.oic.prod-aks.azure.com/2f4c1c5e-71b2-4d59-9c0a-5b1e8f7f2a10/6f0e2b1a-3c4d-4e5f-8a9b-0c1d2e3f4a5b/"
  subject                   = "system:serviceaccount:flux-system:image-reflector-controller"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_flux_system_source_controller" {
  name                      = "flux-system-source-controller"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://westeurope.oic.prod-aks.azure.com/2f4c1c5e-71b2-4d59-9c0a-5b1e8f7f2a10/6f0e2b1a-3c4d-4e5f-8a9b-0c1d2e3f4a5b/"
  subject                   = "system:serviceaccount:flux-system:source-controller"
  audience                  = ["api://AzureADTokenExchange"]
}
