//! Resources of Azure, by their IDs.

use std::fmt;
use std::str::FromStr;

use crate::flux::Service;

/// The ID of a resource that Flux reaches: a registry, a storage account, a vault, a cluster, an
/// Event Hub.
///
/// ```
/// use flux_workload_identity::internal::AzureResource;
/// let id = "/subscriptions/S/resourceGroups/G/providers/Microsoft.KeyVault/vaults/flux";
/// let vault: AzureResource = id.parse().unwrap();
/// assert_eq!(vault.subscription, "S");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AzureResource {
    /// The service.
    pub service: Service,
    /// The subscription.
    pub subscription: String,
    id: String,
}

/// The services by the type of their resources, which Azure compares without regard to case.
const TYPES: [(&str, &str, Service); 5] = [
    ("Microsoft.ContainerRegistry", "registries", Service::Acr),
    ("Microsoft.Storage", "storageAccounts", Service::Blob),
    ("Microsoft.KeyVault", "vaults", Service::Keyvault),
    ("Microsoft.ContainerService", "managedClusters", Service::Aks),
    ("Microsoft.EventHub", "namespaces", Service::Eventhubs),
];

impl AzureResource {
    /// The ID.
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl FromStr for AzureResource {
    type Err = String;

    fn from_str(text: &str) -> Result<AzureResource, String> {
        let is_letter = |c: char| c.is_ascii_alphanumeric() || "/-._()$".contains(c);
        if let Some(odd) = text.chars().find(|c| !is_letter(*c)) {
            return Err(format!("the ID of an Azure resource has no {odd:?}"));
        }
        let segments: Vec<&str> = text.split('/').collect();
        let [
            "",
            subscriptions,
            subscription,
            groups,
            group,
            providers,
            namespace,
            kind,
            name,
            rest @ ..,
        ] = segments.as_slice()
        else {
            return Err(EXPECTED.to_owned());
        };
        let keys = [*subscriptions, *groups, *providers];
        let expected = ["subscriptions", "resourceGroups", "providers"];
        let same = keys.iter().zip(expected).all(|(key, word)| key.eq_ignore_ascii_case(word));
        let all = [subscription, group, namespace, kind, name];
        if !same || all.iter().any(|s| s.is_empty()) || rest.len() % 2 != 0 || rest.contains(&"") {
            return Err(EXPECTED.to_owned());
        }
        let found = TYPES
            .iter()
            .find(|(a, b, _)| a.eq_ignore_ascii_case(namespace) && b.eq_ignore_ascii_case(kind));
        let Some((.., service)) = found else {
            return Err(format!("Flux reaches no {namespace}/{kind} of Azure"));
        };
        let (subscription, id) = ((*subscription).to_owned(), text.to_owned());
        Ok(AzureResource { service: *service, subscription, id })
    }
}

const EXPECTED: &str = "write /subscriptions/ID/resourceGroups/GROUP/providers/NAMESPACE/TYPE/NAME";

impl fmt::Display for AzureResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)
    }
}
