//! `schema`: the schema of a config. The files are made from the types of the configs
//! (`tests/schema.rs` says how) and are a part of the program.

use clap::ValueEnum;

use crate::cli::Exit;
use crate::cli::output::Console;

/// The kinds of configs, by their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "PascalCase")]
pub(crate) enum SchemaKind {
    /// What gives the controllers their identities
    FluxWorkloadIdentity,
    /// What tells what would keep them from their clouds
    FluxWorkloadIdentityAudit,
}

/// The forms of the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaFormat {
    /// The KRMFunctionDefinition, for kustomize and kpt
    Krm,
    /// A JSON Schema, for editors
    JsonSchema,
}

/// The text of a file in the folder of a function.
macro_rules! file {
    ($function:literal, $name:literal) => {
        include_str!(concat!("../../../functions/", $function, "/", $name))
    };
}

pub(crate) fn run(
    kind: SchemaKind,
    format: SchemaFormat,
    console: &Console,
) -> anyhow::Result<Exit> {
    use SchemaFormat::{JsonSchema, Krm};
    use SchemaKind::{FluxWorkloadIdentity, FluxWorkloadIdentityAudit};
    console.print(match (kind, format) {
        (FluxWorkloadIdentity, Krm) => file!("flux-workload-identity", "function.yaml"),
        (FluxWorkloadIdentity, JsonSchema) => file!("flux-workload-identity", "schema.json"),
        (FluxWorkloadIdentityAudit, Krm) => file!("flux-workload-identity-audit", "function.yaml"),
        (FluxWorkloadIdentityAudit, JsonSchema) => {
            file!("flux-workload-identity-audit", "schema.json")
        }
    })?;
    Ok(Exit::Done)
}
