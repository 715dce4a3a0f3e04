//! Gives Flux's controllers their cloud identity.
//!
//! A config says which identities the controllers get; manifests come out with them, and every
//! other byte is as it was. [`function`] does that for a ResourceList, [`apply()`] for manifests, and
//! [`patches`] prints what Flux can build itself. What is said about it is a list of
//! [`Diagnostic`](diagnostic::Diagnostic)s.
//!
//! ```
//! use flux_workload_identity::{Purpose, apply, yaml};
//!
//! let config = "\
//! apiVersion: flux-workload-identity.dev/v1alpha1
//! kind: FluxWorkloadIdentity
//! spec:
//!   provider: gcp
//!   identities:
//!   - services: [gcs]
//!     serviceAccountEmail: flux@acme.iam.gserviceaccount.com
//! ";
//! let manifests = "\
//! apiVersion: v1
//! kind: ServiceAccount
//! metadata:
//!   name: source-controller # Flux's
//!   namespace: flux-system
//! ";
//! let config = yaml::parse(config, 0..config.len()).unwrap().unwrap();
//! let applied = apply(&config, &[manifests], Purpose::Make).unwrap();
//! assert_eq!(
//!     applied.outputs[0].slices().concat(),
//!     "\
//! apiVersion: v1
//! kind: ServiceAccount
//! metadata:
//!   annotations:
//!     iam.gke.io/gcp-service-account: flux@acme.iam.gserviceaccount.com
//!   name: source-controller # Flux's
//!   namespace: flux-system
//! "
//! );
//! ```

mod audit;
mod cli;
mod cloud;
mod config;
pub mod diagnostic;
mod flux;
mod krm;
mod patch;
mod plan;
mod render;
mod repository;
mod resolve;
mod run;
mod trust;
pub mod yaml;

pub use cli::main;
pub use krm::{InputError, Mark, Written};
pub use render::Format;
pub use run::{
    Applied, Checked, FunctionOutput, Patches, Purpose, Restart, UnreadableText, apply, function,
    patches,
};

/// What the tests, the benchmarks and the fuzzers of this repository use. Not a part of the library.
#[doc(hidden)]
pub mod internal {
    pub use crate::cloud::{
        Access, GoogleServiceAccount, Issuer, Manifests, RoleArn, Substitutable, Substituted,
        WorkloadIdentityProvider, misspelt, observe, reads, session_name,
    };
    #[cfg(feature = "schema")]
    pub use crate::config::{FUNCTIONS, Function};
    pub use crate::flux::{Accounts, Controller, Provider, Service, Version, VersionRange};
    pub use crate::krm::{Documents, ResourceList, edit_list, write_list};
    pub use crate::patch::{MARKER, Scope};
    pub use crate::plan::{Plan, PlannedChange};
    pub use crate::render::{KustomizeParts, manage};
    pub use crate::resolve::{Interest, resolve};
    pub use crate::run::{Reading, TrustOutput, TrustRequest, read_by};
    pub use crate::trust::{
        AwsResource, AzureResource, Format, GcpResource, PoolProvider, Resource, RoleName, Subject,
        Text, Variable,
    };
}
