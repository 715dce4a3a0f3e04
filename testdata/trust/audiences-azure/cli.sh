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
az identity federated-credential create --name 'shop-deployer' --identity-name "$name" --resource-group "$group" --issuer 'https://storage.googleapis.com/shop-issuer' --subject 'system:serviceaccount:shop:deployer' --audiences 'api://shop'
# A registry in the mode "RBAC Registry + ABAC Repository Permissions" ignores AcrPull: assign Container Registry Repository Reader there (b93aa761-3e63-49ed-ac28-beffa264f7ac).
az role assignment create --assignee-object-id "$principal" --assignee-principal-type ServicePrincipal --role '7f951dda-4ed3-4680-a7ca-43fe172d538d' --scope '/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/flux/providers/Microsoft.ContainerRegistry/registries/shop'
