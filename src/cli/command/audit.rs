//! `audit`: what would keep Flux's controllers from their clouds.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use crate::cli::Exit;
use crate::cli::io::Input;
use crate::cli::output::{Console, ReportFormat};
use crate::diagnostic::{Code, Severity, Source};
use crate::run::AuditReport;

#[derive(Debug, Args)]
pub(crate) struct Audit {
    /// Manifests of one cluster: documents of YAML or JSON, Lists included; - is stdin
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath, required = true)]
    paths: Vec<PathBuf>,
    /// The form of the report
    #[arg(long, value_enum, default_value = "text")]
    format: ReportFormat,
    /// What exits with 1: findings at least as bad as this
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "error")]
    fail_on: FailOn,
    /// A code that is not reported; may be repeated
    #[arg(long, value_name = "CODE", value_parser = code)]
    ignore: Vec<Code>,
}

/// The findings that make a run fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Errors
    Error,
    /// Warnings and errors
    Warning,
    /// None
    Never,
}

impl FailOn {
    /// The least severity that counts.
    fn severity(self) -> Option<Severity> {
        match self {
            FailOn::Error => Some(Severity::Error),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Never => None,
        }
    }
}

/// The code of a finding.
fn code(name: &str) -> Result<Code, String> {
    let known = Code::named(name).filter(|code| code.number / 100 == 3);
    known.ok_or_else(|| {
        "codes of findings look like FWI301, and docs/rules.md lists them".to_owned()
    })
}

pub(crate) fn run(arguments: &Audit, console: &Console) -> anyhow::Result<Exit> {
    let inputs = Input::read_each(&arguments.paths)?;
    let sources: Vec<Source<'_>> = inputs.iter().map(Input::source).collect();
    let texts: Vec<&str> = inputs.iter().map(|input| input.text.as_str()).collect();
    let report = AuditReport::of_manifests(&texts, &arguments.ignore);
    console.report(&report, &sources, arguments.format)?;
    console.say(&report.unreadable, &sources)?;
    let fails = arguments.fail_on.severity().is_some_and(|severity| report.reaches(severity));
    Ok(match (report.unreadable.is_empty(), fails) {
        (false, _) => Exit::Usage,
        (true, true) => Exit::Fault,
        (true, false) => Exit::Done,
    })
}
