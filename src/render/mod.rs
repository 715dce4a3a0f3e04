//! The Plan in the forms that Flux itself builds, where functions can't run.

pub mod aks_extension;
pub mod flux_instance;
mod format;
pub mod helm;
pub mod kustomization;
mod kustomize_parts;

pub use format::Format;
pub use kustomize_parts::{Native, patched};
