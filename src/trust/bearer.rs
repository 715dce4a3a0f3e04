//! A ServiceAccount that carries a cloud identity.

use crate::diagnostic::Location;
use crate::flux::{Controller, Provider, Service};

use super::gcp::PoolProvider;
use super::{Issuer, Subject, Text, Variable};

/// A ServiceAccount of a cluster, and what the cloud must know of it.
#[derive(Clone, Debug)]
pub(crate) struct Bearer {
    /// Whom its tokens are about.
    pub subject: Subject,
    /// How the cloud recognises it.
    pub access: Access,
    /// The controller; none for a tenant's.
    pub controller: Option<Controller>,
    /// The services that it is to reach; none if the config does not say.
    pub services: Option<Vec<Service>>,
    /// Where the config names it.
    pub location: Location,
}

/// How a cloud recognises a ServiceAccount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// By a token of the cluster's issuer for these audiences.
    Token {
        /// The issuer, if it is known.
        issuer: Option<Issuer>,
        /// The audiences, at least one.
        audiences: Vec<String>,
    },
    /// By an association in EKS.
    PodIdentity {
        /// The name of the cluster.
        cluster: Variable,
    },
    /// By the metadata server of GKE.
    Gke {
        /// The project of the cluster.
        project: Text,
    },
    /// By a token that Google's workload identity pool exchanges.
    Pool {
        /// The provider in the pool.
        provider: PoolProvider,
        /// The issuer, if it is known.
        issuer: Option<Issuer>,
        /// The audiences that an account asks for in place of the default ones.
        audiences: Vec<String>,
    },
}

impl Bearer {
    /// Whether it may call a service of `provider`: the config says so, or says nothing and its
    /// controller can.
    pub(super) fn may_use(&self, provider: Provider, service: Service) -> bool {
        match &self.services {
            Some(services) => services.contains(&service),
            None => {
                let reach = service.reach(provider);
                let reached = |c: Controller| reach.is_some_and(|r| r.controllers.contains(&c));
                self.controller.is_none_or(reached)
            }
        }
    }

    /// The issuer of its tokens, if it is known and matters.
    pub(super) fn issuer(&self) -> Option<&Issuer> {
        match &self.access {
            Access::Token { issuer, .. } | Access::Pool { issuer, .. } => issuer.as_ref(),
            Access::PodIdentity { .. } | Access::Gke { .. } => None,
        }
    }
}
