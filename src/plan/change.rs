//! A change that the Plan comes to on an object of the manifests.

use crate::yaml::Edit;

use super::Reason;

/// An edit of one object, and what it is for.
#[derive(Clone, Debug)]
pub struct PlannedChange {
    /// The index of the object.
    pub object: usize,
    /// The edit; its path starts at the object.
    pub edit: Edit,
    /// What it is for, which decides how its effect is told.
    pub reason: Reason,
}
