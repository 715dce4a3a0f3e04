//! `sync`: which configs of a repository are those of clusters, what each comes to, and how each
//! cluster is. It is decided for all of them, before anybody writes a file.

mod cluster_configs;
mod cluster_file;
mod clusters;
mod components;
mod fleet;
mod mode;
mod outcome;
mod outputs;
mod prepared;
mod repeated;
mod status;
mod target;
mod trace;

pub(crate) use cluster_configs::cluster_configs;
pub(crate) use cluster_file::ClusterFile;
pub(crate) use clusters::configs;
pub(crate) use fleet::{Fleet, no_cluster};
pub(crate) use mode::Mode;
pub(crate) use outcome::{Outcome, Report};
pub(crate) use prepared::{Prepared, State};
pub(crate) use status::Verdict;
pub(crate) use target::Target;
