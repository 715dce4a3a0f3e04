//! The Plan in the forms that Flux itself builds, where functions can't run.

pub mod aks_extension;
mod exact;
pub mod flux_instance;
mod format;
pub mod helm;
pub mod kustomization;
mod native;
mod ours;
mod patch;
mod shared;

pub use format::Format;
pub(crate) use native::tenant_account;
pub use native::{Native, patched};
pub use ours::{MARKER, is_our_patch, update};
pub use patch::{Patch, Scope, Target, patches};
