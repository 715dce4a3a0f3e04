//! A FluxInstance with nothing but the Plan in it, to be merged into the one there is.
//!
//! Source: <https://fluxoperator.dev/docs/crd/fluxinstance/>.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::Lockdown;
use crate::plan::{Gate, Plan};
use crate::yaml::{Layout, Path, Value, block};

use super::native::Native;

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

/// The FluxInstance, and behind it the objects that go beside it.
///
/// # Errors
/// What a FluxInstance can't say.
pub fn documents(plan: &Plan, native: &Native) -> Result<String, Vec<Diagnostic>> {
    let mut spec = Vec::new();
    if let Some(gate) = &plan.gate {
        spec.push(("cluster", Value::map(cluster(gate)?)));
    }
    if !native.patches.is_empty() {
        let patches = Value::List(native.patches.clone());
        spec.push(("kustomize", Value::map([("patches", patches)])));
    }
    let metadata =
        Value::map([("name", Value::from("flux")), ("namespace", plan.namespace.as_str().into())]);
    let instance = Value::map([
        ("apiVersion", Value::from("fluxcd.controlplane.io/v1")),
        ("kind", "FluxInstance".into()),
        ("metadata", metadata),
        ("spec", Value::map(spec)),
    ]);
    let objects = [instance].into_iter().chain(native.objects(&plan.namespace));
    let documents: Vec<String> =
        objects.map(|object| block(&object, 0, &Layout::default()) + "\n").collect();
    Ok(documents.join("---\n"))
}
