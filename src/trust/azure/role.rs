//! The roles of Azure that Flux needs, by service.

use crate::flux::Service;

/// A built-in role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BuiltInRole {
    /// Its name.
    pub name: &'static str,
    /// The GUID of its definition, the same in every tenant.
    pub definition: &'static str,
    /// When it is not the role to take.
    pub caveat: Option<&'static str>,
}

/// Source: Azure built-in roles; which one Flux needs: Flux's page on Azure.
const ROLES: [(Service, BuiltInRole); 5] = [
    (
        Service::Acr,
        BuiltInRole {
            name: "AcrPull",
            definition: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
            caveat: Some(
                "A registry in the mode \"RBAC Registry + ABAC Repository Permissions\" ignores \
                 AcrPull: assign Container Registry Repository Reader there \
                 (b93aa761-3e63-49ed-ac28-beffa264f7ac).",
            ),
        },
    ),
    (
        Service::Blob,
        BuiltInRole {
            name: "Storage Blob Data Reader",
            definition: "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
            caveat: None,
        },
    ),
    (
        Service::Keyvault,
        BuiltInRole {
            name: "Key Vault Crypto User",
            definition: "12338af0-0e69-4776-bea7-57ae8d297424",
            caveat: Some(
                "A vault with access policies ignores roles: set an access policy with the key \
                 permission decrypt there.",
            ),
        },
    ),
    (
        Service::Aks,
        BuiltInRole {
            name: "Azure Kubernetes Service Cluster User Role",
            definition: "4abbcc35-e782-43d8-92c5-2d3f1bd2253f",
            caveat: Some(
                "The role gives access to the cluster; what may be done inside is up to its own \
                 RBAC.",
            ),
        },
    ),
    (
        Service::Eventhubs,
        BuiltInRole {
            name: "Azure Event Hubs Data Sender",
            definition: "2b629674-e913-4c01-ae53-ef4638d8f975",
            caveat: None,
        },
    ),
];

impl BuiltInRole {
    /// The role for a service; none for DevOps, which has no roles of Azure.
    pub(super) fn of(service: Service) -> Option<BuiltInRole> {
        ROLES.iter().find(|(known, _)| *known == service).map(|(_, role)| *role)
    }
}
