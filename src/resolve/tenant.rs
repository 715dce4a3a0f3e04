//! Tenants' ServiceAccounts.

use crate::cloud::tenant_annotations;
use crate::config::Tenant;
use crate::diagnostic::{Diagnostic, code};
use crate::flux::CREDENTIAL_PROVIDER;
use crate::krm::Object;
use crate::patch::field;
use crate::patch::tenant::tenant_account;
use crate::plan::Reason;
use crate::yaml::Path;

use super::{Added, Context, Resolution, misspelt, presence};

/// Annotates the ServiceAccount of a tenant, or adds it where the config asks for that.
pub(super) fn resolve(context: &Context<'_, '_, '_>, tenant: &Tenant, out: &mut Resolution) {
    let Tenant { name, namespace, .. } = tenant;
    let known = context.index.find("v1", "ServiceAccount", namespace, name);
    for &object in &known {
        presence::namespace(&context.objects[object], namespace, out);
        spiffe(&context.objects[object], out);
        misspelt::keys(context, object, &Path::keys(["metadata", "annotations"]), out);
        for (key, value) in &tenant_annotations(&tenant.cloud) {
            let reason = Reason::Identity(tenant.cloud.provider());
            out.set(object, field::annotation(key), value.as_str(), reason);
        }
    }
    match (known.is_empty(), tenant.create) {
        (false, _) => {}
        (true, false) => {
            let message = format!("there is no ServiceAccount {name} in namespace {namespace:?}");
            let help = "add it to the manifests, or set create: true";
            let absent = Diagnostic::new(code::SERVICE_ACCOUNT_ABSENT, message).help(help);
            out.say(absent.path(tenant.path.clone()));
        }
        (true, true) => add(context, tenant, out),
    }
}

/// Says of an account that SPIFFE gives it its identity: what it presents to the cloud is not a
/// token of the cluster.
fn spiffe(account: &Object<'_, '_>, out: &mut Resolution) {
    if account.annotation(CREDENTIAL_PROVIDER) == Some("spiffe") {
        let message = "this ServiceAccount has the identity that SPIFFE gives it, not the cluster";
        let help = "let the cloud trust the SPIFFE runtime's issuer and the object's SPIFFE ID";
        let spiffe = Diagnostic::new(code::SPIFFE_IDENTITY, message).help(help);
        out.say(spiffe.at(account.field_location(&field::annotation(CREDENTIAL_PROVIDER))));
    }
}

fn add(context: &Context<'_, '_, '_>, tenant: &Tenant, out: &mut Resolution) {
    let Tenant { name, namespace, path, .. } = tenant;
    if !context.index.has_cluster_scoped("Namespace", namespace) {
        let message = format!(
            "the namespace {namespace:?} of the new ServiceAccount {name} is not among the manifests"
        );
        out.say(Diagnostic::new(code::NAMESPACE_ABSENT, message).path(path.clone()));
    }
    let beside = context.controllers.objects().next();
    out.added.push(Added { object: tenant_account(tenant), beside });
}
