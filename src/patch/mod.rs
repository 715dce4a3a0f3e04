//! Kustomize patches: from a Plan, or from the edits of given manifests.

mod factor;
pub mod flux_instance;
mod from_edits;
mod from_plan;
mod managed;
pub mod tenant;

pub use from_edits::patches as patches_of_edits;
pub use from_plan::{Patch, Scope, Target, patches};
pub use managed::{MARKER, is_our_patch, update};
