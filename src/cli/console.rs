//! The streams of a command, and how much it says.

use std::io::{Stderr, Stdout, Write};

use anyhow::bail;

use crate::krm::{Finding, Severity};

use super::Exit;
use super::message::{self, Source};
use super::style::is_colored;

/// How much is said on stderr, and in which colours.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(super) struct Manners {
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
pub(super) struct Console {
    stdout: Stdout,
    stderr: Stderr,
    manners: Manners,
}

impl Default for Console {
    fn default() -> Console {
        let color = clap::ColorChoice::Auto;
        let manners = Manners { quiet: false, verbose: false, color };
        Console { stdout: std::io::stdout(), stderr: std::io::stderr(), manners }
    }
}

impl Console {
    pub(super) fn new(manners: Manners) -> anyhow::Result<Console> {
        if manners.quiet && manners.verbose {
            bail!("--quiet and --verbose contradict each other");
        }
        Ok(Console { manners, ..Console::default() })
    }

    /// Whether stdout is coloured.
    pub(super) fn is_colored(&self) -> bool {
        is_colored(self.manners.color, &self.stdout)
    }

    /// Writes to stdout.
    pub(super) fn print(&self, text: &str) -> std::io::Result<()> {
        let mut stdout = self.stdout.lock();
        stdout.write_all(text.as_bytes())?;
        // What is left in the buffer at the end would be lost without a word.
        stdout.flush()
    }

    /// Says a line on stderr, unless it is to be quiet.
    pub(super) fn note(&self, text: &str) -> std::io::Result<()> {
        if self.manners.quiet { Ok(()) } else { writeln!(self.stderr.lock(), "{text}") }
    }

    /// Says the findings with which a run ends; returns how it ends.
    pub(super) fn stop(
        &self,
        findings: &[Finding],
        sources: &[Source<'_>],
        exit: Exit,
    ) -> anyhow::Result<Exit> {
        self.say(findings, sources)?;
        Ok(exit)
    }

    /// Says the findings on stderr, as far as they are asked for.
    pub(super) fn say(&self, findings: &[Finding], sources: &[Source<'_>]) -> std::io::Result<()> {
        let least = match self.manners {
            Manners { quiet: true, .. } => Severity::Error,
            Manners { verbose: true, .. } => Severity::Info,
            Manners { .. } => Severity::Warning,
        };
        let color = is_colored(self.manners.color, &self.stderr);
        let mut stderr = self.stderr.lock();
        for finding in findings.iter().filter(|f| f.severity >= least) {
            stderr.write_all(message::render(finding, sources, color).as_bytes())?;
        }
        Ok(())
    }
}
