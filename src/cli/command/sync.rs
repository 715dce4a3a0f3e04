//! `sync`: every cluster of a repository is brought up to date, or none is.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::cli::Exit;
use crate::cli::io::write;
use crate::cli::output::{Console, fit_for_line, unified};
use crate::diagnostic::Source;
use crate::repository::Builder;
use crate::run::Progress;
use crate::run::effective::Effective;
use crate::run::kept::File;
use crate::run::sync::{Fleet, Mode, Outcome, Prepared, Report, State, Verdict, no_cluster};

use super::effective::without_builder;

#[derive(Debug, Args)]
pub(crate) struct Sync {
    /// Folders in which the configs of clusters stand, or such configs; the working directory if
    /// none is named
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    paths: Vec<PathBuf>,
    /// Write nothing; say how each cluster is, and exit with 1 if one is not up to date
    #[arg(long)]
    check: bool,
    /// Write nothing; print what would change as a unified diff
    #[arg(long)]
    diff: bool,
    /// Leave out the last step: that kustomize or kubectl builds what holds the output, and the
    /// build is held against the config
    #[arg(long)]
    no_build: bool,
}

impl Sync {
    /// That everything is written and built.
    pub(super) fn all() -> Sync {
        Sync { paths: Vec::new(), check: false, diff: false, no_build: false }
    }

    fn mode(&self) -> Mode {
        match self {
            Sync { check: true, .. } => Mode::Check,
            Sync { diff: true, .. } => Mode::Show,
            _ => Mode::Write,
        }
    }
}

pub(crate) fn run(arguments: &Sync, console: &Console) -> anyhow::Result<Exit> {
    let fleet = Fleet::below(&arguments.paths)?;
    bring(&fleet, arguments, |_| (), console)
}

/// Brings the clusters of a fleet up to date. `finish` may change what comes of them before anything
/// is written.
pub(super) fn bring(
    fleet: &Fleet,
    arguments: &Sync,
    finish: impl FnOnce(&mut [Prepared]),
    console: &Console,
) -> anyhow::Result<Exit> {
    let mode = arguments.mode();
    let mut outcome = Outcome::of(fleet, mode)?;
    finish(&mut outcome.prepared);
    if mode == Mode::Write && outcome.is_refused() {
        let exit = say(&outcome, arguments, console)?;
        console.note("nothing is written")?;
        return Ok(exit);
    }
    if mode == Mode::Write {
        write(&outcome.stale())?;
    }
    let mut exit = Exit::Done;
    if !arguments.no_build && mode != Mode::Show {
        let (builder, progress) = (Builder::find(), Progress::default());
        console.while_shown(&progress, || outcome.build(builder.as_ref(), &progress))?;
        if outcome.lacks_builder() {
            exit = without_builder(mode == Mode::Check, console)?;
        }
    }
    exit = exit.max(say(&outcome, arguments, console)?);
    if outcome.is_empty() {
        console.say(&[no_cluster(&arguments.paths)], &[])?;
        exit = Exit::Usage;
    }
    Ok(exit)
}

/// Says what comes of each cluster; returns how the command ends.
fn say(outcome: &Outcome<'_>, arguments: &Sync, console: &Console) -> anyhow::Result<Exit> {
    let mut exit = Exit::Done;
    for report in outcome.reports() {
        say_messages(outcome, &report, console)?;
        if arguments.diff {
            for File { path, old, new } in report.prepared.stale() {
                let [old, new] = [old, new].map(|text| text.as_deref().unwrap_or_default());
                let name = path.display().to_string();
                console.print(&unified(&name, old, new, console.is_colored()))?;
            }
        }
        let name = report.file.name(&outcome.fleet.repository);
        let line = fit_for_line(&format!("{name}: {}", report.status)) + "\n";
        let ends = match report.status.verdict {
            Verdict::Good => Exit::Done,
            Verdict::Wrong => Exit::Fault,
            Verdict::Unknown => Exit::Usage,
        };
        match ends {
            Exit::Done => console.tell(&line)?,
            _ => console.print(&line)?,
        }
        exit = exit.max(ends);
    }
    for (path, reason) in &outcome.fleet.passed_over {
        let name = outcome.fleet.repository.name(path);
        console
            .tell(&(fit_for_line(&format!("{}: passed over: {reason}", name.display())) + "\n"))?;
    }
    if outcome.mode == Mode::Check && !outcome.stale().is_empty() {
        console.note("note: the same command without --check writes this")?;
    }
    Ok(exit)
}

/// Says what was found about one cluster.
fn say_messages(
    outcome: &Outcome<'_>,
    report: &Report<'_>,
    console: &Console,
) -> anyhow::Result<()> {
    let Report { file, prepared, built, .. } = report;
    let repository = &outcome.fleet.repository;
    let sources = prepared.sources(file);
    console.say(&prepared.diagnostics, &sources)?;
    match &prepared.state {
        State::NoTarget { fault, is_meant: true } => {
            console.say(std::slice::from_ref(fault), &sources)?;
        }
        State::Ready { target, .. } if target.is_before_bootstrap => {
            let name = file.name(repository);
            console.note(&format!(
                "note: {name}: what flux bootstrap makes is not there yet: the output is for \
                 Flux's own names and labels, and for the fluxVersion of the config; run sync \
                 again once it is"
            ))?;
        }
        _ => {}
    }
    if let Some(restart) = prepared.restart.as_ref().filter(|_| outcome.is_written()) {
        let name = file.name(repository);
        console.note(&format!(
            "note: {name}: pods get an identity when they start: once applied, run"
        ))?;
        console.note(&format!("  {}", restart.command()))?;
    }
    let Some(Effective { diagnostics, sources, .. }) = built else { return Ok(()) };
    let name = |file| repository.name(file).display().to_string();
    let names: Vec<String> = sources.iter().map(|(file, _)| name(file)).collect();
    let texts = names.iter().zip(sources).map(|(name, (_, text))| Source::new(name, text));
    console.say(diagnostics, &texts.collect::<Vec<_>>())?;
    Ok(())
}
