//! `map`: who uses which identity.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::cli::Exit;
use crate::cli::output::{Console, MapFormat, map};

use super::audit::looked_at;

#[derive(Debug, Args)]
pub(crate) struct Map {
    /// Folders of a repository, whose clusters are found; or manifests of one cluster, - is stdin
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath, default_value = ".")]
    paths: Vec<PathBuf>,
    /// The form
    #[arg(long, value_enum, default_value = "table")]
    format: MapFormat,
}

pub(crate) fn run(arguments: &Map, console: &Console) -> anyhow::Result<Exit> {
    let report = looked_at(&arguments.paths, &[])?;
    console.print(&map(&report, arguments.format)?)?;
    console.say(&report.unreadable, &report.sources())?;
    Ok(if report.unreadable.is_empty() { Exit::Done } else { Exit::Usage })
}
