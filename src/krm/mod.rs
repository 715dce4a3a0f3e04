//! The KRM functions specification: ResourceLists in and out, and results; and the same objects in
//! files of documents.
//!
//! Source: <https://github.com/kubernetes-sigs/kustomize/blob/master/cmd/config/docs/api-conventions/functions-spec.md>.
//! This module knows no Flux.

mod documents;
mod index;
mod list;
mod mark;
mod object;
mod outline;
mod result;
mod unreadable;
mod write;

pub use documents::Documents;
pub(crate) use index::ObjectIndex;
pub use list::{InputError, ResourceList};
pub use mark::Mark;
pub(crate) use object::{FUNCTION_ANNOTATIONS, Object, is_local, is_of};
pub(crate) use outline::Outline;
pub(crate) use unreadable::unreadable;
pub(crate) use write::{Edited, Effect, Refused};
pub use write::{Written, edit_list, write_list};
