//! The clouds, one folder each with everything about it: how its identities are named, which
//! fields a config has for them, what they need on a controller, and how they are read back from
//! manifests ([`observe`]).
//!
//! Source of every name and form: <https://fluxcd.io/flux/integrations/cross-cloud/> and the
//! providers' own pages beside it, unless the line says another.

mod aws;
mod azure;
mod environment;
mod expansion;
mod form;
mod gcp;
mod identifier;
mod inside;
mod issuer;
mod known_key;
mod managed_names;
mod named;
mod needs;
mod observed;
mod placeholder;
mod retired;
mod shape;
mod substitution;
mod wiring;

pub(crate) use aws::{Aws, Region};
pub use aws::{RoleArn, session_name};
pub(crate) use azure::{AUTHORITY_HOST, Azure, TenantId};
pub(crate) use environment::{in_effect, is_reference};
pub(crate) use expansion::{Variables, expand, unset};
pub(crate) use form::{ANY, Piece};
pub(crate) use gcp::{CREDENTIALS_KEY, Gcp, config_map, external_account, is_external_account};
pub use gcp::{GoogleServiceAccount, WorkloadIdentityProvider};
pub use identifier::Substitutable;
#[cfg(test)]
pub(crate) use identifier::assert_parses;
pub(crate) use identifier::{Identifier, Malformed};
pub(crate) use identifier::{has_length, text_identifier};
pub(crate) use inside::inside;
pub use issuer::Issuer;
pub(crate) use known_key::is_known;
pub use known_key::misspelt;
pub(crate) use managed_names::{ManagedNames, Skip};
pub(crate) use named::NAMINGS;
pub(crate) use needs::{Credentials, Mount, Needs, Token, variable};
pub(crate) use observed::Observed;
pub use observed::{Manifests, observe};
pub(crate) use retired::{AAD_POD_IDENTITY, KUBE2IAM, RETIRED, Retired, RetiredField};
pub(crate) use shape::{is_config_map, is_literal, is_projected_token};
pub use substitution::Substituted;
pub use wiring::Access;
pub(crate) use wiring::{Field, Wiring};

use crate::flux::{Controller, Provider};

/// An identity in its cloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cloud {
    /// An IAM role.
    Aws(Aws),
    /// A managed identity or an application.
    Azure(Azure),
    /// A Google service account, or direct access.
    Gcp(Gcp),
}

/// The value of a field of an identity, as it is written.
pub(crate) type FieldValue = (&'static str, String);

impl Cloud {
    /// The provider.
    pub fn provider(&self) -> Provider {
        match self {
            Cloud::Aws(_) => Provider::Aws,
            Cloud::Azure(_) => Provider::Azure,
            Cloud::Gcp(_) => Provider::Gcp,
        }
    }

    /// The fields of a config that say which identity it is, and their values.
    pub fn fields(&self) -> Vec<FieldValue> {
        match self {
            Cloud::Aws(aws) => aws.fields(),
            Cloud::Azure(azure) => azure.fields(),
            Cloud::Gcp(gcp) => gcp.fields(),
        }
    }

    /// Whether one of its identifiers holds a substitution.
    pub fn is_substituted(&self) -> bool {
        self.fields().iter().any(|(_, value)| value.contains("${"))
    }

    /// Whether a tenant's account with it has nothing to be annotated with.
    pub fn is_direct_on_gke(&self) -> bool {
        matches!(self, Cloud::Gcp(gcp) if gcp::tenant(gcp).is_empty())
    }

    /// How the cloud alone gives the access, where nothing in the manifests tells of it.
    pub fn traceless(&self, wiring: Wiring) -> Option<&'static str> {
        match self {
            Cloud::Aws(aws) if aws.pod_identity => Some("EKS Pod Identity of aws"),
            Cloud::Gcp(gcp) if gcp.email.is_none() && wiring == Wiring::Annotation => {
                Some("direct access of gcp")
            }
            _ => None,
        }
    }
}

/// Where the first provider's token is mounted.
const MOUNT_PATH: &str = "/var/run/service-account";

/// What `cloud` needs on `controller`. `shared_mount` says that another provider before it has
/// the usual mount path on this controller.
pub(crate) fn needs(
    cloud: &Cloud,
    wiring: Wiring,
    controller: Controller,
    namespace: &str,
    shared_mount: bool,
) -> Needs {
    let provider = cloud.provider();
    let mount_path = if shared_mount {
        // A sibling, not a folder inside: a mount inside of another can't start.
        format!("{MOUNT_PATH}-{provider}")
    } else {
        MOUNT_PATH.to_owned()
    };
    match (cloud, wiring) {
        (Cloud::Aws(aws), Wiring::Annotation) => aws::annotated(aws),
        (Cloud::Aws(aws), Wiring::Projected) => {
            aws::projected(aws, controller, namespace, mount_path)
        }
        (Cloud::Azure(azure), Wiring::Annotation) => azure::annotated(azure),
        (Cloud::Azure(azure), Wiring::Projected) => azure::projected(azure, mount_path),
        (Cloud::Gcp(gcp), Wiring::Annotation) => gcp::annotated(gcp),
        (Cloud::Gcp(gcp), Wiring::Projected) => gcp::projected(gcp, controller, mount_path),
    }
}

/// The annotations of a tenant's ServiceAccount: at object level Flux asks for the token itself,
/// no webhook, label or volume is involved. Source: Flux RFC-0010.
pub(crate) fn tenant_annotations(cloud: &Cloud) -> Vec<(&'static str, String)> {
    match cloud {
        Cloud::Aws(aws) => aws::annotated(aws).annotations,
        Cloud::Azure(azure) => azure::annotated(azure).annotations,
        Cloud::Gcp(gcp) => gcp::tenant(gcp),
    }
}

/// The names that the wirings of a provider write.
pub(crate) fn names(provider: Provider) -> &'static ManagedNames {
    match provider {
        Provider::Aws => &aws::NAMES,
        Provider::Azure => &azure::NAMES,
        Provider::Gcp => &gcp::NAMES,
    }
}

/// What gives access to a provider and leaves no trace in manifests.
pub(crate) fn traceless_access(provider: Provider) -> &'static str {
    match provider {
        Provider::Aws => aws::TRACELESS,
        Provider::Azure => azure::TRACELESS,
        Provider::Gcp => gcp::TRACELESS,
    }
}

/// The fields that a config has for the identities of a provider.
pub(crate) fn fields(provider: Provider) -> &'static [Field] {
    match provider {
        Provider::Aws => aws::FIELDS,
        Provider::Azure => azure::FIELDS,
        Provider::Gcp => gcp::FIELDS,
    }
}

/// Whether a way to an identity of a provider reads a field of a config; `None` if the provider
/// has no such field.
///
/// ```
/// use flux_workload_identity::internal::{Access, reads};
/// use flux_workload_identity::internal::Provider;
/// assert_eq!(reads(Provider::Aws, "region", Access::Projected), Some(true));
/// assert_eq!(reads(Provider::Aws, "region", Access::Annotation), Some(false));
/// assert_eq!(reads(Provider::Gcp, "region", Access::Projected), None);
/// ```
pub fn reads(provider: Provider, field: &str, access: Access) -> Option<bool> {
    let field = fields(provider).iter().find(|known| known.name == field)?;
    Some(field.read_by.contains(&access))
}

/// Text of what may be absent.
fn text<T: std::fmt::Display>(value: Option<&T>) -> Option<String> {
    value.map(T::to_string)
}

/// The fields that have a value.
fn present<const N: usize>(fields: [(&'static str, Option<String>); N]) -> Vec<FieldValue> {
    fields.into_iter().filter_map(|(field, value)| Some((field, value?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARN: &str = "arn:aws:iam::490185926743:role/flux";
    const ID: &str = "6731de76-14a6-49ae-97bc-6eba6914391e";

    #[test]
    fn a_substitution_in_any_field_is_seen() {
        let aws = Aws {
            role_arn: ARN.parse().ok(),
            audience: "audience".parse().ok(),
            region: "eu-west-1".parse().ok(),
            role_session_name: "session".parse().ok(),
            ..Aws::default()
        };
        let azure = Azure {
            client_id: ID.parse().unwrap(),
            tenant_id: ID.parse().ok(),
            cloud: crate::flux::AzureCloud::China,
            token_expiration: Some(3600),
        };
        let gcp = Gcp { email: "a@p.iam.gserviceaccount.com".parse().ok(), ..Gcp::default() };
        for cloud in [Cloud::Aws(aws.clone()), Cloud::Azure(azure.clone()), Cloud::Gcp(gcp.clone())]
        {
            assert!(!cloud.is_substituted(), "{cloud:?}");
        }
        let later = "${LATER}";
        for cloud in [
            Cloud::Aws(Aws { role_arn: later.parse().ok(), ..aws.clone() }),
            Cloud::Aws(Aws { audience: later.parse().ok(), ..aws.clone() }),
            Cloud::Aws(Aws { region: later.parse().ok(), ..aws.clone() }),
            Cloud::Aws(Aws { role_session_name: later.parse().ok(), ..aws }),
            Cloud::Azure(Azure { client_id: later.parse().unwrap(), ..azure.clone() }),
            Cloud::Azure(Azure { tenant_id: later.parse().ok(), ..azure }),
            Cloud::Gcp(Gcp { email: later.parse().ok(), ..gcp.clone() }),
            Cloud::Gcp(Gcp { workload_identity_provider: later.parse().ok(), ..gcp }),
        ] {
            assert!(cloud.is_substituted(), "{cloud:?}");
        }
    }
}
