//! The fields of a FluxInstance for object identity.
//!
//! Source: <https://fluxoperator.dev/docs/crd/fluxinstance/>.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::Lockdown;
use crate::plan::ObjectIdentity;
use crate::yaml::{Path, Value};

/// The field of `spec.cluster` that switches object identity on.
pub(crate) const OBJECT_LEVEL: &str = "objectLevelWorkloadIdentity";

/// The field of `spec.cluster` that switches its default ServiceAccounts on.
pub(crate) const MULTITENANT: &str = "multitenantWorkloadIdentity";

/// The fields of `spec.cluster` for object identity, in their order.
///
/// # Errors
/// What a FluxInstance has no fields for.
pub(crate) fn cluster_fields(
    wanted: &ObjectIdentity,
) -> Result<Vec<(&'static str, Value)>, Vec<Diagnostic>> {
    let errors = inexpressible(wanted);
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut fields = vec![(OBJECT_LEVEL, true.into())];
    if !wanted.lockdown.is_empty() {
        fields.push((MULTITENANT, true.into()));
    }
    let accounts = wanted.lockdown.iter();
    fields.extend(accounts.map(|(flag, name)| (account_field(*flag), name.as_str().into())));
    Ok(fields)
}

/// What of object identity a FluxInstance has no fields for.
fn inexpressible(wanted: &ObjectIdentity) -> Vec<Diagnostic> {
    let object_level = Path::keys(["spec", "objectLevel"]);
    let mut errors = Vec::new();
    if wanted.controllers.is_some() {
        let message = "a FluxInstance enables object identity for all of its controllers";
        let error = Diagnostic::new(code::NOT_EXPRESSIBLE, message)
            .help("remove controllers from objectLevel");
        errors.push(error.path(object_level.key("controllers")));
    }
    if !wanted.lockdown.is_empty() && wanted.lockdown.len() < Lockdown::ALL.len() {
        let message =
            "a FluxInstance sets all three default ServiceAccounts of object identity, or none";
        let help = "set defaultServiceAccount, defaultDecryptionServiceAccount and \
                    defaultKubeConfigServiceAccount, or none of them";
        let error = Diagnostic::new(code::NOT_EXPRESSIBLE, message).help(help);
        errors.push(error.path(object_level));
    }
    errors
}

/// The field of `spec.cluster` for the ServiceAccount that a lockdown flag names.
pub(crate) fn account_field(flag: Lockdown) -> &'static str {
    match flag {
        Lockdown::Objects => "tenantDefaultServiceAccount",
        Lockdown::Decryption => "tenantDefaultDecryptionServiceAccount",
        Lockdown::KubeConfig => "tenantDefaultKubeConfigServiceAccount",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(lockdown: &[Lockdown]) -> ObjectIdentity {
        let lockdown = lockdown.iter().map(|flag| (*flag, "tenant".to_owned())).collect();
        ObjectIdentity {
            enabled: Some(true),
            rbac: None,
            controllers: None,
            lockdown,
            authority_host: None,
            has_tenants: false,
        }
    }

    #[test]
    fn the_accounts_come_with_the_switch_for_tenants() {
        let names = |wanted: &ObjectIdentity| -> Vec<&str> {
            cluster_fields(wanted).unwrap().iter().map(|(name, _)| *name).collect()
        };
        assert_eq!(names(&wanted(&[])), ["objectLevelWorkloadIdentity"]);
        let all = names(&wanted(&Lockdown::ALL));
        assert_eq!(all[..2], ["objectLevelWorkloadIdentity", "multitenantWorkloadIdentity"]);
        assert_eq!(all[2..], Lockdown::ALL.map(account_field));
    }

    #[test]
    fn some_of_the_accounts_or_of_the_controllers_can_not_be_said() {
        assert_eq!(cluster_fields(&wanted(&Lockdown::ALL[..1])).unwrap_err().len(), 1);
        let listed = ObjectIdentity { controllers: Some(Vec::new()), ..wanted(&[]) };
        assert_eq!(cluster_fields(&listed).unwrap_err().len(), 1);
    }
}
