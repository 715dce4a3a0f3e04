//! The Plan in native forms, for places where functions can't run.

mod patch;

pub use patch::{MARKER, Patch, Scope, patches};
