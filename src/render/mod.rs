//! The formats that Flux, its operator or its installers read, where functions can't run; and the
//! files that are kept in them. Texts come in and go out: files are read and written elsewhere.

pub(crate) mod aks_extension;
mod by_hand;
pub(crate) mod component;
pub(crate) mod flux_instance;
mod format;
mod helm;
pub(crate) mod kustomization;
mod kustomize_parts;
mod managed_kustomization;
mod patched;

pub(crate) use by_hand::{ByHand, Entries};
pub use format::Format;
pub(crate) use helm::{
    Chart, Installation, Made, Values, controller_key, is_release, made_of_values,
    manage as manage_values,
};
pub use kustomize_parts::KustomizeParts;
pub(crate) use kustomize_parts::permission_added;
pub use managed_kustomization::manage;
pub(crate) use patched::patched;
