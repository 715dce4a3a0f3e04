//! The functionConfig: what users write ([`spec`]), read and checked into what the program works
//! with ([`Config`]), all errors at once.

mod audit;
mod base;
mod check;
mod checked;
mod controller_spec;
#[cfg(feature = "schema")]
mod definition;
mod file;
mod identity;
mod merge;
mod names;
mod nearest;
mod object_level;
mod output;
mod read;
mod recipients;
mod report;
pub(crate) mod spec;

pub(crate) use audit::{AuditConfig, FailOn};
pub(crate) use base::Layers;
pub(crate) use check::{load, locate};
pub(crate) use checked::{Config, DEFAULT_NAME, Identity, ObjectLevel, Recipient, Tenant};
#[cfg(feature = "schema")]
pub use definition::{FUNCTIONS, Function};
pub(crate) use file::{ConfigFile, NoConfig, is_config};
pub(crate) use object_level::lockdown_field;
pub(crate) use output::{Output, OutputForm};

/// The group and version of the program's own kinds.
pub(crate) const API_VERSION: &str = "flux-workload-identity.dev/v1alpha1";

/// The kind of the mutator's config.
pub(crate) const KIND: &str = "FluxWorkloadIdentity";
