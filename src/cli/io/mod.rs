//! What commands read and write: files, stdin and stdout.

mod config;
mod input;
mod replace;
mod signals;
mod target;

pub(crate) use config::{ConfigArguments, Given, layers, with_config};
pub(crate) use input::{is_stdin, read, read_all, read_each};
pub(crate) use replace::{Wanted, replace};
pub(crate) use target::{bring, write};
