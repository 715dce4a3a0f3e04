//! Checks one identity of a config.

use crate::cloud::{
    Access, Aws, Azure, Cloud, Gcp, GoogleServiceAccount, Identifier, Region, RoleArn,
    Substitutable, Wiring, fields, reads, session_name,
};
use crate::diagnostic::{Code, Severity, code};
use crate::flux::{AzureCloud, Platform, Provider};
use crate::yaml::Path;

use super::check::Shared;
use super::recipients::controllers;
use super::report::Report;
use super::spec::IdentitySpec;
use super::{Identity, Recipient};

pub(super) fn check(
    identity: &IdentitySpec,
    index: usize,
    shared: &Shared<'_>,
    report: &mut Report<'_, '_>,
) -> Option<Identity> {
    let at = Path::keys(["spec", "identities"]).index(index);
    let provider = provider_of(identity.provider, shared, &at, report);
    let controllers = controllers(identity, provider, &at, report);
    // Without a provider nothing more can be said: its absence is reported once.
    let provider = provider?;
    let pod_identity = identity.pod_identity == Some(true);
    let wiring = wiring(identity, provider, shared, &at, report);
    let access = if pod_identity { Some(Access::PodIdentity) } else { wiring.map(Access::from) };
    for field in identity.own_fields() {
        check_field(field, provider, access, &at, report);
    }
    if let Some(seconds) = identity.token_expiration_seconds {
        check_expiration(seconds, provider, wiring, &at, report);
    }
    let mut fields = Fields { identity, at: &at, shared, access, report };
    let cloud = match provider {
        Provider::Aws => Cloud::Aws(fields.aws()),
        Provider::Azure => Cloud::Azure(fields.azure()?),
        Provider::Gcp => Cloud::Gcp(fields.gcp()),
    };
    let wiring = wiring?;
    if let Cloud::Aws(aws) = &cloud
        && wiring == Wiring::Projected
    {
        check_session_names(aws, &controllers, shared, &at, report);
    }
    Some(Identity {
        path: report.written(&at),
        name: identity.name.clone(),
        controllers,
        wiring,
        cloud,
    })
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

/// How the controllers get their token; none while that depends on what is not known.
fn wiring(
    identity: &IdentitySpec,
    provider: Provider,
    shared: &Shared<'_>,
    at: &Path,
    report: &mut Report<'_, '_>,
) -> Option<Wiring> {
    if identity.pod_identity == Some(true) {
        if shared.cluster.is_some_and(|c| c != Platform::Eks) {
            let message = "podIdentity works on EKS only";
            let help = "remove it, or write cluster: eks";
            report.say(code::IMPOSSIBLE_WIRING, &at.key("podIdentity"), message, help);
        }
        if identity.wiring == Some(Wiring::Projected) {
            let message = "podIdentity and projected wiring exclude each other";
            report.say(code::IMPOSSIBLE_WIRING, &at.key("wiring"), message, "keep one of the two");
        }
        return Some(Wiring::Annotation);
    }
    let (own, default) = (at.key("wiring"), Path::keys(["spec", "wiring"]));
    let is_unknown = report.is_reported(&own) || report.is_reported(&default);
    let (path, said) = match identity.wiring {
        Some(wiring) => (own, Some(wiring)),
        None => (default, shared.spec.wiring),
    };
    match (said, shared.cluster) {
        (Some(Wiring::Annotation), Some(cluster))
            if provider == Provider::Gcp && cluster != Platform::Gke =>
        {
            let message = "annotation wiring of gcp works on GKE only";
            report.say(code::IMPOSSIBLE_WIRING, &path, message, "write wiring: projected");
            Some(Wiring::Projected)
        }
        (Some(wiring), _) => Some(wiring),
        (None, _) if is_unknown => None,
        (None, None) => None,
        (None, Some(cluster)) if cluster == provider.cluster() => Some(Wiring::Annotation),
        (None, Some(_)) => Some(Wiring::Projected),
    }
}

fn check_field(
    field: &'static str,
    provider: Provider,
    access: Option<Access>,
    at: &Path,
    report: &mut Report<'_, '_>,
) {
    let path = at.key(field);
    if !fields(provider).iter().any(|known| known.name == field) {
        return other_provider(field, provider, "identity", &path, report);
    }
    let Some(access) = access else { return };
    if reads(provider, field, access) == Some(false) {
        let how = match access {
            Access::PodIdentity => "Pod Identity".to_owned(),
            Access::Annotation => format!("annotation wiring of {provider}"),
            Access::Projected => format!("projected wiring of {provider}"),
            Access::ObjectLevel => "object identity".to_owned(),
        };
        let message = format!("{field} is not used by {how}");
        report.say(code::UNUSED_FIELD, &path, message, "remove it");
    }
}

/// Reports a field that another provider has. `whose` says what the provider is one of.
pub(super) fn other_provider(
    field: &str,
    provider: Provider,
    whose: &str,
    path: &Path,
    report: &mut Report<'_, '_>,
) {
    let has_it = |p: &Provider| fields(*p).iter().any(|known| known.name == field);
    let owner = Provider::ALL.into_iter().find(has_it).unwrap_or(provider);
    let message = format!("{field} is a field of {owner}; the {whose}'s provider is {provider}");
    let help = format!("remove it, or write provider: {owner}");
    report.say(code::OTHER_PROVIDER, path, message, help);
}

/// The limits of the webhooks' annotations and of the TokenRequest API.
/// Sources: aws/amazon-eks-pod-identity-webhook, Azure/azure-workload-identity, Kubernetes.
fn check_expiration(
    seconds: u64,
    provider: Provider,
    wiring: Option<Wiring>,
    at: &Path,
    report: &mut Report<'_, '_>,
) {
    let Some(wiring) = wiring else { return };
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

/// STS refuses session names of more than 64 characters. One with a substitution has a length that
/// is known only in the cluster.
fn check_session_names(
    aws: &Aws,
    recipients: &[Recipient],
    shared: &Shared<'_>,
    at: &Path,
    report: &mut Report<'_, '_>,
) {
    let region = aws.region.as_ref().and_then(Substitutable::literal);
    let namespace = shared.namespace.as_ref().and_then(Substitutable::literal);
    let (Some(region), Some(namespace), None) = (region, namespace, &aws.role_session_name) else {
        return;
    };
    let (namespace, region) = (namespace.to_string(), region.to_string());
    for recipient in recipients {
        let name = session_name(recipient.controller, &namespace, &region);
        let length = name.chars().count();
        if length > 64 {
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
    access: Option<Access>,
    report: &'r mut Report<'n, 'a>,
}

impl Fields<'_, '_, '_, '_> {
    fn aws(&mut self) -> Aws {
        let identity = self.identity;
        let role_arn = self.parse("roleArn", identity.role_arn.as_deref());
        let is_decided = !self.report.is_reported(&self.at.key("podIdentity"));
        if role_arn.is_none() && is_decided && self.access != Some(Access::PodIdentity) {
            self.missing("roleArn", "write the role's ARN, or podIdentity: true on EKS");
        }
        let region = self.parse("region", identity.region.as_deref());
        let region = region.or_else(|| self.shared.region.clone());
        self.check_partition(role_arn.as_ref(), region.as_ref());
        if self.is_projected() && region.is_none() {
            self.missing("region", "write the region of the STS endpoint here or in spec");
        }
        Aws {
            role_arn,
            pod_identity: self.access == Some(Access::PodIdentity),
            audience: self.parse("audience", identity.audience.as_deref()),
            sts_regional_endpoints: identity.sts_regional_endpoints,
            token_expiration: self.token_expiration(),
            region: region.filter(|_| self.is_projected()),
            role_session_name: self.parse("roleSessionName", identity.role_session_name.as_deref()),
        }
    }

    /// Warns of a role that the STS of the region does not know.
    fn check_partition(
        &mut self,
        role_arn: Option<&Substitutable<RoleArn>>,
        region: Option<&Substitutable<Region>>,
    ) {
        let role = role_arn.and_then(Substitutable::literal);
        let region = region.and_then(Substitutable::literal);
        if let (Some(role), Some(region)) = (role, region)
            && self.is_projected()
            && role.partition() != region.partition()
        {
            let message = format!(
                "the role is of the partition {}, and the region {region} of {}, where STS does \
                 not know the role",
                role.partition(),
                region.partition()
            );
            let help = "write a region of the role's partition, or a role of the region's";
            self.report.say(code::OTHER_PARTITION, &self.at.key("roleArn"), message, help);
        }
    }

    fn azure(&mut self) -> Option<Azure> {
        let client_id = self.parse("clientId", self.identity.client_id.as_deref());
        if client_id.is_none() {
            self.missing("clientId", "write the client ID of the managed identity or application");
        }
        let tenant_id = self.parse("tenantId", self.identity.tenant_id.as_deref());
        let tenant_id = tenant_id.or_else(|| self.shared.tenant_id.clone());
        match (&tenant_id, self.access) {
            (None, Some(Access::Annotation)) => {
                let message = "no tenantId is set: the webhook takes the one it was installed with";
                let help = "write the tenant ID if it is another";
                self.say_missing(code::CLUSTER_TENANT, "tenantId", message, help);
            }
            (None, Some(_)) => self.missing("tenantId", "write the tenant ID here or in spec"),
            _ => {}
        }
        let cloud = self.identity.cloud.or(self.shared.spec.cloud);
        Some(Azure {
            client_id: client_id?,
            tenant_id,
            cloud: cloud.unwrap_or(AzureCloud::Public),
            token_expiration: self.token_expiration(),
        })
    }

    fn gcp(&mut self) -> Gcp {
        let identity = self.identity;
        let email = self.parse("serviceAccountEmail", identity.service_account_email.as_deref());
        let path = self.at.key("serviceAccountEmail");
        check_account(email.as_ref(), Severity::Warning, &path, self.report);
        let field = "workloadIdentityProvider";
        let own = self.parse(field, identity.workload_identity_provider.as_deref());
        let provider = own.or_else(|| self.shared.workload_identity_provider.clone());
        if self.is_projected() && provider.is_none() {
            self.missing(field, "write the provider's full name here or in spec");
        }
        Gcp {
            email,
            workload_identity_provider: provider.filter(|_| self.is_projected()),
            token_expiration: self.token_expiration(),
        }
    }

    fn is_projected(&self) -> bool {
        self.access == Some(Access::Projected)
    }

    fn token_expiration(&self) -> Option<u32> {
        self.identity.token_expiration_seconds.and_then(|seconds| u32::try_from(seconds).ok())
    }

    fn parse<T: Identifier>(
        &mut self,
        field: &str,
        value: Option<&str>,
    ) -> Option<Substitutable<T>> {
        self.report.parse(&self.at.key(field), value)
    }

    fn missing(&mut self, field: &str, help: &str) {
        self.say_missing(code::MISSING_FIELD, field, &format!("{field} is missing"), help);
    }

    /// Says what follows from an absent field, unless something was said about it, or about the
    /// default that it has in spec, already.
    fn say_missing(&mut self, code: Code, field: &str, message: &str, help: &str) {
        let path = self.at.key(field);
        let default = Path::keys(["spec", field]);
        if !self.report.is_reported(&path) && !self.report.is_reported(&default) {
            self.report.say(code, &path, message, help);
        }
    }
}

/// Tells of a Google service account that Google itself made.
pub(super) fn check_account(
    account: Option<&Substitutable<GoogleServiceAccount>>,
    severity: Severity,
    path: &Path,
    report: &mut Report<'_, '_>,
) {
    let Some(account) = account.and_then(Substitutable::literal) else { return };
    if !account.is_user_managed() {
        let text = account.to_string();
        let message = format!("{text:?} is not of the form NAME@PROJECT.iam.gserviceaccount.com");
        let help = match severity {
            Severity::Error => "use a user-managed service account",
            _ => "check that this account is meant",
        };
        report.say_as(severity, code::UNUSUAL_ACCOUNT, path, message, help);
    }
}
