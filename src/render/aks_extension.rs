//! Settings of the AKS extension `microsoft.flux`: one Azure identity for all its controllers.
//!
//! Source: <https://learn.microsoft.com/azure/azure-arc/kubernetes/tutorial-use-gitops-flux2>
//! (workload identity in AKS clusters).

use crate::cloud::{Azure, Cloud, Wiring};
use crate::config::{Config, Identity, Recipient};
use crate::diagnostic::{Diagnostic, code};
use crate::flux::Controller;
use crate::yaml::Path;

/// The namespace in which the extension installs Flux.
const NAMESPACE: &str = "flux-system";

/// The controllers for which the page documents the settings.
const DOCUMENTED: [Controller; 2] =
    [Controller::SourceController, Controller::ImageReflectorController];

/// The settings, one `name=value` a line, as `az k8s-extension --config` takes them.
///
/// # Errors
/// What the extension has no setting for.
pub(crate) fn settings(config: &Config) -> Result<String, Vec<Diagnostic>> {
    let mut errors = Vec::new();
    let mut refuse = |path: Path, what: &str, help: &str| {
        let message = format!("the AKS extension has no setting for {what}");
        errors.push(Diagnostic::new(code::NOT_EXPRESSIBLE, message).help(help).path(path));
    };
    let mut wanted: Option<&Azure> = None;
    for identity in &config.identities {
        let path = |field: &str| identity.path.key(field);
        let Cloud::Azure(azure) = &identity.cloud else {
            let what = format!("an identity of {}", identity.cloud.provider());
            refuse(identity.path.clone(), &what, "remove it, or use patches");
            continue;
        };
        let is_other = |r: &&Recipient| !config.accounts.is_usual(r.controller);
        if let Some(recipient) = identity.controllers.iter().find(is_other) {
            let account = config.accounts.of(recipient.controller);
            let what = format!("the ServiceAccount {account}");
            refuse(path("controllers"), &what, "name the controller alone");
        }
        if identity.cloud.is_substituted() {
            let what =
                "a substitution: Flux does not read the settings, and a shell would expand it";
            refuse(identity.path.clone(), what, "write the IDs themselves");
        }
        if identity.wiring == Wiring::Projected {
            let what = "a projected token";
            refuse(identity.path.clone(), what, "set cluster: aks, and leave wiring out");
        }
        if azure.token_expiration.is_some() {
            let what = "the token's lifetime";
            refuse(path("tokenExpirationSeconds"), what, "remove tokenExpirationSeconds");
        }
        let same = |other: &Azure| {
            (&other.client_id, &other.tenant_id) == (&azure.client_id, &azure.tenant_id)
        };
        if wanted.is_some_and(|other| !same(other)) {
            let what = "a second identity: all of its controllers share one";
            refuse(path("clientId"), what, "use one identity for all controllers");
        }
        if azure.tenant_id.is_none() {
            let what = "the tenant of the cluster";
            refuse(path("tenantId"), what, "write the tenant ID");
        }
        wanted = wanted.or(Some(azure));
    }
    let spec = Path::keys(["spec"]);
    if config.namespace != NAMESPACE {
        let what = format!("the namespace {}: it installs Flux in {NAMESPACE}", config.namespace);
        refuse(spec.key("namespace"), &what, "leave namespace out");
    }
    let object_level = &config.object_level;
    if object_level.enabled == Some(true) || !object_level.lockdown.is_empty() {
        let help = "remove objectLevel, or install Flux in another way";
        refuse(spec.key("objectLevel"), "object identity", help);
    }
    if !object_level.tenants.is_empty() {
        let path = spec.key("objectLevel").key("serviceAccounts");
        refuse(path, "ServiceAccounts of tenants", "annotate them in their own manifests");
    }
    if config.restart_on_change {
        let help = "remove restartOnChange";
        refuse(spec.key("restartOnChange"), "an annotation of the pods", help);
    }
    match wanted {
        _ if !errors.is_empty() => Err(errors),
        None => {
            let none = Diagnostic::new(code::NOT_EXPRESSIBLE, "the config has no identity");
            Err(vec![none.path(spec.key("identities"))])
        }
        Some(Azure { client_id, tenant_id, .. }) => {
            let tenant_id = tenant_id.as_ref().map(ToString::to_string).unwrap_or_default();
            Ok(format!(
                "workloadIdentity.enable=true\n\
                 workloadIdentity.azureClientId={client_id}\n\
                 workloadIdentity.azureTenantId={tenant_id}\n"
            ))
        }
    }
}

/// Which controllers may get nothing from the settings.
pub(crate) fn undocumented(config: &Config) -> Vec<Diagnostic> {
    let told = |identity: &Identity| {
        let controllers = identity.controllers.iter().map(|recipient| recipient.controller);
        let others = controllers.filter(|controller| !DOCUMENTED.contains(controller));
        let names: Vec<&str> = others.map(Controller::name).collect();
        let message = format!(
            "Microsoft documents the identity of the extension for {} and {}, not for {}",
            DOCUMENTED[0],
            DOCUMENTED[1],
            names.join(", "),
        );
        let help = "see to it that they get a token, or install Flux in another way";
        let told = Diagnostic::new(code::UNDOCUMENTED, message).help(help);
        (!names.is_empty()).then(|| told.path(identity.path.clone()))
    };
    config.identities.iter().filter_map(told).collect()
}
