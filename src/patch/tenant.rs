//! Tenants' ServiceAccounts.

use crate::cloud::tenant_annotations;
use crate::config::Tenant;
use crate::yaml::Value;

use super::from_plan::annotated;
use super::{Patch, Target};

/// The patch that annotates the ServiceAccount of a tenant.
pub(crate) fn tenant_patch(tenant: &Tenant) -> Option<Patch> {
    let annotations = tenant_annotations(&tenant.cloud);
    let body = annotated(&annotations)?;
    Some(Patch {
        kind: "ServiceAccount",
        target: Target::named(&tenant.name, Some(&tenant.namespace)),
        purpose: format!("{} identity", tenant.cloud.provider()),
        body,
    })
}

/// The ServiceAccount of a tenant.
pub(crate) fn tenant_account(tenant: &Tenant) -> Value {
    let mut metadata = vec![
        ("name", Value::from(tenant.name.as_str())),
        ("namespace", tenant.namespace.as_str().into()),
    ];
    let annotations = tenant_annotations(&tenant.cloud);
    if !annotations.is_empty() {
        let pairs = annotations.iter().map(|(k, v)| (*k, Value::from(v.as_str())));
        metadata.push(("annotations", Value::map(pairs)));
    }
    Value::map([
        ("apiVersion", Value::from("v1")),
        ("kind", "ServiceAccount".into()),
        ("metadata", Value::map(metadata)),
    ])
}
