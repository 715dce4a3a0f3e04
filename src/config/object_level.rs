//! Checks the object level of a config.

use crate::diagnostic::{Severity, code};
use crate::flux::{AzureCloud, Cluster, Controller, Lockdown, Provider};
use crate::yaml::Path;

use super::check::Shared;
use super::report::Report;
use super::spec::{ObjectLevelSpec, TenantSpec};
use super::{Aws, Azure, Cloud, Gcp, ObjectLevel, Tenant, id, identity};

/// The fields of a tenant's ServiceAccount, by provider.
const FIELDS: &[(&str, Provider)] = &[
    ("roleArn", Provider::Aws),
    ("clientId", Provider::Azure),
    ("tenantId", Provider::Azure),
    ("serviceAccountEmail", Provider::Gcp),
    ("workloadIdentityProvider", Provider::Gcp),
];

/// Whether the object level reads a field of the spec.
pub(super) fn uses(field: &str, object_level: &ObjectLevel) -> bool {
    let tenant = |f: &dyn Fn(&Cloud) -> bool| object_level.tenants.iter().any(|t| f(&t.cloud));
    match field {
        "tenantId" => tenant(&|cloud| matches!(cloud, Cloud::Azure(_))),
        "cloud" => object_level.enabled,
        "workloadIdentityProvider" => tenant(
            &|cloud| matches!(cloud, Cloud::Gcp(gcp) if gcp.workload_identity_provider.is_some()),
        ),
        _ => false,
    }
}

pub(super) fn check(shared: &Shared<'_>, report: &mut Report<'_, '_>) -> ObjectLevel {
    let at = Path::keys(["spec", "objectLevel"]);
    let Some(spec) = &shared.spec.object_level else {
        return ObjectLevel::default();
    };
    let enabled = spec.enabled == Some(true);
    let controllers = spec.controllers.as_deref().map(|names| {
        let names = names.iter().enumerate();
        names
            .filter_map(|(place, name)| gated(name, &at.key("controllers").index(place), report))
            .collect()
    });
    let lockdown = lockdown(spec, &controllers, &at, report);
    let tenants: Vec<Tenant> = spec
        .service_accounts
        .iter()
        .flatten()
        .enumerate()
        .filter_map(|(place, spec)| {
            tenant(spec, &at.key("serviceAccounts").index(place), shared, report)
        })
        .collect();
    let azure = tenants.iter().any(|t| t.cloud.provider() == Provider::Azure)
        || (enabled && shared.spec.provider == Some(Provider::Azure));
    let cloud = shared.spec.cloud.unwrap_or(AzureCloud::Public);
    ObjectLevel {
        enabled,
        controllers,
        lockdown,
        authority_host: (enabled && cloud != AzureCloud::Public).then(|| cloud.authority_host()),
        aks_to_azure: azure && shared.cluster == Some(Cluster::Aks),
        tenants,
    }
}

fn gated(name: &str, at: &Path, report: &mut Report<'_, '_>) -> Option<Controller> {
    let controller = identity::check_controller(name, at, report)?;
    if controller.gate_since().is_none() {
        let message = format!("{controller} has no object-level identity");
        report.say(code::NO_OBJECT_LEVEL, at, message, "remove it");
    }
    Some(controller)
}

fn lockdown(
    spec: &ObjectLevelSpec,
    controllers: &Option<Vec<Controller>>,
    at: &Path,
    report: &mut Report<'_, '_>,
) -> Vec<(Lockdown, String)> {
    let fields = [
        ("defaultServiceAccount", Lockdown::ServiceAccount, &spec.default_service_account),
        (
            "defaultDecryptionServiceAccount",
            Lockdown::DecryptionServiceAccount,
            &spec.default_decryption_service_account,
        ),
        (
            "defaultKubeConfigServiceAccount",
            Lockdown::KubeConfigServiceAccount,
            &spec.default_kube_config_service_account,
        ),
    ];
    let mut found = Vec::new();
    for (field, flag, value) in fields {
        let Some(value) = value else { continue };
        let path = at.key(field);
        report.check(&path, value, id::service_account(value));
        if spec.enabled != Some(true) {
            let message =
                format!("{field} without enabled: true makes the controllers exit at start");
            let help = "write enabled: true beside it";
            report.say(code::LOCKDOWN_WITHOUT_GATE, &path, message, help);
        }
        let reached = |c: &Controller| controllers.as_ref().is_none_or(|list| list.contains(c));
        if !flag.controllers().iter().any(reached) {
            let known: Vec<&str> = flag.controllers().iter().map(|c| c.name()).collect();
            let message = format!("{field} reaches none of the controllers named");
            let help = format!("only {} have the flag", known.join(", "));
            report.say(code::NO_EFFECT, &path, message, help);
        }
        found.push((flag, value.clone()));
    }
    found
}

fn tenant(
    spec: &TenantSpec,
    at: &Path,
    shared: &Shared<'_>,
    report: &mut Report<'_, '_>,
) -> Option<Tenant> {
    let provider = identity::provider_of(spec.provider, shared, at, report)?;
    for field in spec.own_fields() {
        let owner = FIELDS.iter().find(|(name, _)| *name == field).map_or(provider, |row| row.1);
        let on_gke = shared.cluster == Some(Cluster::Gke);
        if owner != provider {
            let message =
                format!("{field} is a field of {owner}; the account's provider is {provider}");
            let help = format!("remove it, or write provider: {owner}");
            report.say(code::OTHER_PROVIDER, &at.key(field), message, help);
        } else if field == "workloadIdentityProvider" && on_gke {
            let message = format!("{field} is not used on GKE");
            report.say(code::UNUSED_FIELD, &at.key(field), message, "remove it");
        }
    }
    let mut text = |field: &str, value: &Option<String>, check: id::Check| {
        let value = value.clone()?;
        report.check(&at.key(field), &value, check(&value));
        Some(value)
    };
    let name = text("name", &spec.name, id::service_account);
    let namespace = text("namespace", &spec.namespace, id::namespace);
    let role_arn = text("roleArn", &spec.role_arn, id::role_arn);
    let client_id = text("clientId", &spec.client_id, id::uuid);
    let tenant_id =
        text("tenantId", &spec.tenant_id, id::uuid).or_else(|| shared.spec.tenant_id.clone());
    let email = text("serviceAccountEmail", &spec.service_account_email, id::email);
    let own = text(
        "workloadIdentityProvider",
        &spec.workload_identity_provider,
        id::workload_identity_provider,
    );
    let outside = shared.cluster != Some(Cluster::Gke);
    let workload_identity_provider =
        own.or_else(|| shared.spec.workload_identity_provider.clone()).filter(|_| outside);
    if let Some(email) = email.as_deref().filter(|e| id::email(e).is_ok() && !id::is_usual_email(e))
    {
        // pkg/auth refuses such accounts at object level.
        let message = format!("{email:?} is not of the form NAME@PROJECT.iam.gserviceaccount.com");
        let help = "use a user-managed service account";
        let path = at.key("serviceAccountEmail");
        report.say_as(Severity::Error, code::UNUSUAL_ACCOUNT, &path, message, help);
    }
    let required = [
        ("name", name.is_none()),
        ("namespace", namespace.is_none()),
        ("roleArn", provider == Provider::Aws && role_arn.is_none()),
        ("clientId", provider == Provider::Azure && client_id.is_none()),
        ("tenantId", provider == Provider::Azure && tenant_id.is_none()),
        (
            "workloadIdentityProvider",
            provider == Provider::Gcp && outside && workload_identity_provider.is_none(),
        ),
    ];
    for (field, missing) in required {
        if missing {
            report.missing(&at.key(field), format!("{field} is missing"), "write it");
        }
    }
    let cloud = match provider {
        Provider::Aws => Cloud::Aws(Aws { role_arn, ..Aws::default() }),
        Provider::Azure => Cloud::Azure(Azure {
            client_id: client_id.unwrap_or_default(),
            tenant_id: tenant_id.unwrap_or_default(),
            cloud: AzureCloud::Public,
            token_expiration: None,
        }),
        Provider::Gcp => {
            Cloud::Gcp(Gcp { email, workload_identity_provider, token_expiration: None })
        }
    };
    let create = spec.create == Some(true);
    Some(Tenant { path: report.written(at), name: name?, namespace: namespace?, cloud, create })
}
