//! The formats in which the cloud side is written, one file or folder each. They write what
//! [`Trust`] holds and decide nothing.

mod cli;
mod eksctl;
mod json;
mod krm;
mod names;
mod terraform;

use crate::diagnostic::{Diagnostic, code};

use super::Trust;

/// A format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A shell script of `aws`, `az` and `gcloud`.
    Cli,
    /// Terraform's language.
    Terraform,
    /// JSON of this program.
    Json,
    /// A ClusterConfig of eksctl.
    Eksctl,
    /// Objects of the clouds' operators.
    Krm,
}

impl Format {
    /// All of them, the default first.
    pub const ALL: [Format; 5] =
        [Format::Cli, Format::Terraform, Format::Json, Format::Eksctl, Format::Krm];

    /// The name as on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Cli => "cli",
            Format::Terraform => "terraform",
            Format::Json => "json",
            Format::Eksctl => "eksctl",
            Format::Krm => "krm",
        }
    }

    /// What it is, in a line.
    pub fn summary(self) -> &'static str {
        match self {
            Format::Cli => "a shell script of aws, az and gcloud, which may run twice",
            Format::Terraform => "Terraform",
            Format::Json => "JSON, with the policies as they are",
            Format::Eksctl => "a ClusterConfig of eksctl",
            Format::Krm => "objects of ACK, Azure Service Operator and Config Connector",
        }
    }

    /// Whether Flux builds what comes out, and so makes the substitutions in it.
    fn is_built_by_flux(self) -> bool {
        self == Format::Krm
    }
}

/// One document in a format.
///
/// # Errors
/// The format can't say it.
pub(super) fn render(trust: &Trust, format: Format) -> Result<String, Vec<Diagnostic>> {
    if !format.is_built_by_flux() {
        let substituted = trust.identities.iter().filter(|identity| identity.is_substituted());
        let faults: Vec<Diagnostic> = substituted
            .map(|identity| {
                let grant = identity.grant();
                let message = format!("{} holds a substitution", grant.identity.label());
                let help = "write the value itself, or use --format krm, which Flux builds";
                grant.problem(code::SUBSTITUTED_IDENTITY, message).help(help)
            })
            .collect();
        if !faults.is_empty() {
            return Err(faults);
        }
    }
    match format {
        Format::Cli => Ok(cli::script(trust)),
        Format::Terraform => Ok(terraform::document(trust)),
        Format::Json => Ok(json::document(trust)),
        Format::Eksctl => eksctl::document(trust),
        Format::Krm => Ok(krm::documents(trust)),
    }
}
