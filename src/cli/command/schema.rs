//! `schema`: the KRMFunctionDefinition, with the OpenAPI schema made from the types of the config.

use crate::cli::Exit;
use crate::cli::output::Console;

pub(crate) fn run(console: &Console) -> anyhow::Result<Exit> {
    let definition = crate::config::definition();
    console.print(&serde_yaml::to_string(&definition)?)?;
    Ok(Exit::Done)
}
