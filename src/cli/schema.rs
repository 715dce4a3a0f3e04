//! `schema`: the KRMFunctionDefinition, with the OpenAPI schema made from the types of the config.

use super::Exit;
use super::console::Console;

pub(super) fn run(console: &Console) -> anyhow::Result<Exit> {
    let definition = crate::config::definition();
    console.print(&serde_yaml::to_string(&definition)?)?;
    Ok(Exit::Done)
}
