//! Whether manifests hold already what this program would have kustomize add to them.

use crate::config::Tenant;
use crate::flux::GATE;
use crate::krm::Object;
use crate::patch::field;
use crate::plan::Plan;
use crate::yaml::Node;

/// An object that needs no patch as it has, or is, what one would add: a feature gate, a credential
/// configuration, a tenant's ServiceAccount. It may be that because it was patched before.
pub fn patched<'o, 't, 'a>(
    plan: &Plan,
    objects: &'o [Object<'t, 'a>],
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
    objects.iter().find(|object| match object.kind() {
        "ConfigMap" => maps.contains(&object.name()),
        "ServiceAccount" => plan.tenants.iter().any(|tenant| is_added(tenant, object)),
        "Deployment" => plan.gate.is_some() && is_gated(object),
        _ => false,
    })
}

fn is_gated(object: &Object<'_, '_>) -> bool {
    let containers = field::containers().find(object.node);
    let containers = containers.map(Node::items).unwrap_or_default();
    let arguments = containers.iter().filter_map(|c| c.get("args")).flat_map(Node::items);
    arguments.filter_map(Node::text).any(|text| text.contains(&format!("{GATE}=true")))
}
