//! The commands, one file each.

pub(crate) mod apply;
pub(crate) mod audit;
mod cluster;
mod clusters;
pub(crate) mod complete;
mod configs;
mod effective;
pub(crate) mod explain;
mod fleet;
pub(crate) mod function;
pub(crate) mod init;
mod init_write;
pub(crate) mod man;
pub(crate) mod map;
mod order;
mod parallel;
pub(crate) mod patches;
mod reports;
pub(crate) mod schema;
pub(crate) mod services;
pub(crate) mod sync;
pub(crate) mod trust;
