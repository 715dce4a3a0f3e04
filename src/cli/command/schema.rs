//! `schema`: the schema of the config. The files are made from the types of the config
//! (`tests/schema.rs` says how) and are a part of the program.

use clap::ValueEnum;

use crate::cli::Exit;
use crate::cli::output::Console;

const KRM: &str = include_str!("../../../functions/flux-workload-identity/function.yaml");
const JSON_SCHEMA: &str = include_str!("../../../functions/flux-workload-identity/schema.json");

/// The forms of the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaFormat {
    /// The KRMFunctionDefinition, for kustomize and kpt
    Krm,
    /// A JSON Schema, for editors
    JsonSchema,
}

pub(crate) fn run(format: SchemaFormat, console: &Console) -> anyhow::Result<Exit> {
    console.print(match format {
        SchemaFormat::Krm => KRM,
        SchemaFormat::JsonSchema => JSON_SCHEMA,
    })?;
    Ok(Exit::Done)
}
