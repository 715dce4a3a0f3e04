//! Values of the chart flux-instance: the fields of a FluxInstance's spec, one level down.

use crate::diagnostic::Diagnostic;
use crate::patch::Scope;
use crate::plan::Plan;
use crate::render::{KustomizeParts, flux_instance};
use crate::yaml::Value;

use super::Installation;
use super::chart::INSTANCE;

/// The values, and the objects that go beside the chart's.
///
/// # Errors
/// What a FluxInstance can't say.
pub(super) fn values(
    plan: &Plan,
    installation: &Installation,
) -> Result<(Value, Vec<Value>), Vec<Diagnostic>> {
    let Installation { version, present, sharded, permission } = installation;
    let scope = Scope::FluxInstance { sharded: *sharded };
    let mut parts = KustomizeParts::of_plan(plan, scope, *version, |c| present.contains(&c));
    // What is there already is not added again.
    if let Some(permission) = permission {
        parts.permission.clone_from(permission);
    }
    let spec = flux_instance::spec(plan, &parts)?;
    let wanted = match spec == Value::Map(Vec::new()) {
        true => spec,
        false => Value::map([(INSTANCE, spec)]),
    };
    Ok((wanted, parts.beside(plan).collect()))
}
