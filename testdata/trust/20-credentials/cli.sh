#!/bin/sh
# The cloud side of these Flux identities. Safe to run twice.
set -eu

# azure 5d4b6c0e-9b1a-4c6f-8f2d-7e3a1b2c3d4e
name=$(az identity list --query "[?clientId=='5d4b6c0e-9b1a-4c6f-8f2d-7e3a1b2c3d4e'] | [0].name" --output tsv)
group=$(az identity list --query "[?clientId=='5d4b6c0e-9b1a-4c6f-8f2d-7e3a1b2c3d4e'] | [0].resourceGroup" --output tsv)
principal=$(az identity list --query "[?clientId=='5d4b6c0e-9b1a-4c6f-8f2d-7e3a1b2c3d4e'] | [0].principalId" --output tsv)
if [ -z "$name" ]; then
  echo 'no identity with client ID 5d4b6c0e-9b1a-4c6f-8f2d-7e3a1b2c3d4e in this subscription' >&2
  exit 1
fi
# A new credential works after some minutes; until then Entra says AADSTS70021.
az identity federated-credential create --name 'team-00-deployer' --identity-name "$name" --resource-group "$group" --issuer 'https://storage.googleapis.com/shop-issuer' --subject 'system:serviceaccount:team-00:deployer' --audiences 'api://AzureADTokenExchange'
az identity federated-credential create --name 'team-01-deployer' --identity-name "$name" --resource-group "$group" --issuer 'https://storage.googleapis.com/shop-issuer' --subject 'system:serviceaccount:team-01:deployer' --audiences 'api://AzureADTokenExchange'
az identity federated-credential create --name 'team-02-deployer' --identity-name "$name" --resource-group "$group" --issuer 'https://storage.googleapis.com/shop-issuer' --subject 'system:serviceaccount:team-02:deployer' --audiences 'api://AzureADTokenExchange'
az identity federated-credential create --name 'team-03-deployer' --identity-name "$name" --resource-group "$group" --issuer 'https://storage.googleapis.com/shop-issuer' --subject 'system:serviceaccount:team-03:deployer' --audiences 'api://AzureADTokenExchange'
az identity federated-credential create --name 'team-04-deployer' --identity-name "$name" --resource-group "$group" --issuer 'https://storage.googleapis.com/shop-issuer' --subject 'system:serviceaccount:team-04:deployer' --audiences 'api://AzureADTokenExchange'
az identity federated-credential create --name 'team-05-deployer' --identity-name "$name" --resource-group "$group" --issuer 'https://storage.googleapis.com/shop-issuer' --subject 'system:serviceaccount:team-05:deployer' --audiences 'api://AzureADTokenExchange'
az identity federated-credential create --name 'team-06-deployer' --identity-name "$name" --resource-group "$group" --issuer 'https://storage.googleapis.com/shop-issuer' --subject 'system:serviceaccount:team-06:deployer' --audiences 'api://AzureADTokenExchange'
az identity federated-credential create --name 'team-07-deployer' --identity-name "$name" --resource-group "$group" --issuer 'https://storage.googleapis.com/shop-issuer' --subject 'system:serviceaccount:team-07:deployer' --audiences 'api://AzureADTokenExchange'
az identity federated-credential create --name 'team-08-deployer' --identity-name "$name" --resource-group "$group" --issuer 'https://storage.googleapis.com/shop-issuer' --subject 'system:serviceaccount:team-08:deployer' --audiences 'api://AzureADTokenExchange'
az identity federated-credential create --name 'team-09-deployer' --identity-name "$name" --resource-group "$group" --issuer 'https://storage.googleapis.com/shop-issuer' --subject 'system:serviceaccount:team-09:deployer' --audiences 'api://AzureADTokenExchange'
az identity federated-credential create --name 'team-10-deployer' --identity-name "$name" --resource-group "$group" --issuer 'https://storage.googleapis.com/shop-issuer' --subject 'system:serviceaccount:team-10:deployer' --audiences 'api://AzureADTokenExchange'
az identity federated-credential create --name 'team-11-deployer' --identity-name "$name" --resource-group "$group" --issuer 'https://storage.googleapis.com/shop-issuer' --subject 'system:serviceaccount:team-11:deployer' --audiences 'api://AzureADTokenExchange'
az identity federated-credential create --name 'team-12-deployer' --identity-name "$name" --resource-group "$group" --issuer 'https://storage.googleapis.com/shop-issuer' --subject 'system:serviceaccount:team-12:deployer' --audiences 'api://AzureADTokenExchange'
az identity federated-credential create --name 'team-13-deployer' --identity-name "$name" --resource-group "$group" --issuer 'https://storage.googleapis.com/shop-issuer' --subject 'system:serviceaccount:team-13:deployer' --audiences 'api://AzureADTokenExchange'
az identity federated-credential create --name 'team-14-deployer' --identity-name "$name" --resource-group "$group" --issuer 'https://storage.googleapis.com/shop-issuer' --subject 'system:serviceaccount:team-14:deployer' --audiences 'api://AzureADTokenExchange'
az identity federated-credential create --name 'team-15-deployer' --identity-name "$name" --resource-group "$group" --issuer 'https://storage.googleapis.com/shop-issuer' --subject 'system:serviceaccount:team-15:deployer' --audiences 'api://AzureADTokenExchange'
az identity federated-credential create --name 'team-16-deployer' --identity-name "$name" --resource-group "$group" --issuer 'https://storage.googleapis.com/shop-issuer' --subject 'system:serviceaccount:team-16:deployer' --audiences 'api://AzureADTokenExchange'
az identity federated-credential create --name 'team-17-deployer' --identity-name "$name" --resource-group "$group" --issuer 'https://storage.googleapis.com/shop-issuer' --subject 'system:serviceaccount:team-17:deployer' --audiences 'api://AzureADTokenExchange'
az identity federated-credential create --name 'team-18-deployer' --identity-name "$name" --resource-group "$group" --issuer 'https://storage.googleapis.com/shop-issuer' --subject 'system:serviceaccount:team-18:deployer' --audiences 'api://AzureADTokenExchange'
az identity federated-credential create --name 'team-19-deployer' --identity-name "$name" --resource-group "$group" --issuer 'https://storage.googleapis.com/shop-issuer' --subject 'system:serviceaccount:team-19:deployer' --audiences 'api://AzureADTokenExchange'
# A registry in the mode "RBAC Registry + ABAC Repository Permissions" ignores AcrPull: assign Container Registry Repository Reader there (b93aa761-3e63-49ed-ac28-beffa264f7ac).
az role assignment create --assignee-object-id "$principal" --assignee-principal-type ServicePrincipal --role '7f951dda-4ed3-4680-a7ca-43fe172d538d' --scope '/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/flux/providers/Microsoft.ContainerRegistry/registries/shop'
