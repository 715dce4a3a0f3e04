//! One cloud identity and the ServiceAccounts that carry it, in all clusters.

use crate::diagnostic::{Code, Diagnostic, code};
use crate::flux::{Provider, Service};

use super::aws::RoleName;
use super::{Access, Bearer, Issuer, Resource, Subject};

/// A cloud identity, as a config names it. Its parts may hold substitutions.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Identity {
    /// An IAM role.
    Role(RoleName),
    /// The client ID of a managed identity or an application in Entra.
    Client(String),
    /// The e-mail address of a Google service account, or none: the Kubernetes ServiceAccount is
    /// granted access directly.
    Google(Option<String>),
}

/// A cloud identity with everyone who carries it.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    /// The identity.
    pub identity: Identity,
    /// Who carries it, in the order of their subjects.
    pub bearers: Vec<Bearer>,
}

impl Identity {
    /// Its cloud.
    pub(crate) fn provider(&self) -> Provider {
        match self {
            Identity::Role(_) => Provider::Aws,
            Identity::Client(_) => Provider::Azure,
            Identity::Google(_) => Provider::Gcp,
        }
    }

    /// How its cloud names it; empty for direct access.
    pub(crate) fn name(&self) -> String {
        match self {
            Identity::Role(role) => role.to_string(),
            Identity::Client(id) => id.clone(),
            Identity::Google(email) => email.clone().unwrap_or_default(),
        }
    }

    /// How messages name it.
    pub(crate) fn label(&self) -> String {
        match self {
            Identity::Google(None) => "gcp direct access".to_owned(),
            named => format!("{} {}", named.provider(), named.name()),
        }
    }
}

impl Grant {
    /// Groups ServiceAccounts by the identity that they carry, in the order of provider and name.
    pub(crate) fn group(bearers: impl IntoIterator<Item = (Identity, Bearer)>) -> Vec<Grant> {
        let mut grants: Vec<Grant> = Vec::new();
        for (identity, bearer) in bearers {
            match grants.iter_mut().find(|grant| grant.identity == identity) {
                Some(grant) => grant.add(bearer),
                None => grants.push(Grant { identity, bearers: vec![bearer] }),
            }
        }
        for grant in &mut grants {
            grant.bearers.sort_by(|a, b| a.subject.cmp(&b.subject));
        }
        grants.sort_by(|a, b| a.identity.cmp(&b.identity));
        grants
    }

    /// Adds a ServiceAccount. One that carries the identity twice, for different services, is one.
    fn add(&mut self, bearer: Bearer) {
        let same = |b: &&mut Bearer| b.subject == bearer.subject && b.access == bearer.access;
        let Some(known) = self.bearers.iter_mut().find(same) else {
            self.bearers.push(bearer);
            return;
        };
        match (&mut known.services, bearer.services) {
            (Some(services), Some(more)) => services.extend(more),
            (services @ None, more) => *services = more,
            (Some(_), None) => {}
        }
    }

    /// The subjects, each once, in order.
    pub(crate) fn subjects(&self) -> Vec<&Subject> {
        let mut subjects: Vec<&Subject> = self.bearers.iter().map(|b| &b.subject).collect();
        subjects.dedup();
        subjects
    }

    /// The issuers, each once.
    pub(crate) fn issuers(&self) -> Vec<&Issuer> {
        distinct(self.bearers.iter().filter_map(Bearer::issuer))
    }

    /// The services that the config says it is to reach, each once, in Flux's order.
    pub(crate) fn services(&self) -> Vec<Service> {
        let named = |service: &Service| {
            let mut lists = self.bearers.iter().filter_map(|bearer| bearer.services.as_ref());
            lists.any(|list| list.contains(service))
        };
        Service::ALL.into_iter().filter(named).collect()
    }

    /// A problem at the first ServiceAccount.
    pub(super) fn problem(&self, code: Code, message: String) -> Diagnostic {
        let location = self.bearers.first().map(|bearer| bearer.location.clone());
        Diagnostic::new(code, message).at(location.unwrap_or_default())
    }

    /// That the issuer of a cluster is needed and not known, once a cluster.
    pub(super) fn without_issuer(&self) -> Vec<Diagnostic> {
        let needs = |bearer: &&Bearer| matches!(bearer.access, Access::Token { issuer: None, .. });
        let mut found: Vec<Diagnostic> = Vec::new();
        for bearer in self.bearers.iter().filter(needs) {
            if found.iter().any(|known| known.location.source == bearer.location.source) {
                continue;
            }
            let message = format!("{} needs the issuer of the cluster", self.identity.label());
            let help = "give it with --issuer URL or --issuer-file FILE; it is in what `kubectl get --raw /.well-known/openid-configuration` prints";
            let needed = Diagnostic::new(code::ISSUER_NEEDED, message).help(help);
            found.push(needed.at(bearer.location.clone()));
        }
        found
    }

    /// Whether a resource is of use: its service is named, or nothing is and it can be used.
    pub(super) fn may_use(&self, resource: &Resource, is_named: bool) -> bool {
        let is_near = match (&self.identity, resource) {
            (Identity::Role(role), Resource::Aws(resource)) => {
                role.partition == resource.partition || role.partition.contains("${")
            }
            _ => true,
        };
        is_near && self.may_use_service(resource, is_named)
    }

    /// The same, wherever it is.
    pub(super) fn may_use_service(&self, resource: &Resource, is_named: bool) -> bool {
        let (provider, service) = (resource.provider(), resource.service());
        let uses = |bearer: &Bearer| {
            bearer.services.is_some() == is_named && bearer.may_use(provider, service)
        };
        self.identity.provider() == provider && self.bearers.iter().any(uses)
    }
}

/// Each value once, in the order in which they come first.
pub(super) fn distinct<T: PartialEq>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut found = Vec::new();
    for value in values {
        if !found.contains(&value) {
            found.push(value);
        }
    }
    found
}
