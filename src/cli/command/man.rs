//! `man`: the manual as roff.

use anyhow::bail;
use clap_mangen::Man;

use crate::cli::output::Console;
use crate::cli::{Exit, NAME, definition};

pub(crate) fn run(command: Option<&str>, console: &Console) -> anyhow::Result<Exit> {
    let mut program = definition(NAME);
    program.build();
    let page = match command {
        None => Man::new(program),
        Some(name) => match program.find_subcommand(name) {
            Some(command) => Man::new(command.clone()).title(format!("{NAME}-{name}")),
            None => bail!("there is no command {name:?}; see --help"),
        },
    };
    let mut text = Vec::new();
    page.render(&mut text)?;
    console.print(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Done)
}
