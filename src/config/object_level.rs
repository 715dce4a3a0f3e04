//! Checks the object identity of a config.

use crate::cloud::{Access, Aws, Azure, Cloud, Gcp, Identifier, Substitutable, reads};
use crate::diagnostic::{Severity, code};
use crate::flux::{AzureCloud, Controller, Lockdown, Platform, Provider};
use crate::yaml::Path;

use super::check::Shared;
use super::identity::{check_account, other_provider, provider_of};
use super::names::{Namespace, ServiceAccountName};
use super::recipients::check_controller;
use super::report::Report;
use super::spec::{ObjectLevelSpec, TenantSpec};
use super::{ObjectLevel, Tenant};

/// Whether object identity reads a field of the spec.
pub(super) fn uses(field: &str, object_level: &ObjectLevel) -> bool {
    let tenant = |f: &dyn Fn(&Cloud) -> bool| object_level.tenants.iter().any(|t| f(&t.cloud));
    match field {
        "tenantId" => tenant(&|cloud| matches!(cloud, Cloud::Azure(_))),
        "cloud" => object_level.enabled == Some(true) || object_level.authority_host.is_some(),
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
    let controllers = spec.controllers.as_deref().map(|names| {
        let names = names.iter().enumerate();
        names
            .filter_map(|(index, name)| gated(name, &at.key("controllers").index(index), report))
            .collect()
    });
    if spec.controllers.as_ref().is_some_and(Vec::is_empty) {
        let message =
            "objectLevel.controllers names no controller, so object identity reaches none";
        let help = "leave the field out for all of them, or name some";
        let path = at.key("controllers");
        report.say_as(Severity::Error, code::NO_EFFECT, &path, message, help);
    }
    let lockdown = lockdown(spec, &controllers, &at, report);
    let tenants: Vec<Tenant> = spec
        .service_accounts
        .iter()
        .flatten()
        .enumerate()
        .filter_map(|(index, spec)| {
            tenant(spec, &at.key("serviceAccounts").index(index), shared, report)
        })
        .collect();
    let azure = tenants.iter().any(|t| t.cloud.provider() == Provider::Azure)
        || (spec.enabled == Some(true) && shared.spec.provider == Some(Provider::Azure));
    let cloud = shared.spec.cloud.filter(|cloud| *cloud != AzureCloud::Public);
    let is_used = spec.enabled == Some(true) || azure || !lockdown.is_empty();
    ObjectLevel {
        enabled: spec.enabled,
        rbac: spec.rbac,
        controllers,
        lockdown,
        authority_host: cloud.filter(|_| is_used).map(AzureCloud::authority_host),
        aks_to_azure: azure && shared.cluster == Some(Platform::Aks),
        tenants,
    }
}

fn gated(name: &str, at: &Path, report: &mut Report<'_, '_>) -> Option<Controller> {
    let controller = check_controller(name, at, report)?;
    if controller.gate().is_none() {
        let message = format!("{controller} has no object identity");
        report.say(code::NO_OBJECT_LEVEL, at, message, "remove it");
    }
    Some(controller)
}

/// The field of `objectLevel` that names the ServiceAccount of a lockdown flag.
pub(crate) fn lockdown_field(flag: Lockdown) -> &'static str {
    match flag {
        Lockdown::Objects => "defaultServiceAccount",
        Lockdown::Decryption => "defaultDecryptionServiceAccount",
        Lockdown::KubeConfig => "defaultKubeConfigServiceAccount",
    }
}

fn lockdown(
    spec: &ObjectLevelSpec,
    controllers: &Option<Vec<Controller>>,
    at: &Path,
    report: &mut Report<'_, '_>,
) -> Vec<(Lockdown, String)> {
    let mut found = Vec::new();
    for flag in Lockdown::ALL {
        let value = match flag {
            Lockdown::Objects => &spec.default_service_account,
            Lockdown::Decryption => &spec.default_decryption_service_account,
            Lockdown::KubeConfig => &spec.default_kube_config_service_account,
        };
        let Some(value) = value else { continue };
        let field = lockdown_field(flag);
        let path = at.key(field);
        report.parse::<ServiceAccountName>(&path, Some(value));
        let reached = |c: &Controller| controllers.as_ref().is_none_or(|list| list.contains(c));
        // Of an empty list everything was said.
        let names_some = controllers.as_ref().is_none_or(|list| !list.is_empty());
        if names_some && !flag.controllers().iter().any(reached) {
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
    let provider = provider_of(spec.provider, shared, at, report)?;
    for field in spec.own_fields() {
        let on_gke = shared.cluster == Some(Platform::Gke);
        if reads(provider, field, Access::ObjectLevel).is_none() {
            other_provider(field, provider, "account", &at.key(field), report);
        } else if field == "workloadIdentityProvider" && on_gke {
            let message = format!("{field} is not used on GKE");
            report.say(code::UNUSED_FIELD, &at.key(field), message, "remove it");
        }
    }
    let mut fields = Fields { at, report };
    let name = fields.required::<ServiceAccountName>("name", spec.name.as_deref());
    let namespace = fields.required::<Namespace>("namespace", spec.namespace.as_deref());
    let cloud = match provider {
        Provider::Aws => {
            let role_arn = fields.required("roleArn", spec.role_arn.as_deref());
            Some(Cloud::Aws(Aws { role_arn, ..Aws::default() }))
        }
        Provider::Azure => {
            let client_id = fields.required("clientId", spec.client_id.as_deref());
            let default = shared.tenant_id.as_ref();
            let tenant_id = fields.required_or("tenantId", spec.tenant_id.as_deref(), default);
            client_id.map(|client_id| {
                let cloud = AzureCloud::Public;
                Cloud::Azure(Azure { client_id, tenant_id, cloud, token_expiration: None })
            })
        }
        Provider::Gcp => Some(Cloud::Gcp(fields.gcp(spec, shared))),
    };
    let create = spec.create == Some(true);
    Some(Tenant {
        path: report.written(at),
        name: name?.to_string(),
        namespace: namespace?.to_string(),
        cloud: cloud?,
        create,
    })
}

/// Reads the fields of one tenant.
struct Fields<'f, 'r, 'n, 'a> {
    at: &'f Path,
    report: &'r mut Report<'n, 'a>,
}

impl Fields<'_, '_, '_, '_> {
    fn gcp(&mut self, spec: &TenantSpec, shared: &Shared<'_>) -> Gcp {
        let path = self.at.key("serviceAccountEmail");
        let email = self.report.parse(&path, spec.service_account_email.as_deref());
        // Flux refuses others for object identity.
        check_account(email.as_ref(), Severity::Error, &path, self.report);
        let field = "workloadIdentityProvider";
        let value = spec.workload_identity_provider.as_deref();
        let default = shared.workload_identity_provider.as_ref();
        // On GKE the metadata server knows it; where Flux runs may be unknown.
        let outside = shared.cluster.is_some_and(|cluster| cluster != Platform::Gke);
        let provider = match outside {
            true => self.required_or(field, value, default),
            false => self.parse(field, value),
        };
        let workload_identity_provider = provider.filter(|_| outside);
        Gcp { email, workload_identity_provider, token_expiration: None }
    }

    fn parse<T: Identifier>(
        &mut self,
        field: &str,
        value: Option<&str>,
    ) -> Option<Substitutable<T>> {
        self.report.parse(&self.at.key(field), value)
    }

    /// A value. None is reported, unless something was said about it already.
    fn required<T: Identifier>(
        &mut self,
        field: &str,
        value: Option<&str>,
    ) -> Option<Substitutable<T>> {
        let found = self.parse(field, value);
        if found.is_none() {
            let message = format!("{field} is missing");
            self.report.missing(&self.at.key(field), message, "write it");
        }
        found
    }

    /// A value, or the spec's default of it.
    fn required_or<T: Identifier + Clone>(
        &mut self,
        field: &str,
        value: Option<&str>,
        default: Option<&Substitutable<T>>,
    ) -> Option<Substitutable<T>> {
        // A default that is at fault was meant to be there.
        let has_default =
            default.is_some() || self.report.is_reported(&Path::keys(["spec", field]));
        match value {
            None if has_default => default.cloned(),
            _ => self.required(field, value),
        }
    }
}
