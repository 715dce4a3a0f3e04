//! A FluxInstance with nothing but the Plan in it, to be merged into the one there is.
//!
//! Source: <https://fluxoperator.dev/docs/crd/fluxinstance/>.

use crate::diagnostic::Diagnostic;
use crate::flux::FLUX_INSTANCE;
use crate::patch::flux_instance::cluster_fields;
use crate::plan::Plan;
use crate::yaml::Value;

use super::component;
use super::kustomize_parts::KustomizeParts;

/// What to do with it.
const MERGE: &str = "\
# To be merged into the FluxInstance that is there: flux-workload-identity apply --write does that.
# It is no patch for kustomize, with which its list of patches would replace the one there.
";

/// What else the default ServiceAccounts do.
const IMPERSONATED: &str = "\
# With multitenant: true the kustomize-controller and the helm-controller impersonate the
# tenantDefaultServiceAccount too.
";

/// The FluxInstance, and behind it the objects that go beside it.
///
/// # Errors
/// What a FluxInstance can't say.
pub(crate) fn documents(plan: &Plan, parts: &KustomizeParts) -> Result<String, Vec<Diagnostic>> {
    let metadata =
        Value::map([("name", Value::from("flux")), ("namespace", plan.namespace.as_str().into())]);
    let instance = Value::map([
        ("apiVersion", Value::from(FLUX_INSTANCE.0)),
        ("kind", FLUX_INSTANCE.1.into()),
        ("metadata", metadata),
        ("spec", spec(plan, parts)?),
    ]);
    let objects: Vec<Value> = [instance].into_iter().chain(parts.beside(plan)).collect();
    let locks = plan.object_identity.as_ref().is_some_and(|wanted| !wanted.lockdown.is_empty());
    let head = if locks { [MERGE, IMPERSONATED].concat() } else { MERGE.to_owned() };
    Ok(head + &component::documents(&objects))
}

/// The fields of its spec.
///
/// # Errors
/// What a FluxInstance can't say.
pub(super) fn spec(plan: &Plan, parts: &KustomizeParts) -> Result<Value, Vec<Diagnostic>> {
    let mut spec = Vec::new();
    if let Some(wanted) = plan.object_identity.as_ref().filter(|wanted| wanted.asks_fields()) {
        spec.push(("cluster", Value::map(cluster_fields(wanted)?)));
    }
    if !parts.patches.is_empty() {
        let patches = Value::List(parts.patches.clone());
        spec.push(("kustomize", Value::map([("patches", patches)])));
    }
    Ok(Value::map(spec))
}
