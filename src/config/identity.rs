//! Checks one identity of a config.

use crate::diagnostic::code;
use crate::flux::{AzureCloud, Cluster, Controller, Provider, Service};
use crate::yaml::Path;

use super::check::Shared;
use super::report::Report;
use super::spec::IdentitySpec;
use super::uses::{USES, reads};
use super::{Aws, Azure, Cloud, Gcp, Identity, Recipient, Wiring, id, nearest};

/// The path of the identity at `place`.
fn path(place: usize) -> Path {
    Path::keys(["spec", "identities"]).index(place)
}

pub(super) fn check(
    identity: &IdentitySpec,
    place: usize,
    shared: &Shared<'_>,
    report: &mut Report<'_, '_>,
) -> Option<Identity> {
    let at = path(place);
    let provider = provider_of(identity.provider, shared, &at, report);
    let controllers = controllers(identity, provider, &at, report);
    // Without a provider nothing more can be said: its absence is reported once.
    let provider = provider?;
    let pod_identity = identity.pod_identity == Some(true);
    let wiring = wiring(identity, provider, pod_identity, shared, &at, report);
    for field in identity.own_fields() {
        check_field(field, provider, wiring, pod_identity, &at, report);
    }
    if let Some(seconds) = identity.token_expiration_seconds {
        check_expiration(seconds, provider, wiring, &at, report);
    }
    let expiration = identity.token_expiration_seconds.and_then(|n| u32::try_from(n).ok());
    let mut read = Fields { identity, at: &at, shared, report };
    let cloud = match provider {
        Provider::Aws => Cloud::Aws(read.aws(wiring, pod_identity, expiration)),
        Provider::Azure => Cloud::Azure(read.azure(expiration)),
        Provider::Gcp => Cloud::Gcp(read.gcp(wiring, expiration)),
    };
    let identity = Identity {
        path: report.written(&at),
        name: identity.name.clone(),
        controllers,
        wiring,
        cloud,
    };
    check_session_names(&identity, shared, &at, report);
    Some(identity)
}

/// The provider; none if what stands there was reported: what depends on it can't be judged.
pub(super) fn provider_of(
    own: Option<Provider>,
    shared: &Shared<'_>,
    at: &Path,
    report: &Report<'_, '_>,
) -> Option<Provider> {
    let known = own.or(shared.spec.provider);
    known.filter(|_| !report.is_reported(&at.key("provider")))
}

/// The controllers, by services and by name, each once.
fn controllers(
    identity: &IdentitySpec,
    provider: Option<Provider>,
    at: &Path,
    report: &mut Report<'_, '_>,
) -> Vec<Recipient> {
    let mut found: Vec<Recipient> = Vec::new();
    let mut add = |controller, named, service: Option<Service>| {
        let place = found.iter().position(|c| c.controller == controller).unwrap_or_else(|| {
            found.push(Recipient { controller, named: false, services: Vec::new() });
            found.len() - 1
        });
        found[place].named |= named;
        found[place].services.extend(service);
    };
    let services = identity.services.as_deref().unwrap_or_default();
    let names = identity.controllers.as_deref().unwrap_or_default();
    for (place, name) in services.iter().enumerate() {
        let at = at.key("services").index(place);
        match (check_service(name, provider, &at, report), provider) {
            (Some(service), Some(provider)) => {
                let reach = service.reach(provider).map(|r| r.controllers).unwrap_or_default();
                reach.iter().for_each(|c| add(*c, false, Some(service)));
            }
            _ => continue,
        }
    }
    for (place, name) in names.iter().enumerate() {
        let at = at.key("controllers").index(place);
        if let Some(controller) = check_controller(name, &at, report) {
            add(controller, true, None);
            if !controller.uses_cloud() {
                let message = format!("{controller} uses no cloud service");
                report.say(code::NO_EFFECT, &at, message, "remove it");
            }
        }
    }
    if services.is_empty() && names.is_empty() && !report.is_reported(&at.key("controllers")) {
        let help = match provider {
            Some(provider) => {
                let services: Vec<&str> = Service::of(provider).map(Service::name).collect();
                format!("write services (of {}) or controllers", services.join(", "))
            }
            None => "write services or controllers".to_owned(),
        };
        report.missing(
            &at.key("services"),
            "the identity names no service and no controller",
            help,
        );
    }
    found.sort_by_key(|c| c.controller);
    found
}

fn check_service(
    name: &str,
    provider: Option<Provider>,
    at: &Path,
    report: &mut Report<'_, '_>,
) -> Option<Service> {
    let all: Vec<&str> = match provider {
        Some(provider) => Service::of(provider).map(Service::name).collect(),
        None => Service::ALL.into_iter().map(Service::name).collect(),
    };
    let Some(service) = Service::named(name) else {
        let message = format!("unknown service {name:?}");
        report.say(code::UNKNOWN_VALUE, at, message, nearest::suggest(name, &all));
        return None;
    };
    match provider {
        Some(provider) if service.reach(provider).is_none() => {
            let owners: Vec<&str> = service.providers().map(Provider::name).collect();
            let message = format!(
                "service {name:?} is one of {}; the identity's provider is {provider}",
                owners.join(" and ")
            );
            let help = format!("services of {provider}: {}", all.join(", "));
            report.say(code::OTHER_PROVIDER, at, message, help);
            None
        }
        _ => Some(service),
    }
}

/// The controller of that name, or an error with the nearest one.
pub(super) fn check_controller(
    name: &str,
    at: &Path,
    report: &mut Report<'_, '_>,
) -> Option<Controller> {
    let found = Controller::named(name);
    if found.is_none() {
        let known = Controller::ALL.map(Controller::name);
        let message = format!("unknown controller {name:?}");
        report.say(code::UNKNOWN_VALUE, at, message, nearest::suggest(name, &known));
    }
    found
}

fn wiring(
    identity: &IdentitySpec,
    provider: Provider,
    pod_identity: bool,
    shared: &Shared<'_>,
    at: &Path,
    report: &mut Report<'_, '_>,
) -> Wiring {
    let own = shared.cluster == Some(provider.cluster());
    if pod_identity {
        if shared.cluster.is_some_and(|c| c != Cluster::Eks) {
            let message = "podIdentity works on EKS only";
            let help = "remove it, or write cluster: eks";
            report.say(code::IMPOSSIBLE_WIRING, &at.key("podIdentity"), message, help);
        }
        if identity.wiring == Some(Wiring::Projected) {
            let message = "podIdentity and projected wiring exclude each other";
            report.say(code::IMPOSSIBLE_WIRING, &at.key("wiring"), message, "keep one of the two");
        }
        return Wiring::Annotation;
    }
    let (path, said) = match identity.wiring {
        Some(_) => (at.key("wiring"), identity.wiring),
        None => (Path::keys(["spec", "wiring"]), shared.spec.wiring),
    };
    match (said, own) {
        (Some(Wiring::Annotation), false)
            if provider == Provider::Gcp && shared.cluster.is_some() =>
        {
            let message = "annotation wiring of gcp works on GKE only";
            report.say(code::IMPOSSIBLE_WIRING, &path, message, "write wiring: projected");
            Wiring::Projected
        }
        (Some(wiring), _) => wiring,
        (None, true) => Wiring::Annotation,
        (None, false) => Wiring::Projected,
    }
}

fn check_field(
    field: &'static str,
    provider: Provider,
    wiring: Wiring,
    pod_identity: bool,
    at: &Path,
    report: &mut Report<'_, '_>,
) {
    let path = at.key(field);
    let mut rows = USES.iter().filter(|row| row.field == field);
    let own = rows.clone().find(|row| row.provider == provider);
    match own {
        None => {
            let owner = rows.next().map_or(provider, |row| row.provider);
            let message =
                format!("{field} is a field of {owner}; the identity's provider is {provider}");
            let help = format!("remove it, or write provider: {owner}");
            report.say(code::OTHER_PROVIDER, &path, message, help);
        }
        Some(row) if !reads(row, wiring, pod_identity) => {
            let how = match wiring {
                _ if pod_identity => "Pod Identity".to_owned(),
                wiring => format!("{} wiring of {provider}", wiring.name()),
            };
            let message = format!("{field} is not used by {how}");
            report.say(code::UNUSED_FIELD, &path, message, "remove it");
        }
        Some(_) => {}
    }
}

/// The limits of the webhooks' annotations and of the TokenRequest API.
/// Sources: aws/amazon-eks-pod-identity-webhook, Azure/azure-workload-identity, Kubernetes.
fn check_expiration(
    seconds: u64,
    provider: Provider,
    wiring: Wiring,
    at: &Path,
    report: &mut Report<'_, '_>,
) {
    let least = match (provider, wiring) {
        (Provider::Azure, Wiring::Annotation) => 3600,
        _ => 600,
    };
    if !(least..=86400).contains(&seconds) {
        let message = format!("tokenExpirationSeconds {seconds} is out of range");
        let help = format!("{provider}, {} wiring: {least} to 86400", wiring.name());
        report.say(code::OUT_OF_RANGE, &at.key("tokenExpirationSeconds"), message, help);
    }
}

/// STS refuses session names of more than 64 characters.
fn check_session_names(
    identity: &Identity,
    shared: &Shared<'_>,
    at: &Path,
    report: &mut Report<'_, '_>,
) {
    let Cloud::Aws(aws) = &identity.cloud else {
        return;
    };
    let Some(region) = aws.region.as_deref().filter(|_| aws.role_session_name.is_none()) else {
        return;
    };
    for controller in identity.controllers.iter().map(|c| c.controller) {
        let name = crate::cloud::session_name(controller, shared.namespace, region);
        let length = name.chars().count();
        if identity.wiring == Wiring::Projected && length > 64 && !id::is_substitution(&name) {
            report.say(
                code::OUT_OF_RANGE,
                at,
                format!("the default session name {name:?} has {length} characters; STS takes 64"),
                "set roleSessionName",
            );
        }
    }
}

/// Reads the fields of one provider.
struct Fields<'f, 'r, 'n, 'a> {
    identity: &'f IdentitySpec,
    at: &'f Path,
    shared: &'f Shared<'f>,
    report: &'r mut Report<'n, 'a>,
}

impl Fields<'_, '_, '_, '_> {
    fn aws(&mut self, wiring: Wiring, pod_identity: bool, token_expiration: Option<u32>) -> Aws {
        let identity = self.identity;
        let role_arn = self.text("roleArn", &identity.role_arn, id::role_arn);
        if role_arn.is_none() && !pod_identity {
            self.missing("roleArn", "write the role's ARN, or podIdentity: true on EKS");
        }
        let region = self.text("region", &identity.region, id::region);
        let region = region.or_else(|| self.shared.spec.region.clone());
        let projected = wiring == Wiring::Projected;
        if projected && region.is_none() {
            self.missing("region", "write the region of the STS endpoint here or in spec");
        }
        Aws {
            role_arn,
            pod_identity,
            audience: self.text("audience", &identity.audience, id::word),
            sts_regional_endpoints: identity.sts_regional_endpoints,
            token_expiration,
            region: region.filter(|_| projected),
            role_session_name: self.text(
                "roleSessionName",
                &identity.role_session_name,
                id::role_session_name,
            ),
        }
    }

    fn azure(&mut self, token_expiration: Option<u32>) -> Azure {
        let client_id = self.text("clientId", &self.identity.client_id, id::uuid);
        if client_id.is_none() {
            self.missing("clientId", "write the client ID of the managed identity or application");
        }
        let tenant_id = self.text("tenantId", &self.identity.tenant_id, id::uuid);
        let tenant_id = tenant_id.or_else(|| self.shared.spec.tenant_id.clone());
        if tenant_id.is_none() {
            self.missing("tenantId", "write the tenant ID here or in spec");
        }
        let cloud = self.identity.cloud.or(self.shared.spec.cloud);
        Azure {
            client_id: client_id.unwrap_or_default(),
            tenant_id: tenant_id.unwrap_or_default(),
            cloud: cloud.unwrap_or(AzureCloud::Public),
            token_expiration,
        }
    }

    fn gcp(&mut self, wiring: Wiring, token_expiration: Option<u32>) -> Gcp {
        let identity = self.identity;
        let email = self.text("serviceAccountEmail", &identity.service_account_email, id::email);
        if let Some(email) =
            email.as_deref().filter(|email| id::email(email).is_ok() && !id::is_usual_email(email))
        {
            let path = self.at.key("serviceAccountEmail");
            let message =
                format!("{email:?} is not of the form NAME@PROJECT.iam.gserviceaccount.com");
            let help = "check that this account is meant";
            self.report.say(code::UNUSUAL_ACCOUNT, &path, message, help);
        }
        let field = "workloadIdentityProvider";
        let own =
            self.text(field, &identity.workload_identity_provider, id::workload_identity_provider);
        let provider = own.or_else(|| self.shared.spec.workload_identity_provider.clone());
        let projected = wiring == Wiring::Projected;
        if projected && provider.is_none() {
            self.missing(field, "write the provider's full name here or in spec");
        }
        Gcp { email, workload_identity_provider: provider.filter(|_| projected), token_expiration }
    }

    fn text(&mut self, field: &str, value: &Option<String>, check: id::Check) -> Option<String> {
        let value = value.as_deref()?;
        self.report.check(&self.at.key(field), value, check(value));
        Some(value.to_owned())
    }

    fn missing(&mut self, field: &str, help: &str) {
        self.report.missing(&self.at.key(field), format!("{field} is missing"), help);
    }
}
