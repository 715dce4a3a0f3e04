//! The names that this program writes for a provider.

/// An annotation that lists containers.
#[derive(Debug)]
pub(crate) struct Skip {
    /// The annotation.
    pub annotation: &'static str,
    /// What stands between two names.
    pub separator: char,
}

/// The names by which the fields of a provider's wiring are known, whatever their values are.
#[derive(Debug)]
pub(crate) struct ManagedNames {
    /// Annotations of the ServiceAccount.
    pub annotations: &'static [&'static str],
    /// The label of the Deployment and its pods.
    pub label: Option<&'static str>,
    /// Environment variables.
    pub env: &'static [&'static str],
    /// Those among them that make the SDK use them whatever else is there.
    pub winning_env: &'static [&'static str],
    /// Variables of static credentials, which this program never writes and which the SDK prefers
    /// to any identity.
    pub static_env: &'static [&'static str],
    /// The annotation of a pod that keeps the webhook from containers.
    pub skip: Option<&'static Skip>,
    /// The volume of the token.
    pub token: &'static str,
    /// The volume of the credential configuration.
    pub credentials: Option<&'static str>,
}
