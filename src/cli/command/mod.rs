//! The commands, one file each.

pub(crate) mod apply;
pub(crate) mod audit;
pub(crate) mod complete;
mod effective;
pub(crate) mod explain;
pub(crate) mod function;
pub(crate) mod man;
pub(crate) mod patches;
pub(crate) mod schema;
pub(crate) mod services;
pub(crate) mod trust;
