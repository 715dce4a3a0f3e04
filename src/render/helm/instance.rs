//! A user's values of the chart flux-instance: the spec of a FluxInstance, which says itself what it
//! installs.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::Lockdown;
use crate::patch::flux_instance::{MULTITENANT, OBJECT_LEVEL, account_field, cluster_fields};
use crate::patch::{Repeats, keep};
use crate::plan::{Plan, Reason};
use crate::resolve::{components, decisive_version, is_sharded, kept_account, too_old};
use crate::yaml::{Path, Value};

use super::chart::INSTANCE;
use super::managed::about_installation;
use super::pending::Pending;
use super::{Installation, Values};

/// Brings the spec at a path up to date.
pub(super) fn manage(path: &Path, plan: &Plan, values: &Values, out: &mut Pending<'_, '_>) {
    let spec = out.find(path);
    let installation = Installation {
        version: decisive_version(spec, values.installation.version),
        present: components(spec),
        sharded: is_sharded(spec),
        permission: values.installation.permission.clone(),
    };
    let values = match Values::of(plan, values.chart, installation) {
        Ok(values) => values,
        Err(errors) => return out.diagnostics.extend(errors),
    };
    out.diagnostics.extend(about_installation(plan, &values));
    if let Err(errors) = cluster(path, plan, out) {
        out.diagnostics.extend(errors);
    }
    let patches = ["kustomize", "patches"];
    let spec = values.wanted.get(INSTANCE);
    let wanted = spec.and_then(|spec| patches.iter().try_fold(spec, |value, key| value.get(key)));
    let wanted: &[Value] = match wanted {
        Some(Value::List(patches)) => patches,
        _ => &[],
    };
    let path = path.key("kustomize").key("patches");
    let kept = keep(out.root, &path, wanted, plan, Repeats::LeftOut, out.purpose);
    out.diagnostics.extend(kept.diagnostics);
    out.edits.extend(kept.edits.into_iter().map(|edit| (edit, Reason::Patch)));
}

/// Sets the fields of object identity, and takes out those that the config does not ask for.
fn cluster(path: &Path, plan: &Plan, out: &mut Pending<'_, '_>) -> Result<(), Vec<Diagnostic>> {
    let spec = out.find(path);
    let mut wanted = Vec::new();
    if let Some(identity) = plan.object_identity.as_ref().filter(|wanted| wanted.asks_fields()) {
        wanted = cluster_fields(identity)?;
        if let Some(old) = too_old(spec, identity) {
            out.say(old, &path.key("distribution").key("version"));
        }
    }
    let cluster = path.key("cluster");
    let is_true = |key: &str| out.find(&cluster.key(key)).is_some_and(|node| node.is("true"));
    let mut gone: Vec<&str> =
        [OBJECT_LEVEL, MULTITENANT].into_iter().filter(|k| is_true(k)).collect();
    // Without the switch the accounts are somebody else's, and one is impersonated.
    if is_true(MULTITENANT) {
        let is_kept =
            |field: &&str| *field == account_field(Lockdown::Objects) && is_true("multitenant");
        let fields = Lockdown::ALL.map(account_field).into_iter().filter(|field| !is_kept(field));
        gone.extend(fields.filter(|field| out.find(&cluster.key(field)).is_some()));
    }
    gone.retain(|field| !wanted.iter().any(|(name, _)| name == field));
    for (name, value) in wanted {
        let path = cluster.key(name);
        match kept_account(spec, name, &value) {
            Some(kept) => out.say(kept, &path),
            None => out.set(path, value, Reason::ObjectIdentity),
        }
    }
    if let Some(first) = gone.first() {
        let message = "the fields of object identity go, which the config does not ask for";
        let help = "write objectLevel with enabled and the default accounts to keep them";
        let dropped = Diagnostic::new(code::IDENTITY_DROPPED, message).help(help);
        out.lose(dropped, &cluster.key(first));
    }
    for field in gone {
        out.remove(cluster.key(field), Reason::Dropped);
    }
    Ok(())
}
