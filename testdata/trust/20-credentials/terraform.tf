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

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_team_00_deployer" {
  name                      = "team-00-deployer"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://storage.googleapis.com/shop-issuer"
  subject                   = "system:serviceaccount:team-00:deployer"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_team_01_deployer" {
  name                      = "team-01-deployer"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://storage.googleapis.com/shop-issuer"
  subject                   = "system:serviceaccount:team-01:deployer"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_team_02_deployer" {
  name                      = "team-02-deployer"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://storage.googleapis.com/shop-issuer"
  subject                   = "system:serviceaccount:team-02:deployer"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_team_03_deployer" {
  name                      = "team-03-deployer"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://storage.googleapis.com/shop-issuer"
  subject                   = "system:serviceaccount:team-03:deployer"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_team_04_deployer" {
  name                      = "team-04-deployer"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://storage.googleapis.com/shop-issuer"
  subject                   = "system:serviceaccount:team-04:deployer"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_team_05_deployer" {
  name                      = "team-05-deployer"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://storage.googleapis.com/shop-issuer"
  subject                   = "system:serviceaccount:team-05:deployer"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_team_06_deployer" {
  name                      = "team-06-deployer"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://storage.googleapis.com/shop-issuer"
  subject                   = "system:serviceaccount:team-06:deployer"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_team_07_deployer" {
  name                      = "team-07-deployer"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://storage.googleapis.com/shop-issuer"
  subject                   = "system:serviceaccount:team-07:deployer"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_team_08_deployer" {
  name                      = "team-08-deployer"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://storage.googleapis.com/shop-issuer"
  subject                   = "system:serviceaccount:team-08:deployer"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_team_09_deployer" {
  name                      = "team-09-deployer"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://storage.googleapis.com/shop-issuer"
  subject                   = "system:serviceaccount:team-09:deployer"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_team_10_deployer" {
  name                      = "team-10-deployer"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://storage.googleapis.com/shop-issuer"
  subject                   = "system:serviceaccount:team-10:deployer"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_team_11_deployer" {
  name                      = "team-11-deployer"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://storage.googleapis.com/shop-issuer"
  subject                   = "system:serviceaccount:team-11:deployer"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_team_12_deployer" {
  name                      = "team-12-deployer"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://storage.googleapis.com/shop-issuer"
  subject                   = "system:serviceaccount:team-12:deployer"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_team_13_deployer" {
  name                      = "team-13-deployer"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://storage.googleapis.com/shop-issuer"
  subject                   = "system:serviceaccount:team-13:deployer"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_team_14_deployer" {
  name                      = "team-14-deployer"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://storage.googleapis.com/shop-issuer"
  subject                   = "system:serviceaccount:team-14:deployer"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_team_15_deployer" {
  name                      = "team-15-deployer"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://storage.googleapis.com/shop-issuer"
  subject                   = "system:serviceaccount:team-15:deployer"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_team_16_deployer" {
  name                      = "team-16-deployer"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://storage.googleapis.com/shop-issuer"
  subject                   = "system:serviceaccount:team-16:deployer"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_team_17_deployer" {
  name                      = "team-17-deployer"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://storage.googleapis.com/shop-issuer"
  subject                   = "system:serviceaccount:team-17:deployer"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_team_18_deployer" {
  name                      = "team-18-deployer"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://storage.googleapis.com/shop-issuer"
  subject                   = "system:serviceaccount:team-18:deployer"
  audience                  = ["api://AzureADTokenExchange"]
}

resource "azurerm_federated_identity_credential" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_team_19_deployer" {
  name                      = "team-19-deployer"
  user_assigned_identity_id = var.identity_id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e
  issuer                    = "https://storage.googleapis.com/shop-issuer"
  subject                   = "system:serviceaccount:team-19:deployer"
  audience                  = ["api://AzureADTokenExchange"]
}

# A registry in the mode "RBAC Registry + ABAC Repository Permissions" ignores AcrPull: assign Container Registry Repository Reader there (b93aa761-3e63-49ed-ac28-beffa264f7ac).
resource "azurerm_role_assignment" "id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e_acr_0" {
  scope                = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/flux/providers/Microsoft.ContainerRegistry/registries/shop"
  role_definition_name = "AcrPull"
  principal_id         = data.azuread_service_principal.id_5d4b6c0e_9b1a_4c6f_8f2d_7e3a1b2c3d4e.object_id
  principal_type       = "ServicePrincipal"
}
