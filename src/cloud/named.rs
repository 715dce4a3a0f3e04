//! The fields that name an identity, and what their values have to be.

use super::azure::{ClientId, TenantId};
use super::{
    GoogleServiceAccount, Identifier, Malformed, RoleArn, Substitutable, WorkloadIdentityProvider,
    aws, azure, gcp,
};

/// A field that names an identity: an annotation of a ServiceAccount, or a variable of a pod, or
/// either.
pub(crate) struct Naming {
    /// The annotation.
    pub annotation: Option<&'static str>,
    /// The variable.
    pub variable: Option<&'static str>,
    check: fn(&str) -> Result<(), Malformed>,
}

impl Naming {
    /// What is wrong with a value.
    pub(crate) fn fault(&self, value: &str) -> Option<Malformed> {
        (self.check)(value).err()
    }
}

/// All of them. A region is none: other stores than Amazon's have names of their own for theirs.
pub(crate) const NAMINGS: &[Naming] = &[
    Naming {
        annotation: Some(aws::ROLE_ARN),
        variable: Some("AWS_ROLE_ARN"),
        check: has_form::<RoleArn>,
    },
    Naming {
        annotation: Some(azure::CLIENT_ID),
        variable: Some("AZURE_CLIENT_ID"),
        check: has_form::<ClientId>,
    },
    Naming {
        annotation: Some(azure::TENANT_ID),
        variable: Some("AZURE_TENANT_ID"),
        check: is_tenant,
    },
    Naming {
        annotation: Some(gcp::SERVICE_ACCOUNT),
        variable: None,
        check: has_form::<GoogleServiceAccount>,
    },
    Naming {
        annotation: Some(gcp::WORKLOAD_IDENTITY_PROVIDER),
        variable: None,
        check: has_form::<WorkloadIdentityProvider>,
    },
];

fn has_form<T: Identifier>(text: &str) -> Result<(), Malformed> {
    text.parse::<Substitutable<T>>().map(drop)
}

/// Azure's libraries take a domain of the tenant too. Source: azidentity, `validTenantID`.
fn is_tenant(text: &str) -> Result<(), Malformed> {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    if text.contains('.') && text.chars().all(is_letter) {
        return Ok(());
    }
    has_form::<TenantId>(text)
}

#[cfg(test)]
mod tests {
    use super::NAMINGS;

    #[test]
    fn a_tenant_may_be_a_domain() {
        let naming = |variable| NAMINGS.iter().find(|n| n.variable == Some(variable)).unwrap();
        let fault = |variable, value| naming(variable).fault(value).map(|fault| fault.reason);
        assert_eq!(fault("AZURE_TENANT_ID", "acme.onmicrosoft.com"), None);
        assert!(fault("AZURE_TENANT_ID", "<TENANT_ID>").is_some());
        assert!(fault("AZURE_CLIENT_ID", "acme.onmicrosoft.com").is_some());
    }
}
