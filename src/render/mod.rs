//! The formats that Flux, its operator or its installers read, where functions can't run; and the
//! files that are kept in them. Texts come in and go out: files are read and written elsewhere.

pub mod aks_extension;
pub mod component;
pub mod flux_instance;
mod format;
pub mod helm;
pub mod kustomization;
mod kustomize_parts;
mod managed_kustomization;
mod patched;

pub use format::Format;
pub use kustomize_parts::{KustomizeParts, permission_added};
pub use managed_kustomization::{ManagedKustomization, manage};
pub use patched::patched;
