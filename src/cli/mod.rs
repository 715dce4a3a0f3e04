//! The command line: the only part that reads streams and prints.

mod function;
mod message;
mod schema;
mod stream;

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};

use crate::function::Reading;

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// The config or the resources are at fault.
    Fault = 1,
    /// The command line or the input is at fault; nothing was written to stdout.
    Usage = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// Gives Flux's controllers their cloud identity.
///
/// Without a command it is a KRM function: it reads a ResourceList on stdin and writes it to
/// stdout, with the ServiceAccounts and Deployments of Flux edited as the functionConfig says.
#[derive(Debug, Parser)]
#[command(
    name = "flux-workload-identity",
    version,
    override_usage = "flux-workload-identity [COMMAND]",
    after_help = EXAMPLES
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  kustomize build --enable-alpha-plugins --enable-exec .
  kpt fn eval --exec flux-workload-identity --fn-config config.yaml
  flux-workload-identity < resourcelist.yaml

Exit status: 0 done, 1 the config or the resources are at fault, 2 the command
line or the input is.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Print the KRMFunctionDefinition with the schema of the config.
    Schema,
}

/// Runs the program with the arguments and the streams of the process.
pub fn main() -> ExitCode {
    let mut stderr = std::io::stderr().lock();
    let mut arguments = std::env::args_os().skip(1);
    let reading = match (arguments.next(), arguments.next()) {
        (None, _) => Some(Reading::Lines),
        // For tests: both readings must come to the same.
        (Some(only), None) if only == "--read-whole" => Some(Reading::Whole),
        _ => None,
    };
    let result = if reading.is_none() {
        command()
    } else if std::io::stdin().is_terminal() {
        let _ = stderr.write_all(
            b"flux-workload-identity is a KRM function: pipe a ResourceList into it.\n\
              For more information, try '--help'.\n",
        );
        Ok(Exit::Usage)
    } else {
        let reading = reading.unwrap_or(Reading::Lines);
        with_streams(reading, &mut stderr)
    };
    match result {
        Ok(exit) => exit.into(),
        // Whoever read the output has had enough of it.
        Err(error) if is_broken_pipe(&error) => Exit::Done.into(),
        Err(error) => {
            let _ = writeln!(stderr, "error: {error:#}");
            Exit::Usage.into()
        }
    }
}

fn with_streams(reading: Reading, stderr: &mut dyn Write) -> anyhow::Result<Exit> {
    let mut stdin = stream::file(&std::io::stdin()).context("stdin can't be read")?;
    let mut stdout = stream::file(&std::io::stdout()).context("stdout can't be written")?;
    function::run(reading, &mut stdin, &mut stdout, stderr)
}

fn command() -> anyhow::Result<Exit> {
    match Arguments::try_parse() {
        Ok(Arguments { command: Command::Schema }) => schema::run(&mut std::io::stdout().lock()),
        Err(error) => {
            error.print()?;
            Ok(if error.use_stderr() { Exit::Usage } else { Exit::Done })
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
}
