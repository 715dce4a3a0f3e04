//! A FluxInstance with nothing but the Plan in it, to be merged into the one there is.
//!
//! Source: <https://fluxoperator.dev/docs/crd/fluxinstance/>.

use crate::diagnostic::Diagnostic;
use crate::patch::flux_instance::cluster_fields;
use crate::plan::{ObjectIdentity, Plan};
use crate::yaml::{Layout, Value, block};

use super::kustomize_parts::KustomizeParts;

/// The FluxInstance, and behind it the objects that go beside it.
///
/// # Errors
/// What a FluxInstance can't say.
pub(crate) fn documents(plan: &Plan, parts: &KustomizeParts) -> Result<String, Vec<Diagnostic>> {
    let mut spec = Vec::new();
    let sets_fields = |w: &&ObjectIdentity| w.is_enabled() || !w.lockdown.is_empty();
    if let Some(wanted) = plan.object_identity.as_ref().filter(sets_fields) {
        spec.push(("cluster", Value::map(cluster_fields(wanted)?)));
    }
    if !parts.patches.is_empty() {
        let patches = Value::List(parts.patches.clone());
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
    let objects = [instance]
        .into_iter()
        .chain(parts.objects(&plan.namespace))
        .chain(parts.permission.iter().cloned());
    let documents: Vec<String> =
        objects.map(|object| block(&object, 0, &Layout::default()) + "\n").collect();
    Ok(documents.join("---\n"))
}
