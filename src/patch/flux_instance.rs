//! The fields of a FluxInstance for object-level identity.
//!
//! Source: <https://fluxoperator.dev/docs/crd/fluxinstance/>.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::Lockdown;
use crate::plan::Gate;
use crate::yaml::{Path, Value};

/// The fields of `spec.cluster` for a gate, in their order; what a FluxInstance can't say is an
/// error.
pub fn cluster(gate: &Gate) -> Result<Vec<(&'static str, Value)>, Vec<Diagnostic>> {
    let object_level = Path::keys(["spec", "objectLevel"]);
    let mut errors = Vec::new();
    if gate.controllers.is_some() {
        let message = "a FluxInstance switches object-level identity on for all its controllers";
        let help = "take controllers out of objectLevel";
        let error = Diagnostic::new(code::NOT_EXPRESSIBLE, message).help(help);
        errors.push(error.path(object_level.key("controllers")));
    }
    if !gate.lockdown.is_empty() && gate.lockdown.len() < Lockdown::ALL.len() {
        let message = "a FluxInstance sets all three default ServiceAccounts of object level";
        let help = "name defaultServiceAccount, defaultDecryptionServiceAccount and \
                    defaultKubeConfigServiceAccount, or none";
        let error = Diagnostic::new(code::NOT_EXPRESSIBLE, message).help(help);
        errors.push(error.path(object_level.clone()));
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let mut fields = vec![("objectLevelWorkloadIdentity", true.into())];
    if !gate.lockdown.is_empty() {
        fields.push(("multitenantWorkloadIdentity", true.into()));
    }
    let accounts =
        gate.lockdown.iter().map(|(flag, account)| (field(*flag), account.as_str().into()));
    fields.extend(accounts);
    Ok(fields)
}

/// The field of `spec.cluster` for a lockdown flag.
pub fn field(flag: Lockdown) -> &'static str {
    match flag {
        Lockdown::ServiceAccount => "tenantDefaultServiceAccount",
        Lockdown::DecryptionServiceAccount => "tenantDefaultDecryptionServiceAccount",
        Lockdown::KubeConfigServiceAccount => "tenantDefaultKubeConfigServiceAccount",
    }
}
