//! A cluster and its config: who carries which identity there.

use crate::cloud::{Cloud, Issuer, Wiring};
use crate::config::{self, Recipient, Tenant};
use crate::diagnostic::{Diagnostic, Location, code};
use crate::flux::{Controller, Service};
use crate::plan::Plan;
use crate::yaml::Path;

use super::aws::DEFAULT_AUDIENCE;
use super::{
    Access, Bearer, Credential, Identity, PoolProvider, RoleName, Subject, Text, Variable, azure,
    gcp,
};

/// A cluster, its config and its ServiceAccounts' own wishes.
#[derive(Debug)]
pub(crate) struct ClusterPlan<'p> {
    /// The index of the config, as sources are counted.
    pub index: usize,
    /// What the config asks for.
    pub plan: &'p Plan,
    /// The issuer of its tokens, if it is known.
    pub issuer: Option<&'p Issuer>,
    /// What ServiceAccounts among the manifests say of their tokens.
    pub credentials: &'p [Credential],
}

/// A ServiceAccount and the identity that it carries.
pub(crate) type Carried = (Identity, Bearer);

impl ClusterPlan<'_> {
    /// Who carries which identity, and what can't be said of some.
    pub(crate) fn bearers(&self) -> (Vec<Carried>, Vec<Diagnostic>) {
        let mut found = Vec::new();
        let mut diagnostics = Vec::new();
        let controllers = self.plan.service_accounts.iter().flat_map(|account| {
            account.identities.iter().map(|identity| self.controller(account.controller, identity))
        });
        let tenants = self.plan.tenants.iter().filter_map(|tenant| self.tenant(tenant).transpose());
        for carried in controllers.chain(tenants) {
            match carried {
                Ok(carried) => found.push(carried),
                Err(problem) if diagnostics.contains(&*problem) => {}
                Err(problem) => diagnostics.push(*problem),
            }
        }
        (found, diagnostics)
    }

    /// Whom roles are granted to where a ServiceAccount has direct access on GKE.
    pub(crate) fn gke_principal(&self, namespace: &str, name: &str) -> Text {
        gcp::gke_principal(&self.project(), &self.subject(namespace, name))
    }

    fn controller(
        &self,
        controller: Controller,
        identity: &config::Identity,
    ) -> Result<Carried, Box<Diagnostic>> {
        let location = self.location(&identity.path);
        let name = self.identity(&identity.cloud, &location)?;
        let is_gke = identity.wiring == Wiring::Annotation;
        let access = match &identity.cloud {
            Cloud::Aws(aws) if aws.pod_identity => {
                let meaning = "the name of the EKS cluster";
                Access::PodIdentity {
                    cluster: Variable::of_cluster("EKS_CLUSTER", meaning, self.index),
                }
            }
            Cloud::Aws(aws) => {
                let audience = aws.audience.as_ref().map(ToString::to_string);
                self.token(vec![audience.unwrap_or_else(|| DEFAULT_AUDIENCE.to_owned())])
            }
            cloud => self.access(cloud, is_gke, Vec::new(), &location)?,
        };
        let bearer = Bearer {
            subject: self.subject(&self.plan.namespace, self.plan.accounts.of(controller)),
            access,
            controller: Some(controller),
            services: services(controller, identity),
            location,
        };
        Ok((name, bearer))
    }

    /// A tenant's ServiceAccount; `None` if its credential is of another kind.
    fn tenant(&self, tenant: &Tenant) -> Result<Option<Carried>, Box<Diagnostic>> {
        let location = self.location(&tenant.path);
        let name = self.identity(&tenant.cloud, &location)?;
        let subject = self.subject(&tenant.namespace, &tenant.name);
        let credential = self.credentials.iter().find(|c| c.subject == subject);
        if let Some(other) = credential.filter(|credential| credential.is_spiffe) {
            return Err(Box::new(other.left_out()));
        }
        let audiences = credential.map(|c| c.audiences.clone()).unwrap_or_default();
        let is_gke = match &tenant.cloud {
            Cloud::Gcp(gcp) => gcp.workload_identity_provider.is_none(),
            _ => false,
        };
        if let Some(credential) = credential.filter(|c| is_gke && !c.audiences.is_empty()) {
            return Err(Box::new(credential.refused_on_gke()));
        }
        let access = self.access(&tenant.cloud, is_gke, audiences, &location)?;
        Ok(Some((name, Bearer { subject, access, controller: None, services: None, location })))
    }

    /// How a cloud recognises tokens. `audiences` are those that are asked for in place of the
    /// default one.
    fn access(
        &self,
        cloud: &Cloud,
        is_gke: bool,
        audiences: Vec<String>,
        location: &Location,
    ) -> Result<Access, Box<Diagnostic>> {
        let or_default = |audiences: Vec<String>, default: &str| {
            if audiences.is_empty() { vec![default.to_owned()] } else { audiences }
        };
        Ok(match cloud {
            Cloud::Aws(_) => self.token(or_default(audiences, DEFAULT_AUDIENCE)),
            Cloud::Azure(_) => self.token(or_default(audiences, azure::AUDIENCE)),
            Cloud::Gcp(gcp) => match gcp.workload_identity_provider.as_ref().filter(|_| !is_gke) {
                None => Access::Gke { project: self.project() },
                Some(name) => {
                    let name = name.to_string();
                    let provider = PoolProvider::of_name(&name).ok_or_else(|| {
                        in_parts(
                            &name,
                            "projects/${NUMBER}/locations/global/workloadIdentityPools/POOL\
                             /providers/PROVIDER",
                            location,
                        )
                    })?;
                    Access::Pool { provider, issuer: self.issuer.cloned(), audiences }
                }
            },
        })
    }

    fn token(&self, audiences: Vec<String>) -> Access {
        Access::Token { issuer: self.issuer.cloned(), audiences }
    }

    /// The project of a GKE cluster: that of its issuer, which need not be the account's.
    fn project(&self) -> Text {
        match self.issuer.and_then(Issuer::gke_project) {
            Some(project) => project.into(),
            None => {
                let meaning = "the project of the GKE cluster";
                let variable = Variable::of_cluster("PROJECT_ID", meaning, self.index);
                Text::default().variable(&variable)
            }
        }
    }

    fn identity(&self, cloud: &Cloud, location: &Location) -> Result<Identity, Box<Diagnostic>> {
        Ok(match cloud {
            Cloud::Aws(aws) => {
                let Some(arn) = &aws.role_arn else {
                    let message = "Pod Identity binds a role, and the config names none";
                    let needed = Diagnostic::new(code::ROLE_NEEDED, message).help("add roleArn");
                    return Err(Box::new(needed.at(location.clone())));
                };
                let arn = arn.to_string();
                let example = "arn:aws:iam::${ACCOUNT}:role/${NAME}";
                let parts = RoleName::of_arn(&arn);
                Identity::Role(parts.ok_or_else(|| in_parts(&arn, example, location))?)
            }
            Cloud::Azure(azure) => Identity::Client(azure.client_id.to_string()),
            Cloud::Gcp(gcp) => Identity::Google(gcp.email.as_ref().map(ToString::to_string)),
        })
    }

    fn subject(&self, namespace: &str, name: &str) -> Subject {
        Subject { namespace: namespace.to_owned(), name: name.to_owned() }
    }

    fn location(&self, path: &Path) -> Location {
        Location { source: self.index, path: Some(path.clone()), ..Location::default() }
    }
}

/// That a substitution stands for several parts of an identifier.
fn in_parts(text: &str, example: &str, location: &Location) -> Box<Diagnostic> {
    let message = format!("{text:?} has a substitution in place of parts that the cloud needs");
    let help = format!("write the value itself, or for --format krm each part: {example}");
    let problem = Diagnostic::new(code::SUBSTITUTED_IDENTITY, message).help(help);
    Box::new(problem.at(location.clone()))
}

/// The services for which a controller carries an identity: those that imply it, or all if it is
/// named; `None` if the identity names no service.
fn services(controller: Controller, identity: &config::Identity) -> Option<Vec<Service>> {
    let all = || identity.controllers.iter().flat_map(|recipient| recipient.services.clone());
    let of_controller = |recipient: &&Recipient| recipient.controller == controller;
    let own = identity.controllers.iter().find(of_controller)?;
    all().next()?;
    Some(if own.named { all().collect() } else { own.services.clone() })
}
