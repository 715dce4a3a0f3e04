//! What commands read and write: files, stdin and stdout.

mod component;
mod config;
mod input;
mod listed_config;
mod managed_files;
mod moved;
mod replace;
mod repository;
mod signals;
mod target;

pub(crate) use config::{ConfigArguments, Given, layers, layers_in, with_config};
pub(crate) use input::Input;
pub(crate) use managed_files::ManagedFiles;
pub(crate) use moved::Moved;
pub(crate) use replace::{Wanted, replace};
pub(crate) use repository::Repository;
pub(crate) use target::{File, bring, write};
