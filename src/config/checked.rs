//! The config as the program reads it: defaults filled in, nothing in it can be wrong.

use crate::cloud::{Cloud, Issuer, Substitutable, Wiring};
use crate::flux::{Accounts, Controller, Lockdown, Service, Version};
use crate::yaml::Path;

use super::Output;

/// The name of a config that has none.
pub(crate) const DEFAULT_NAME: &str = "flux";

/// A config without errors.
#[derive(Clone, Debug)]
pub struct Config {
    /// Its own name, which what is kept of it carries: `metadata.name`, or [`DEFAULT_NAME`].
    pub name: String,
    /// The namespace of the controllers.
    pub namespace: String,
    /// The issuer of the cluster's tokens, if it is said. Only the cloud side needs it.
    pub issuer: Option<Substitutable<Issuer>>,
    /// The ServiceAccounts of the controllers.
    pub accounts: Accounts,
    /// The identities of controllers.
    pub identities: Vec<Identity>,
    /// What holds for object identity.
    pub object_level: ObjectLevel,
    /// The version of Flux, where manifests do not tell it.
    pub flux_version: Option<Version>,
    /// Where the command sync keeps its output, if the config says so.
    pub output: Option<Output>,
    /// Whether pod templates are stamped with a hash of their identity.
    pub restart_on_change: bool,
    /// Whether warnings are errors.
    pub strict: bool,
}

/// One cloud identity and who gets it.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Its field path in the config, `spec.identities[0]`.
    pub path: Path,
    /// The user's name for it.
    pub name: Option<String>,
    /// Who gets it, each controller once.
    pub controllers: Vec<Recipient>,
    /// How they get their token.
    pub wiring: Wiring,
    /// The identity itself.
    pub cloud: Cloud,
}

/// A controller that gets an identity, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The controller.
    pub controller: Controller,
    /// Whether the config names it itself, rather than a service that implies it.
    pub named: bool,
    /// The services that imply it.
    pub services: Vec<Service>,
    /// The ServiceAccounts that it is said to run under, where the config says any.
    pub service_accounts: Vec<String>,
}

/// What holds for object identity.
#[derive(Clone, Debug, Default)]
pub struct ObjectLevel {
    /// Whether it is to work, if the config says so.
    pub enabled: Option<bool>,
    /// Whether the permission to create tokens is to be added, if the config says so.
    pub rbac: Option<bool>,
    /// The controllers that get gate, flags and permission, if not all.
    pub controllers: Option<Vec<Controller>>,
    /// The lockdown flags and the ServiceAccounts they name.
    pub lockdown: Vec<(Lockdown, String)>,
    /// The host that tokens for another Azure than the public one are asked from.
    pub authority_host: Option<&'static str>,
    /// Whether tenants' objects reach Azure from AKS, which upstream calls unstable.
    pub aks_to_azure: bool,
    /// Tenants' ServiceAccounts.
    pub tenants: Vec<Tenant>,
}

/// A tenant's ServiceAccount.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// Its field path in the config.
    pub path: Path,
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// The identity.
    pub cloud: Cloud,
    /// Whether to add it if it is absent.
    pub create: bool,
}

impl ObjectLevel {
    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.enabled != Some(true)
            && self.rbac != Some(true)
            && self.lockdown.is_empty()
            && self.tenants.is_empty()
    }
}

impl Identity {
    /// How messages call it.
    pub fn label(&self) -> String {
        match &self.name {
            Some(name) => format!("{} ({name})", self.path),
            None => self.path.to_string(),
        }
    }
}
