//! What AWS, Azure and Google Cloud must hold so that the identities of configs work.
//!
//! A [`Grant`] is a cloud identity with the ServiceAccounts that carry it, in all clusters. With the
//! resources that they are to reach it becomes a [`CloudIdentity`]: trust and permissions in the
//! cloud's terms. A [`Format`] writes what stands there and decides nothing.
//!
//! What it does not do: talk to a cloud, or write what would replace grants of others (policies of
//! keys and buckets, whole bindings of a role). A role's trust policy is written whole.

mod aws;
mod azure;
mod bearer;
mod check;
mod cluster_plan;
mod credential;
mod format;
mod gcp;
mod grant;
mod json;
mod permission;
mod resource;
mod share;
mod subject;
mod variable;

pub(crate) use aws::{Association, OidcProvider, Role};
pub use aws::{AwsResource, RoleName};
pub use azure::AzureResource;
pub(crate) use azure::{FederatedCredential, ManagedIdentity, RoleAssignment};
pub(crate) use bearer::{Access, Bearer};
pub(crate) use check::check_subject;
pub(crate) use cluster_plan::ClusterPlan;
pub(crate) use credential::Credential;
pub use format::Format;
pub(crate) use gcp::{Binding, GoogleIdentity, IssuerProvider, Target};
pub use gcp::{GcpResource, PoolProvider};
pub(crate) use grant::{Grant, Identity};
pub(crate) use permission::permissions;
pub use resource::Resource;
pub use subject::Subject;
pub(crate) use variable::Piece;
pub use variable::{Text, Variable};

use crate::cloud::Issuer;
use crate::diagnostic::{Diagnostic, code, has_errors};
use crate::flux::Service;
use share::share;

/// What the clouds must hold.
#[derive(Clone, Debug)]
pub(crate) struct Trust {
    /// The identities, in the order of provider and name.
    pub identities: Vec<CloudIdentity>,
    /// The namespace of the controllers.
    pub namespace: String,
}

/// An identity in its cloud.
#[derive(Clone, Debug)]
pub(crate) enum CloudIdentity {
    /// An IAM role.
    Aws(Role),
    /// A managed identity.
    Azure(ManagedIdentity),
    /// A Google service account, or direct access.
    Gcp(GoogleIdentity),
}

impl Trust {
    /// What the clouds must hold for these grants, with these resources to reach.
    ///
    /// # Errors
    /// What is missing, contradicts itself or is over a limit of a cloud, with the warnings.
    pub(crate) fn new(
        namespace: &str,
        grants: Vec<Grant>,
        resources: &[Resource],
    ) -> Result<(Trust, Vec<Diagnostic>), Vec<Diagnostic>> {
        let (shares, mut diagnostics) = share(&grants, resources);
        diagnostics.extend(grants.iter().flat_map(Grant::without_issuer));
        let mut identities = Vec::new();
        for (grant, share) in grants.into_iter().zip(shares) {
            let identity = CloudIdentity::new(grant, &share, &mut diagnostics);
            if !identity.is_permitted() && !has_errors(&diagnostics) {
                diagnostics.push(nothing_permitted(identity.grant()));
            }
            identities.push(identity);
        }
        aws::share_audiences(identities.iter_mut().filter_map(|identity| match identity {
            CloudIdentity::Aws(role) => Some(role),
            _ => None,
        }));
        gcp::share_audiences(identities.iter_mut().filter_map(|identity| match identity {
            CloudIdentity::Gcp(identity) => Some(identity),
            _ => None,
        }));
        let diagnostics = grant::distinct(diagnostics);
        let trust = Trust { identities, namespace: namespace.to_owned() };
        if has_errors(&diagnostics) { Err(diagnostics) } else { Ok((trust, diagnostics)) }
    }

    /// One document in a format.
    ///
    /// # Errors
    /// The format can't say it.
    pub(crate) fn render(&self, format: Format) -> Result<String, Vec<Diagnostic>> {
        format::render(self, format)
    }
}

/// That an identity is let in and may do nothing.
fn nothing_permitted(grant: &Grant) -> Diagnostic {
    let message = format!("nothing says what {} may reach", grant.identity.label());
    let help = "name it with --resource, unless its permissions are kept elsewhere";
    grant.problem(code::NOTHING_PERMITTED, message).help(help)
}

impl CloudIdentity {
    fn new(
        grant: Grant,
        resources: &[&Resource],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> CloudIdentity {
        let named = grant.services();
        let is_used =
            |s: &Service| named.contains(s) || resources.iter().any(|r| r.service() == *s);
        let services: Vec<Service> = Service::ALL.into_iter().filter(is_used).collect();
        match grant.identity.clone() {
            Identity::Role(name) => {
                let own: Vec<_> = resources.iter().filter_map(|r| r.as_aws()).collect();
                CloudIdentity::Aws(Role::new(&name, grant, services, &own, diagnostics))
            }
            Identity::Client(id) => {
                let own: Vec<_> = resources.iter().filter_map(|r| r.as_azure()).collect();
                CloudIdentity::Azure(ManagedIdentity::new(&id, grant, services, &own, diagnostics))
            }
            Identity::Google(email) => {
                let own: Vec<_> = resources.iter().filter_map(|r| r.as_gcp()).collect();
                let email = email.as_deref();
                CloudIdentity::Gcp(GoogleIdentity::new(email, grant, services, &own, diagnostics))
            }
        }
    }

    /// The ServiceAccounts that carry it.
    pub(crate) fn grant(&self) -> &Grant {
        match self {
            CloudIdentity::Aws(role) => &role.grant,
            CloudIdentity::Azure(identity) => &identity.grant,
            CloudIdentity::Gcp(identity) => &identity.grant,
        }
    }

    /// The role, of AWS.
    fn as_role(&self) -> Option<&Role> {
        if let CloudIdentity::Aws(role) = self { Some(role) } else { None }
    }

    /// The services that it is to reach.
    pub(crate) fn services(&self) -> &[Service] {
        match self {
            CloudIdentity::Aws(role) => &role.services,
            CloudIdentity::Azure(identity) => &identity.services,
            CloudIdentity::Gcp(identity) => &identity.services,
        }
    }

    /// The values that it needs and that no config holds.
    pub(crate) fn variables(&self) -> Vec<&Variable> {
        match self {
            CloudIdentity::Aws(role) => role.associations.iter().map(|a| &a.cluster).collect(),
            CloudIdentity::Azure(_) => Vec::new(),
            CloudIdentity::Gcp(identity) => identity.variables().collect(),
        }
    }

    /// Whether a part of it is a substitution, which Flux makes.
    fn is_substituted(&self) -> bool {
        let of_pool = |bearer: &Bearer| match &bearer.access {
            Access::Pool { provider, .. } => provider.to_string().contains("${"),
            _ => false,
        };
        let grant = self.grant();
        let of_subject = |bearer: &Bearer| bearer.subject.to_string().contains("${");
        grant.identity.name().contains("${")
            || grant.bearers.iter().any(|bearer| of_pool(bearer) || of_subject(bearer))
    }

    fn is_permitted(&self) -> bool {
        match self {
            CloudIdentity::Aws(role) => role.is_permitted(),
            CloudIdentity::Azure(identity) => identity.is_permitted(),
            CloudIdentity::Gcp(identity) => identity.is_permitted(),
        }
    }
}
