//! What the identities may reach, as `--resource` names it.

use std::fmt;
use std::str::FromStr;

use crate::flux::{Provider, Service};

use super::aws::AwsResource;
use super::azure::AzureResource;
use super::gcp::GcpResource;

/// A resource of one of the clouds. Its form tells the service.
///
/// ```
/// use flux_workload_identity::internal::Service;
/// use flux_workload_identity::internal::Resource;
/// let service = |text: &str| text.parse::<Resource>().map(|resource| resource.service());
/// assert_eq!(service("arn:aws:ecr:us-east-1:111122223333:repository/apps/*"), Ok(Service::Ecr));
/// assert_eq!(service("gs://flux-manifests"), Ok(Service::Gcs));
/// assert!(service("flux-manifests").is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resource {
    /// An ARN.
    Aws(AwsResource),
    /// A resource ID.
    Azure(AzureResource),
    /// A name in one of Google's services.
    Gcp(GcpResource),
}

impl Resource {
    /// Its cloud.
    pub fn provider(&self) -> Provider {
        match self {
            Resource::Aws(_) => Provider::Aws,
            Resource::Azure(_) => Provider::Azure,
            Resource::Gcp(_) => Provider::Gcp,
        }
    }

    pub(super) fn as_aws(&self) -> Option<&AwsResource> {
        if let Resource::Aws(resource) = self { Some(resource) } else { None }
    }

    pub(super) fn as_azure(&self) -> Option<&AzureResource> {
        if let Resource::Azure(resource) = self { Some(resource) } else { None }
    }

    pub(super) fn as_gcp(&self) -> Option<&GcpResource> {
        if let Resource::Gcp(resource) = self { Some(resource) } else { None }
    }

    /// The service that it belongs to.
    pub fn service(&self) -> Service {
        match self {
            Resource::Aws(resource) => resource.service,
            Resource::Azure(resource) => resource.service,
            Resource::Gcp(resource) => resource.service(),
        }
    }
}

impl FromStr for Resource {
    type Err = String;

    fn from_str(text: &str) -> Result<Resource, String> {
        if let Some(odd) = text.chars().find(|c| !c.is_ascii_graphic()) {
            return Err(format!("{text:?} is not a valid resource: it has the character {odd:?}"));
        }
        if text.contains("${") {
            return Err(format!("{text:?} is not a valid resource: it holds a variable"));
        }
        let parsed = if text.starts_with("arn:") {
            text.parse().map(Resource::Aws)
        } else if text.starts_with('/') {
            text.parse().map(Resource::Azure)
        } else {
            text.parse().map(Resource::Gcp)
        };
        parsed.map_err(|reason| format!("{text:?} is not a valid resource: {reason}"))
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Resource::Aws(resource) => resource.fmt(f),
            Resource::Azure(resource) => resource.fmt(f),
            Resource::Gcp(resource) => resource.fmt(f),
        }
    }
}
