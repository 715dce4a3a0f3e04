//! The streams of a command, and how much it says.

use std::io::{Stderr, Stdout};

use anyhow::{Context, bail};

use crate::cli::Exit;
use crate::diagnostic::{Code, Diagnostic, Failure, Severity, Source, code};
use crate::run::{AuditReport, Progress};

use super::message::{Drawing, render};
use super::progress;
use super::report::{ReportFormat, report};
use super::stream::{file, write_all};
use super::style::{is_colored, width};
use super::text::fit_for_line;

/// The infos that are said by default: something that stood in a user's file goes, a check is passed
/// by what the next run will change, or a run would end without output and without a word.
const TOLD: [Code; 4] =
    [code::ENTRY_REMOVED, code::WITHOUT_A_NAME, code::TAKEN_OVER, code::NO_TRACE];

/// How much is said on stderr, and in which colours.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct OutputOptions {
    /// Say errors only
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say each change too
    #[arg(short, long, global = true)]
    verbose: bool,
    /// When to colour messages and diffs
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: clap::ColorChoice,
}

/// stdout and stderr.
#[derive(Debug)]
pub(crate) struct Console {
    stdout: Stdout,
    stderr: Stderr,
    options: OutputOptions,
}

impl Default for Console {
    fn default() -> Console {
        let color = clap::ColorChoice::Auto;
        let options = OutputOptions { quiet: false, verbose: false, color };
        Console { stdout: std::io::stdout(), stderr: std::io::stderr(), options }
    }
}

impl Console {
    pub(crate) fn new(options: OutputOptions) -> anyhow::Result<Console> {
        if options.quiet && options.verbose {
            bail!("--quiet and --verbose contradict each other");
        }
        Ok(Console { options, ..Console::default() })
    }

    /// Whether stdout is coloured.
    pub(crate) fn is_colored(&self) -> bool {
        is_colored(self.options.color, &self.stdout)
    }

    /// Writes to stdout.
    pub(crate) fn print(&self, text: &str) -> anyhow::Result<()> {
        self.print_all(&[text])
    }

    /// Writes to stdout what is as it should be, unless it is to be quiet.
    pub(crate) fn tell(&self, text: &str) -> anyhow::Result<()> {
        if self.options.quiet { Ok(()) } else { self.print(text) }
    }

    /// Writes many pieces to stdout, in few calls and without a copy of them.
    pub(crate) fn print_all(&self, pieces: &[&str]) -> anyhow::Result<()> {
        let stdout = || write_all(&mut file(&self.stdout)?, pieces);
        stdout().context("stdout can't be written")
    }

    /// Prints what an audit found: all of it, or the errors alone if it is to be quiet.
    pub(crate) fn report(
        &self,
        audited: &AuditReport,
        sources: &[Source<'_>],
        format: ReportFormat,
    ) -> anyhow::Result<()> {
        let drawing = Drawing { color: self.is_colored(), width: width() };
        let least = if self.options.quiet { Severity::Error } else { Severity::Info };
        self.print(&report(audited, sources, format, drawing, least)?)
    }

    /// Does work on clusters, and tells on a terminal how far it is if it takes long.
    pub(crate) fn while_shown<R>(&self, progress: &Progress, work: impl FnOnce() -> R) -> R {
        if self.options.quiet { work() } else { progress::shown(&self.stderr, progress, work) }
    }

    /// Says a line on stderr, unless it is to be quiet.
    pub(crate) fn note(&self, line: &str) -> std::io::Result<()> {
        if self.options.quiet {
            return Ok(());
        }
        write_all(&mut self.stderr.lock(), &[&fit_for_line(line), "\n"])
    }

    /// Says the error with which a command ends; returns how it ends.
    pub(crate) fn fail(&self, error: &anyhow::Error) -> Exit {
        let failure = error.chain().find_map(|cause| cause.downcast_ref::<Failure>());
        let is_io = error.chain().any(|cause| cause.is::<std::io::Error>());
        let code = if is_io { code::FILE_ACCESS } else { code::COMMAND_LINE };
        let mut diagnostic = failure
            .map_or_else(|| Diagnostic::new(code, ""), |failure| failure.diagnostic().clone());
        diagnostic.message = format!("{error:#}");
        // If stderr is closed too, the exit status has to do.
        let _ = self.say(&[diagnostic], &[]);
        Exit::Usage
    }

    /// Says the diagnostics with which a run ends; returns how it ends.
    pub(crate) fn stop(
        &self,
        diagnostics: &[Diagnostic],
        sources: &[Source<'_>],
        exit: Exit,
    ) -> anyhow::Result<Exit> {
        self.say(diagnostics, sources)?;
        Ok(exit)
    }

    /// Says the diagnostics on stderr, as far as they are asked for.
    pub(crate) fn say(
        &self,
        diagnostics: &[Diagnostic],
        sources: &[Source<'_>],
    ) -> std::io::Result<()> {
        let least = match self.options {
            OutputOptions { quiet: true, .. } => Severity::Error,
            OutputOptions { verbose: true, .. } => Severity::Info,
            OutputOptions { .. } => Severity::Warning,
        };
        let quiet = self.options.quiet;
        let color = is_colored(self.options.color, &self.stderr);
        let drawing = Drawing { color, width: width() };
        let mut stderr = self.stderr.lock();
        let is_said = |d: &&Diagnostic| d.severity >= least || !quiet && TOLD.contains(&d.code);
        for diagnostic in diagnostics.iter().filter(is_said) {
            write_all(&mut stderr, &[&render(diagnostic, sources, drawing)])?;
        }
        Ok(())
    }
}
