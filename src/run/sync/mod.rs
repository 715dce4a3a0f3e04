//! Every cluster of a repository: which configs are theirs, and where the output of each goes.

mod clusters;
mod target;

pub(crate) use clusters::{Configs, configs};
pub(crate) use target::{Target, target};
