//! What commands read and write: files, stdin and stdout.

mod component;
mod config;
mod input;
mod kept;
mod replace;
mod signals;
mod stream;
mod target;

pub(crate) use config::{ConfigArguments, config};
pub(crate) use input::Input;
pub(crate) use kept::Kept;
pub(crate) use replace::{Wanted, replace};
pub(crate) use stream::{file, write_all};
pub(crate) use target::bring;
