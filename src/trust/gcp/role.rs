//! The roles of Google Cloud that Flux needs, by service, and what they are granted on.

use std::fmt;

use crate::flux::Service;
use crate::trust::Text;

use super::GcpResource;

/// Roles by the service that needs them. Source: Flux's page on Google Cloud.
const ROLES: [(Service, &[&str]); 5] = [
    (Service::Gar, &["roles/artifactregistry.reader"]),
    (Service::Gcs, &["roles/storage.bucketViewer", "roles/storage.objectViewer"]),
    (Service::Kms, &["roles/cloudkms.cryptoKeyDecrypter"]),
    (Service::Gke, &["roles/container.clusterViewer"]),
    (Service::Pubsub, &["roles/pubsub.publisher"]),
];

/// The role with which a ServiceAccount of Kubernetes impersonates one of Google.
pub(super) const IMPERSONATE: &str = "roles/iam.workloadIdentityUser";

/// The roles for a service.
pub(super) fn roles(service: Service) -> &'static [&'static str] {
    ROLES.iter().find(|(known, _)| *known == service).map_or(&[], |(_, roles)| roles)
}

/// What a role is granted on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A Google service account, by its e-mail address.
    ServiceAccount(String),
    /// A project: a cluster can't carry a role.
    Project(String),
    /// Any other resource.
    Resource(GcpResource),
}

/// That some members have a role on something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Binding {
    /// On what.
    pub target: Target,
    /// The role.
    pub role: &'static str,
    /// Who, each once.
    pub members: Vec<Text>,
}

impl Target {
    /// What a role on a resource is granted on.
    pub(super) fn of(resource: &GcpResource) -> Target {
        match resource {
            GcpResource::Cluster([project, ..]) => Target::Project(project.clone()),
            other => Target::Resource(other.clone()),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::ServiceAccount(email) => f.write_str(email),
            Target::Project(project) => write!(f, "projects/{project}"),
            Target::Resource(resource) => resource.fmt(f),
        }
    }
}
