//! A change that the Plan asks for on an object.

use crate::yaml::Edit;

use super::Reason;

/// An edit and how its effect is told.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The edit.
    pub edit: Edit,
    /// What it is for.
    pub reason: Reason,
}
