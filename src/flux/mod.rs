//! What Flux is: its controllers, the cloud services they reach, its versions and flags.
//!
//! Tables with their sources. A new service or controller is a row here.

mod cloud;
mod controller;
mod object_identity;
mod service;
mod version;

pub use cloud::{AzureCloud, Cluster, Provider};
pub use controller::Controller;
pub use object_identity::{FEATURE_GATES, GATE, Lockdown};
pub use service::{Reach, Service};
pub use version::Version;
