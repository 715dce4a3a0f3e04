//! Every cluster of a repository: which configs are theirs, and where the output of each goes.

mod clusters;
mod repeated;
mod target;
mod trace;

pub(crate) use clusters::{Configs, configs};
pub(crate) use repeated::repeated;
pub(crate) use target::{Target, target};
pub(crate) use trace::trace;
