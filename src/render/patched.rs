//! Whether manifests hold already what this program would have kustomize add to them.

use crate::config::Tenant;
use crate::krm::Object;
use crate::plan::Plan;

/// An object that needs no patch as it has, or is, what one would add: an argument for object
/// identity, a credential configuration, a tenant's ServiceAccount. It may be that because it was
/// patched before. `satisfied` are the Deployments with such an argument.
pub(crate) fn patched<'o, 't, 'a>(
    plan: &Plan,
    objects: &'o [Object<'t, 'a>],
    satisfied: &[usize],
) -> Option<&'o Object<'t, 'a>> {
    let needs = plan.service_accounts.iter().flat_map(|account| &account.needs);
    let maps: Vec<&str> = needs
        .filter_map(|need| need.credentials.as_ref())
        .map(|credentials| credentials.config_map.as_str())
        .collect();
    let is_added = |tenant: &Tenant, object: &Object<'_, '_>| {
        tenant.create
            && (tenant.name.as_str(), Some(tenant.namespace.as_str()))
                == (object.name(), object.namespace())
    };
    let has_part = |(index, object): (usize, &Object<'_, '_>)| match object.kind() {
        "ConfigMap" => maps.contains(&object.name()),
        "ServiceAccount" => plan.tenants.iter().any(|tenant| is_added(tenant, object)),
        "Deployment" => satisfied.contains(&index),
        _ => false,
    };
    objects.iter().enumerate().find(|part| has_part(*part)).map(|(_, object)| object)
}
