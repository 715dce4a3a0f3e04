//! What commands read and write: files, stdin and stdout.

mod component;
mod config;
mod input;
mod maintained;
mod replace;
mod signals;
mod stream;
mod target;

pub(crate) use config::{ConfigArguments, ConfigFile, config};
pub(crate) use input::Input;
pub(crate) use maintained::Maintained;
pub(crate) use replace::{Wanted, replace};
pub(crate) use stream::{file, write_all};
pub(crate) use target::bring;
