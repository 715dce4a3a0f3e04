//! Google Cloud: who may act as a Google service account, or is granted access directly.

mod pool_provider;
mod resource;
mod role;

pub use pool_provider::PoolProvider;
pub use resource::GcpResource;
pub(crate) use role::{Binding, Target};

use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, code};
use crate::flux::{Provider, Service};

use super::grant::distinct;
use super::{Access, Bearer, Grant, Issuer, Subject, Text, Variable};
use role::{IMPERSONATE, roles};

/// A Google service account or direct access, who has it and what it may do.
#[derive(Clone, Debug)]
pub(crate) struct GoogleIdentity {
    /// The e-mail address; none for direct access.
    pub email: Option<String>,
    /// Who carries it.
    pub grant: Grant,
    /// The services that it is to reach.
    pub services: Vec<Service>,
    /// Who has which role on what. Nobody else's role is touched.
    pub bindings: Vec<Binding>,
    /// The providers that exchange the tokens of clusters outside of GKE.
    pub providers: Vec<IssuerProvider>,
}

/// A provider in a workload identity pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IssuerProvider {
    /// Its name.
    pub name: PoolProvider,
    /// The issuer.
    pub issuer: Issuer,
    /// The audiences that it takes. None: its default ones, with and without `https:`. Controllers
    /// ask for the one and objects for the other, and a list with one of them refuses the other.
    pub allowed_audiences: Vec<String>,
}

/// How the pool names a ServiceAccount: by the subject of its token.
pub(super) const MAPPING: (&str, &str) = ("google.subject", "assertion.sub");

/// The bytes of `google.subject`. Source: IAM, "Workload Identity Federation", attribute mappings.
const SUBJECT: usize = 127;

impl GoogleIdentity {
    /// The identity of a grant. `resources` are those that it is to reach.
    pub(super) fn new(
        email: Option<&str>,
        grant: Grant,
        services: Vec<Service>,
        resources: &[&GcpResource],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> GoogleIdentity {
        let mut bindings = Vec::new();
        if let Some(email) = email {
            let target = Target::ServiceAccount(email.to_owned());
            let members = distinct(grant.bearers.iter().map(member));
            bindings.push(Binding { target, role: IMPERSONATE, members });
        }
        for resource in resources {
            let service = resource.service();
            let members = match email {
                Some(email) => vec![Text::from(format!("serviceAccount:{email}").as_str())],
                None => direct_members(&grant, service),
            };
            for role in roles(service) {
                let members = members.clone();
                bindings.push(Binding { target: Target::of(resource), role, members });
            }
        }
        let providers = providers(&grant, diagnostics);
        GoogleIdentity {
            email: email.map(str::to_owned),
            grant,
            services,
            bindings: distinct(bindings),
            providers,
        }
    }

    /// The values that it needs and that no config holds.
    pub(super) fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.bindings.iter().flat_map(|binding| &binding.members).flat_map(Text::variables)
    }

    /// Whether it may do anything.
    pub(super) fn is_permitted(&self) -> bool {
        self.bindings.iter().any(|binding| binding.role != IMPERSONATE)
    }
}

/// What Flux needs for a service: roles.
pub(super) fn permissions(service: Service) -> Vec<&'static str> {
    roles(service).to_vec()
}

/// Who is granted the roles of a service directly: those who use it.
fn direct_members(grant: &Grant, service: Service) -> Vec<Text> {
    let users = grant.bearers.iter().filter(|b| b.may_use(Provider::Gcp, service));
    distinct(users.map(member))
}

/// How Google names a ServiceAccount of Kubernetes.
fn member(bearer: &Bearer) -> Text {
    let subject = &bearer.subject;
    match &bearer.access {
        Access::Pool { provider, .. } => {
            let pool = provider.pool_name();
            Text::from(format!("principal://iam.googleapis.com/{pool}/subject/{subject}").as_str())
        }
        Access::Gke { project } => gke_principal(project, subject),
        // Ways to other clouds.
        Access::Token { .. } | Access::PodIdentity { .. } => Text::default(),
    }
}

/// How Google names a ServiceAccount of a GKE cluster.
pub(super) fn gke_principal(project: &Text, subject: &Subject) -> Text {
    let account = format!(".svc.id.goog[{}/{}]", subject.namespace, subject.name);
    Text::from("serviceAccount:").text(project).literal(&account)
}

/// The providers whose issuer is known, and what Google would refuse of them.
fn providers(grant: &Grant, diagnostics: &mut Vec<Diagnostic>) -> Vec<IssuerProvider> {
    let mut found: Vec<IssuerProvider> = Vec::new();
    for bearer in &grant.bearers {
        let Access::Pool { provider, issuer, audiences } = &bearer.access else { continue };
        diagnostics.extend(refused(bearer, provider));
        let Some(issuer) = issuer else {
            let message = format!("the issuer of {provider} is not known: it is not written");
            let help = "give the issuer with --issuer, unless the pool and its provider are there";
            let left = Diagnostic::new(code::POOL_PROVIDER_LEFT, message).help(help);
            if !diagnostics.iter().any(|d| d.message == left.message) {
                diagnostics.push(left.at(bearer.location.clone()));
            }
            continue;
        };
        let is_same = |p: &&mut IssuerProvider| p.name == *provider && p.issuer == *issuer;
        let allowed = match found.iter_mut().find(is_same) {
            Some(known) => &mut known.allowed_audiences,
            None => {
                let (name, issuer) = (provider.clone(), issuer.clone());
                found.push(IssuerProvider { name, issuer, allowed_audiences: Vec::new() });
                let last = found.len() - 1;
                &mut found[last].allowed_audiences
            }
        };
        allowed.extend(audiences.iter().cloned());
    }
    found
}

/// Makes providers that several identities share the same everywhere. A list of audiences replaces
/// the default ones, so it holds them too.
pub(super) fn share_audiences<'i>(identities: impl Iterator<Item = &'i mut GoogleIdentity>) {
    let mut providers: Vec<&mut IssuerProvider> =
        identities.flat_map(|identity| &mut identity.providers).collect();
    let mut asked: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for provider in &providers {
        let audiences = provider.allowed_audiences.iter().cloned();
        asked.entry(provider.name.to_string()).or_default().extend(audiences);
    }
    for provider in &mut providers {
        let name = provider.name.to_string();
        let asked = asked.get(&name).filter(|asked| !asked.is_empty());
        provider.allowed_audiences = asked.map_or_else(Vec::new, |asked| {
            let defaults =
                ["", "https:"].map(|scheme| format!("{scheme}//iam.googleapis.com/{name}"));
            distinct(defaults.into_iter().chain(asked.iter().cloned()))
        });
    }
}

/// What Google would refuse.
fn refused(bearer: &Bearer, provider: &PoolProvider) -> Vec<Diagnostic> {
    let problem = |message: String, help: String| {
        Diagnostic::new(code::CLOUD_LIMIT, message).help(help).at(bearer.location.clone())
    };
    let mut found = Vec::new();
    let length = bearer.subject.to_string().len();
    if length > SUBJECT {
        let message = format!("the subject {} has {length} bytes", bearer.subject);
        let help = format!("Google takes {SUBJECT} at most: shorten the name or the namespace");
        found.push(problem(message, help));
    }
    for (what, id) in [("pool", &provider.pool), ("provider", &provider.provider)] {
        let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let is_valid = (4..=32).contains(&id.len()) && id.chars().all(is_letter);
        if (!is_valid || id.starts_with("gcp-")) && !id.contains("${") {
            let message = format!("{id:?} is not a valid ID of a workload identity {what}");
            let help = "Google takes 4 to 32 of a-z, 0-9 and -, not beginning with gcp-";
            found.push(problem(message, help.to_owned()));
        }
    }
    found
}
