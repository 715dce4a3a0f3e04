//! Azure: federated credentials of an identity, and its role assignments.

mod resource;
mod role;

pub use resource::AzureResource;
pub(crate) use role::BuiltInRole;

use std::collections::HashMap;
use std::hash::Hasher as _;

use crate::diagnostic::{Diagnostic, code};
use crate::flux::{Controller, Service};

use super::{Access, Grant, Issuer, Subject};

/// A managed identity, whom it trusts and what it may do.
#[derive(Clone, Debug)]
pub(crate) struct ManagedIdentity {
    /// Its client ID.
    pub client_id: String,
    /// Who carries it.
    pub grant: Grant,
    /// The services that it is to reach.
    pub services: Vec<Service>,
    /// Whom it trusts.
    pub credentials: Vec<FederatedCredential>,
    /// What it may do.
    pub assignments: Vec<RoleAssignment>,
    /// The group of an Azure DevOps project that it belongs to, if it reaches DevOps.
    pub devops_group: Option<&'static str>,
}

/// That an identity trusts one ServiceAccount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FederatedCredential {
    /// Its name, unique on the identity.
    pub name: String,
    /// The issuer.
    pub issuer: Issuer,
    /// The ServiceAccount.
    pub subject: Subject,
    /// The one audience.
    pub audience: String,
}

/// That an identity has a role on a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RoleAssignment {
    /// The role.
    pub role: BuiltInRole,
    /// The resource.
    pub scope: AzureResource,
}

/// The audience that Flux and the webhook ask for, in every cloud.
/// Source: fluxcd/pkg/auth, `azure/provider.go`; Azure/azure-workload-identity.
pub(super) const AUDIENCE: &str = "api://AzureADTokenExchange";

/// The federated credentials of an identity. Source: Microsoft Entra, "Considerations for workload
/// identity federation".
const CREDENTIALS: usize = 20;

/// The characters of a credential's name, from the same page.
const NAME: usize = 120;

impl ManagedIdentity {
    /// The identity of a grant. `resources` are those that it is to reach.
    pub(super) fn new(
        client_id: &str,
        grant: Grant,
        services: Vec<Service>,
        resources: &[&AzureResource],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> ManagedIdentity {
        let credentials = credentials(&grant, diagnostics);
        if credentials.len() > CREDENTIALS {
            let all: Vec<String> = credentials.iter().map(|c| c.subject.to_string()).collect();
            let message = format!(
                "the identity {client_id} would need {} federated credentials: {}",
                all.len(),
                all.join(", ")
            );
            let help =
                format!("Entra takes {CREDENTIALS} at most: split them over several identities");
            diagnostics.push(grant.problem(code::CLOUD_LIMIT, message).help(help));
        }
        let assignments = resources
            .iter()
            .filter_map(|r| {
                Some(RoleAssignment { role: BuiltInRole::of(r.service)?, scope: (*r).clone() })
            })
            .collect();
        let devops_group = services.contains(&Service::Devops).then(|| devops_group(&grant));
        ManagedIdentity {
            client_id: client_id.to_owned(),
            grant,
            services,
            credentials,
            assignments,
            devops_group,
        }
    }

    /// Whether it may do anything.
    pub(super) fn is_permitted(&self) -> bool {
        !self.assignments.is_empty() || self.devops_group.is_some()
    }
}

/// What Flux needs for a service: a built-in role, or a group of a project in Azure DevOps.
pub(super) fn permissions(service: Service) -> Vec<&'static str> {
    match BuiltInRole::of(service) {
        Some(role) => vec![role.name],
        None => vec!["a group of the Azure DevOps project"],
    }
}

/// A credential for each ServiceAccount of each cluster.
fn credentials(grant: &Grant, diagnostics: &mut Vec<Diagnostic>) -> Vec<FederatedCredential> {
    let mut found: Vec<FederatedCredential> = Vec::new();
    for bearer in &grant.bearers {
        let Access::Token { issuer: Some(issuer), audiences } = &bearer.access else { continue };
        let [audience] = audiences.as_slice() else {
            let message = format!("{} asks for {} audiences", bearer.subject, audiences.len());
            let help = "a federated credential of Entra has exactly one: leave one of them";
            let problem = Diagnostic::new(code::AUDIENCES_REFUSED, message).help(help);
            diagnostics.push(problem.at(bearer.location.clone()));
            continue;
        };
        let credential = FederatedCredential {
            name: String::new(),
            issuer: issuer.clone(),
            subject: bearer.subject.clone(),
            audience: audience.clone(),
        };
        if !found.contains(&credential) {
            found.push(credential);
        }
    }
    name(&mut found);
    found
}

/// Names the credentials `NAMESPACE-NAME`. Where that is too long, or the name of several, a hash of
/// the whole makes the difference.
fn name(credentials: &mut [FederatedCredential]) {
    let plain = |c: &FederatedCredential| {
        format!("{}-{}", c.subject.namespace, c.subject.name).replace('.', "-")
    };
    let mut count: HashMap<String, usize> = HashMap::new();
    for credential in credentials.iter() {
        *count.entry(plain(credential)).or_default() += 1;
    }
    for credential in credentials {
        let name = plain(credential);
        let is_alone = count.get(&name) == Some(&1);
        credential.name = if is_alone && (3..=NAME).contains(&name.len()) {
            name
        } else {
            let hash = hash(&format!("{} {}", credential.issuer, credential.subject));
            let cut: String = name.chars().take(NAME - hash.len() - 1).collect();
            format!("{cut}-{hash}")
        };
    }
}

/// A hash that is the same on every machine and in every version.
fn hash(text: &str) -> String {
    let mut hasher = fnv::FnvHasher::default();
    hasher.write(text.as_bytes());
    format!("{:016x}", hasher.finish())
}

/// The group of a DevOps project that can do what the controllers do: notification writes the
/// status of commits, image automation pushes. Source: Flux's page on Azure.
fn devops_group(grant: &Grant) -> &'static str {
    let writes = |c: Controller| {
        matches!(c, Controller::ImageAutomationController | Controller::NotificationController)
    };
    let is_writer = grant.bearers.iter().filter_map(|bearer| bearer.controller).any(writes);
    if is_writer { "Contributors" } else { "Readers" }
}
