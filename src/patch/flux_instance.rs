//! The fields of a FluxInstance for object-level identity.
//!
//! Source: <https://fluxoperator.dev/docs/crd/fluxinstance/>.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::Lockdown;
use crate::plan::Gate;
use crate::yaml::{Path, Value};

/// The fields of `spec.cluster` for a gate, in their order.
///
/// # Errors
/// What a FluxInstance has no fields for.
pub fn cluster_fields(gate: &Gate) -> Result<Vec<(&'static str, Value)>, Vec<Diagnostic>> {
    let errors = inexpressible(gate);
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut fields = vec![("objectLevelWorkloadIdentity", true.into())];
    if !gate.lockdown.is_empty() {
        fields.push(("multitenantWorkloadIdentity", true.into()));
    }
    let accounts = gate.lockdown.iter();
    fields.extend(accounts.map(|(flag, name)| (account_field(*flag), name.as_str().into())));
    Ok(fields)
}

/// What of a gate a FluxInstance has no fields for.
fn inexpressible(gate: &Gate) -> Vec<Diagnostic> {
    let object_level = Path::keys(["spec", "objectLevel"]);
    let mut errors = Vec::new();
    if gate.controllers.is_some() {
        let message = "a FluxInstance enables object-level identity for all of its controllers";
        let error = Diagnostic::new(code::NOT_EXPRESSIBLE, message)
            .help("remove controllers from objectLevel");
        errors.push(error.path(object_level.key("controllers")));
    }
    if !gate.lockdown.is_empty() && gate.lockdown.len() < Lockdown::ALL.len() {
        let message =
            "a FluxInstance sets all three default ServiceAccounts of object level, or none";
        let help = "set defaultServiceAccount, defaultDecryptionServiceAccount and \
                    defaultKubeConfigServiceAccount, or none of them";
        let error = Diagnostic::new(code::NOT_EXPRESSIBLE, message).help(help);
        errors.push(error.path(object_level));
    }
    errors
}

/// The field of `spec.cluster` for the ServiceAccount that a lockdown flag names.
pub fn account_field(flag: Lockdown) -> &'static str {
    match flag {
        Lockdown::ServiceAccount => "tenantDefaultServiceAccount",
        Lockdown::DecryptionServiceAccount => "tenantDefaultDecryptionServiceAccount",
        Lockdown::KubeConfigServiceAccount => "tenantDefaultKubeConfigServiceAccount",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(lockdown: &[Lockdown]) -> Gate {
        let lockdown = lockdown.iter().map(|flag| (*flag, "tenant".to_owned())).collect();
        Gate { controllers: None, lockdown, authority_host: None }
    }

    #[test]
    fn the_accounts_come_with_the_switch_for_tenants() {
        let names = |gate: &Gate| -> Vec<&str> {
            cluster_fields(gate).unwrap().iter().map(|(name, _)| *name).collect()
        };
        assert_eq!(names(&gate(&[])), ["objectLevelWorkloadIdentity"]);
        let all = names(&gate(&Lockdown::ALL));
        assert_eq!(all[..2], ["objectLevelWorkloadIdentity", "multitenantWorkloadIdentity"]);
        assert_eq!(all[2..], Lockdown::ALL.map(account_field));
    }

    #[test]
    fn some_of_the_accounts_or_of_the_controllers_can_not_be_said() {
        assert_eq!(cluster_fields(&gate(&Lockdown::ALL[..1])).unwrap_err().len(), 1);
        let listed = Gate { controllers: Some(Vec::new()), ..gate(&[]) };
        assert_eq!(cluster_fields(&listed).unwrap_err().len(), 1);
    }
}
