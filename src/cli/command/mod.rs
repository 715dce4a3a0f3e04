//! The commands, one file each.

pub(crate) mod apply;
pub(crate) mod audit;
mod clusters;
pub(crate) mod complete;
mod effective;
pub(crate) mod explain;
pub(crate) mod function;
pub(crate) mod init;
mod init_write;
pub(crate) mod man;
pub(crate) mod map;
pub(crate) mod patches;
pub(crate) mod schema;
pub(crate) mod services;
pub(crate) mod sync;
pub(crate) mod trust;
