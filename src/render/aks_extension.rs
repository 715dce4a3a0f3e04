//! Settings of the AKS extension `microsoft.flux`: one Azure identity for all its controllers.
//!
//! Source: <https://learn.microsoft.com/azure/azure-arc/kubernetes/tutorial-use-gitops-flux2>
//! (workload identity in AKS clusters).

use crate::config::{Azure, Cloud, Config, Wiring};
use crate::krm::Finding;

/// The settings, one `name=value` a line, as `az k8s-extension --config` takes them.
///
/// # Errors
/// What the extension has no setting for.
pub fn settings(config: &Config) -> Result<String, Vec<Finding>> {
    let mut errors = Vec::new();
    let mut refuse = |place: String, what: &str, remedy: &str| {
        let message = format!("the AKS extension has no setting for {what}");
        errors.push(Finding::error(message).remedy(remedy).at(place));
    };
    let mut wanted: Option<&Azure> = None;
    for identity in &config.identities {
        let place = |field: &str| format!("{}.{field}", identity.place);
        let Cloud::Azure(azure) = &identity.cloud else {
            let what = format!("an identity of {}", identity.cloud.provider());
            refuse(identity.place.clone(), &what, "take it out, or use patches");
            continue;
        };
        if identity.wiring == Wiring::Projected {
            let what = "a projected token";
            refuse(identity.place.clone(), what, "write cluster: aks, and no wiring");
        }
        if azure.token_expiration.is_some() {
            let what = "the token's lifetime";
            refuse(place("tokenExpirationSeconds"), what, "take tokenExpirationSeconds out");
        }
        let same = |other: &Azure| {
            (&other.client_id, &other.tenant_id) == (&azure.client_id, &azure.tenant_id)
        };
        if wanted.is_some_and(|other| !same(other)) {
            let what = "a second identity: it gives one to all its controllers";
            refuse(place("clientId"), what, "use one identity for all");
        }
        wanted = wanted.or(Some(azure));
    }
    let object_level = &config.object_level;
    if object_level.enabled {
        let remedy = "take objectLevel out, or install Flux in another way";
        refuse("spec.objectLevel".to_owned(), "object-level identity", remedy);
    }
    if !object_level.tenants.is_empty() {
        let place = "spec.objectLevel.serviceAccounts".to_owned();
        refuse(place, "ServiceAccounts of tenants", "annotate them where they are kept");
    }
    if config.restart_on_change {
        let remedy = "take restartOnChange out";
        refuse("spec.restartOnChange".to_owned(), "an annotation of the pods", remedy);
    }
    match wanted {
        _ if !errors.is_empty() => Err(errors),
        None => Err(vec![Finding::error("the config names no identity").at("spec.identities")]),
        Some(Azure { client_id, tenant_id, .. }) => Ok(format!(
            "workloadIdentity.enable=true\n\
             workloadIdentity.azureClientId={client_id}\n\
             workloadIdentity.azureTenantId={tenant_id}\n"
        )),
    }
}
