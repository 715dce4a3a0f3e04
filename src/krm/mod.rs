//! The KRM functions specification: ResourceLists in and out, and results; and the same objects in
//! files of documents.
//!
//! Source: <https://github.com/kubernetes-sigs/kustomize/blob/master/cmd/config/docs/api-conventions/functions-spec.md>.
//! This module knows no Flux.

mod documents;
mod index;
mod list;
mod object;
mod outline;
mod result;
mod write;

pub use documents::Documents;
pub use index::ObjectIndex;
pub use list::{InputError, ResourceList};
pub use object::Object;
pub use outline::Outline;
pub use write::{Edited, Effect, Refused, Written, edit_list, write_list};
