//! `schema`: the KRMFunctionDefinition, with the OpenAPI schema made from the types of the config.

use std::io::Write;

use super::Exit;

pub(super) fn run(stdout: &mut dyn Write) -> anyhow::Result<Exit> {
    let definition = crate::config::definition();
    stdout.write_all(serde_yaml::to_string(&definition)?.as_bytes())?;
    Ok(Exit::Done)
}
