//! `audit`: what would keep Flux's controllers from their clouds.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::builder::PossibleValue;
use clap::{Args, ValueEnum, ValueHint};

use crate::cli::Exit;
use crate::cli::io::read_each;
use crate::cli::output::{Console, ReportFormat};
use crate::config::FailOn;
use crate::diagnostic::Code;
use crate::repository::Root;
use crate::run::sync::cluster_configs;
use crate::run::{AuditReport, Look, Progress, of_repository};

#[derive(Debug, Args)]
pub(crate) struct Audit {
    /// Folders of a repository, whose clusters are found; or manifests of one cluster, - is stdin
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath, default_value = ".")]
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
    /// Tell of each object for a cloud and each patch of Flux's controllers that no cluster applies
    #[arg(long)]
    all: bool,
    /// Exit with 2 if a folder can't be built here, since it needs what is elsewhere
    #[arg(long)]
    fail_on_unbuilt: bool,
}

impl ValueEnum for FailOn {
    fn value_variants<'a>() -> &'a [FailOn] {
        &[FailOn::Error, FailOn::Warning, FailOn::Never]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, help) = match self {
            FailOn::Error => ("error", "Errors"),
            FailOn::Warning => ("warning", "Warnings and errors"),
            FailOn::Never => ("never", "None"),
        };
        Some(PossibleValue::new(name).help(help))
    }
}

/// The code of a finding.
fn code(name: &str) -> Result<Code, String> {
    let known = Code::of_finding(name);
    known.ok_or_else(|| {
        "codes of findings look like FWI301, and docs/rules.md lists them".to_owned()
    })
}

pub(crate) fn run(arguments: &Audit, console: &Console) -> anyhow::Result<Exit> {
    let report = looked_at(arguments, console)?;
    let sources = report.sources();
    console.report(&report, &sources, arguments.format)?;
    console.say(&report.unreadable, &sources)?;
    let fails = arguments.fail_on.severity().is_some_and(|severity| report.reaches(severity));
    let is_left =
        !report.unreadable.is_empty() || arguments.fail_on_unbuilt && report.has_unbuilt();
    Ok(match (is_left, fails) {
        (true, _) => Exit::Usage,
        (false, true) => Exit::Fault,
        (false, false) => Exit::Done,
    })
}

/// Audits folders as a repository, and files as one set.
fn looked_at(arguments: &Audit, console: &Console) -> anyhow::Result<AuditReport> {
    let Audit { paths, ignore, all, .. } = arguments;
    let folders = paths.iter().filter(|path| path.is_dir()).count();
    if folders == paths.len() {
        if *all && !is_whole(paths).context("the repository can't be read")? {
            bail!(
                "--all looks for what no cluster applies, and clusters outside of the folder may \
                 apply it: name the root of the repository"
            );
        }
        let configs = cluster_configs(&paths[0])?;
        let progress = Progress::default();
        let look = Look { ignored: ignore, all: *all, progress: &progress };
        let report = console.while_shown(&progress, || of_repository(paths, &configs, look));
        let report = report.context("the repository can't be read")?;
        if report.clusters.is_empty() {
            bail!(
                "no cluster is found: there is neither a gotk-sync.yaml with a folder of this \
                 repository nor a FluxInstance with spec.sync; name the folder that a cluster applies"
            );
        }
        return Ok(report);
    }
    if folders > 0 {
        bail!(
            "folders are of a repository, and files are one set of manifests: name one or the other"
        );
    }
    if *all {
        bail!("--all is for the folder of a repository: files are applied by whoever gives them");
    }
    let inputs = read_each(paths)?;
    let texts: Vec<(&str, &str)> =
        inputs.iter().map(|input| (input.name.as_str(), input.text.as_str())).collect();
    Ok(AuditReport::of_manifests(&texts, ignore))
}

/// Whether one of the folders is the whole repository.
fn is_whole(folders: &[PathBuf]) -> std::io::Result<bool> {
    for folder in folders {
        let root = Root::above(folder, folder)?;
        if root.relative(folder).is_some_and(|below| below.as_os_str().is_empty()) {
            return Ok(true);
        }
    }
    Ok(false)
}
