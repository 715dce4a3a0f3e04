//! What Flux is: its controllers, the cloud services they reach, its versions and flags.
//!
//! Tables with their sources. A new service or controller is a row here.

mod accounts;
mod bootstrap;
mod caller;
mod cloud;
mod consumer;
mod controller;
pub(crate) mod group;
mod object_identity;
mod registry;
mod service;
mod version;
mod version_range;

pub use accounts::Accounts;
pub(crate) use bootstrap::{COMPONENTS_FILE, SYNC_FILE};
pub(crate) use caller::{Caller, LEFT_ALONE};
pub use cloud::Provider;
pub(crate) use cloud::{AzureCloud, Platform};
pub(crate) use consumer::{Beside, Choice, Consumer, Reads};
pub use controller::Controller;
pub(crate) use group::FLUX_INSTANCE;
pub(crate) use object_identity::{
    CREDENTIAL_AUDIENCES, CREDENTIAL_PROVIDER, CREDENTIAL_TYPE, DEFAULT_ROLE, FEATURE_GATES, GATE,
    Lockdown, TOKEN_RULE,
};
pub(crate) use registry::Registry;
pub use service::Service;
pub use version::Version;
pub use version_range::VersionRange;
