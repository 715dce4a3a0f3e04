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
    azuredevops = {
      source  = "microsoft/azuredevops"
      version = ">= 1.0.0"
    }
  }
}

variable "devops_project" {
  description = "The name of the Azure DevOps project"
  type        = string
}

variable "identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e" {
  description = "The resource ID of the managed identity with the client ID 5d4b6c0e-9b1a-4c6f-8f2d-7e3a1b2c3d4e"
  type        = string
}

variable "identity_id_7c1d2e3f_4a5b_4c6d_8e7f_9a0b1c2d3e4f" {
  description = "The resource ID of the managed identity with the client ID 7c1d2e3f-4a5b-4c6d-8e7f-9a0b1c2d3e4f"
  type        = string
}

data "azuread_service_principal" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e" {
  client_id = "5d4b6c0e-9b1a-4c6f-8f2d-7e3a1b2c3d4e"
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_flux_system_image_automation_controller" {
  name                      = "flux-system-image-automation-controller"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://westeurope.oic.prod-aks.azure.com/2f4c1c5e-71b2-4d59-9c0a-5b1e8f7f2a10/6f0e2b1a-3c4d-4e5f-8a9b-0c1d2e3f4a5b/"
  subject                   = "system:serviceaccount:flux-system:image-automation-controller"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_flux_system_image_reflector_controller" {
  name                      = "flux-system-image-reflector-controller"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://westeurope.oic.prod-aks.azure.com/2f4c1c5e-71b2-4d59-9c0a-5b1e8f7f2a10/6f0e2b1a-3c4d-4e5f-8a9b-0c1d2e3f4a5b/"
  subject                   = "system:serviceaccount:flux-system:image-reflector-controller"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_flux_system_notification_controller" {
  name                      = "flux-system-notification-controller"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://westeurope.oic.prod-aks.azure.com/2f4c1c5e-71b2-4d59-9c0a-5b1e8f7f2a10/6f0e2b1a-3c4d-4e5f-8a9b-0c1d2e3f4a5b/"
  subject                   = "system:serviceaccount:flux-system:notification-controller"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_flux_system_source_controller" {
  name                      = "flux-system-source-controller"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://westeurope.oic.prod-aks.azure.com/2f4c1c5e-71b2-4d59-9c0a-5b1e8f7f2a10/6f0e2b1a-3c4d-4e5f-8a9b-0c1d2e3f4a5b/"
  subject                   = "system:serviceaccount:flux-system:source-controller"
  audience                  = ["api://AzureADTokenExchange"]
}

# A registry in the mode "RBAC Registry + ABAC Repository Permissions" ignores AcrPull: assign Container Registry Repository Reader there (b93aa761-3e63-49ed-ac28-beffa264f7ac).
resource "azurerm_role_assignment" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_acr_0" {
  scope                = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/flux/providers/Microsoft.ContainerRegistry/registries/shop"
  role_definition_name = "AcrPull"
  principal_id         = data.azuread_service_principal.id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e.object_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_blob_1" {
  scope                = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/flux/providers/Microsoft.Storage/storageAccounts/shop/blobServices/default/containers/flux"
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = data.azuread_service_principal.id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e.object_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_eventhubs_2" {
  scope                = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/flux/providers/Microsoft.EventHub/namespaces/shop/eventhubs/flux"
  role_definition_name = "Azure Event Hubs Data Sender"
  principal_id         = data.azuread_service_principal.id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e.object_id
  principal_type       = "ServicePrincipal"
}

resource "azuredevops_service_principal_entitlement" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e" {
  origin_id = data.azuread_service_principal.id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e.object_id
}

data "azuredevops_project" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e" {
  name = var.devops_project
}

data "azuredevops_group" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e" {
  project_id = data.azuredevops_project.id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e.id
  name       = "Contributors"
}

resource "azuredevops_group_membership" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e" {
  group   = data.azuredevops_group.id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e.descriptor
  members = [azuredevops_service_principal_entitlement.id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e.descriptor]
  mode    = "add"
}

data "azuread_service_principal" "id_7c1d2e3f_4a5b_4c6d_8e7f_9a0b1c2d3e4f" {
  client_id = "7c1d2e3f-4a5b-4c6d-8e7f-9a0b1c2d3e4f"
}

resource "azurerm_federated_identity_credential" "id_7c1d2e3f_4a5b_4c6d_8e7f_9a0b1c2d3e4f_flux_system_helm_controller" {
  name                      = "flux-system-helm-controller"
  user_assigned_identity_id = var.identity_id_7c1d2e3f_4a5b_4c6d_8e7f_9a0b1c2d3e4f
  issuer                    = "https://westeurope.oic.prod-aks.azure.com/2f4c1c5e-71b2-4d59-9c0a-5b1e8f7f2a10/6f0e2b1a-3c4d-4e5f-8a9b-0c1d2e3f4a5b/"
  subject                   = "system:serviceaccount:flux-system:helm-controller"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_7c1d2e3f_4a5b_4c6d_8e7f_9a0b1c2d3e4f_flux_system_kustomize_controller" {
  name                      = "flux-system-kustomize-controller"
  user_assigned_identity_id = var.identity_id_7c1d2e3f_4a5b_4c6d_8e7f_9a0b1c2d3e4f
  issuer                    = "https://westeurope.oic.prod-aks.azure.com/2f4c1c5e-71b2-4d59-9c0a-5b1e8f7f2a10/6f0e2b1a-3c4d-4e5f-8a9b-0c1d2e3f4a5b/"
  subject                   = "system:serviceaccount:flux-system:kustomize-controller"
  audience                  = ["api://AzureADTokenExchange"]
}

# A vault with access policies ignores roles: set an access policy with the key permission decrypt there.
# The role gives access to the cluster; what may be done inside is up to its own RBAC.
resource "azurerm_role_assignment" "id_7c1d2e3f_4a5b_4c6d_8e7f_9a0b1c2d3e4f_keyvault_0" {
  scope                = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/flux/providers/Microsoft.KeyVault/vaults/shop"
  role_definition_name = "Key Vault Crypto User"
  principal_id         = data.azuread_service_principal.id_7c1d2e3f_4a5b_4c6d_8e7f_9a0b1c2d3e4f.object_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "id_7c1d2e3f_4a5b_4c6d_8e7f_9a0b1c2d3e4f_aks_1" {
  scope                = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/flux/providers/Microsoft.ContainerService/managedClusters/shop"
  role_definition_name = "Azure Kubernetes Service Cluster User Role"
  principal_id         = data.azuread_service_principal.id_7c1d2e3f_4a5b_4c6d_8e7f_9a0b1c2d3e4f.object_id
  principal_type       = "ServicePrincipal"
}
