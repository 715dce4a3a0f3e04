//! No command: the KRM function.

use std::io::{Read, Write};

use anyhow::Context;

use crate::cli::Exit;
use crate::cli::output::{Drawing, render, write_all};
use crate::diagnostic::{Severity, Source};
use crate::krm::{InputError, unreadable};
use crate::run::function;

pub(crate) fn run(
    stdin: &mut dyn Read,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let mut input = Vec::new();
    stdin.read_to_end(&mut input).context("stdin can't be read")?;
    let text = std::str::from_utf8(&input)
        .map_err(|error| InputError::NotText { offset: error.valid_up_to() });
    let text = match text {
        Ok(text) => text,
        Err(error) => return stop("", error.or_mark_of(&input), stderr),
    };
    let outcome = match function(text) {
        Ok(outcome) => outcome,
        Err(error) => return stop(text, error.or_mark_of(&input), stderr),
    };
    write_all(stdout, &outcome.output.slices()).context("stdout can't be written")?;
    let sources = [Source::new("stdin", text)];
    for diagnostic in outcome.diagnostics.iter().filter(|d| d.severity > Severity::Info) {
        write_all(stderr, &[&render(diagnostic, &sources, Drawing::default())])?;
    }
    let exit = if outcome.failed() { Exit::Fault } else { Exit::Done };
    // The process ends here: what is left of the memory need not be given back piece by piece.
    std::mem::forget(outcome);
    Ok(exit)
}

/// Says why the input can't be read.
fn stop(text: &str, error: InputError, stderr: &mut dyn Write) -> anyhow::Result<Exit> {
    let mut diagnostic = unreadable(&error);
    if matches!(error, InputError::Empty | InputError::NotText { .. } | InputError::Syntax(_)) {
        diagnostic = diagnostic
            .help("pipe exactly one ResourceList into it, which kustomize and `kpt fn source` make; manifests \
                   as they are go through `flux-workload-identity apply`");
    }
    let sources = [Source::new("stdin", text)];
    write_all(stderr, &[&render(&diagnostic, &sources, Drawing::default())])?;
    Ok(Exit::Usage)
}
