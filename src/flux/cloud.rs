//! The clouds, as targets and as homes of the cluster.

use std::fmt;

use serde::Deserialize;

use super::Version;

/// A cloud that Flux's controllers get access to.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// Amazon Web Services.
    Aws,
    /// Microsoft Azure.
    Azure,
    /// Google Cloud.
    Gcp,
}

/// Where Flux runs.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    /// Amazon EKS.
    Eks,
    /// Azure Kubernetes Service.
    Aks,
    /// Google Kubernetes Engine.
    Gke,
    /// Any other cluster.
    Other,
}

/// An Azure cloud, told apart by its authority host.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum AzureCloud {
    /// The global cloud.
    #[default]
    Public,
    /// Azure US Government.
    Usgovernment,
    /// Azure operated by 21Vianet in China.
    China,
}

impl Provider {
    /// All of them, in the order in which they claim shared mount paths.
    pub const ALL: [Provider; 3] = [Provider::Aws, Provider::Azure, Provider::Gcp];

    /// The name as in a config.
    pub fn name(self) -> &'static str {
        match self {
            Provider::Aws => "aws",
            Provider::Azure => "azure",
            Provider::Gcp => "gcp",
        }
    }

    /// The first version of Flux whose controllers take its identities, where older ones are in use.
    /// Source: the changelog of the kustomize-controller 1.0.0-rc.2 (Azure workload identity).
    pub fn since(self) -> Option<Version> {
        match self {
            Provider::Azure => Some(Version::new(2, 0)),
            Provider::Aws | Provider::Gcp => None,
        }
    }

    /// The provider's own managed cluster.
    pub fn cluster(self) -> Platform {
        match self {
            Provider::Aws => Platform::Eks,
            Provider::Azure => Platform::Aks,
            Provider::Gcp => Platform::Gke,
        }
    }
}

impl Platform {
    /// All of them.
    pub const ALL: [Platform; 4] = [Platform::Eks, Platform::Aks, Platform::Gke, Platform::Other];

    /// The name as in a config.
    pub fn name(self) -> &'static str {
        match self {
            Platform::Eks => "eks",
            Platform::Aks => "aks",
            Platform::Gke => "gke",
            Platform::Other => "other",
        }
    }
}

impl AzureCloud {
    /// All of them.
    pub const ALL: [AzureCloud; 3] =
        [AzureCloud::Public, AzureCloud::Usgovernment, AzureCloud::China];

    /// The name as in a config.
    pub fn name(self) -> &'static str {
        match self {
            AzureCloud::Public => "public",
            AzureCloud::Usgovernment => "usgovernment",
            AzureCloud::China => "china",
        }
    }

    /// The URL that tokens are requested from.
    /// Source: <https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud>.
    pub fn authority_host(self) -> &'static str {
        match self {
            AzureCloud::Public => "https://login.microsoftonline.com/",
            AzureCloud::Usgovernment => "https://login.microsoftonline.us/",
            AzureCloud::China => "https://login.chinacloudapi.cn/",
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
