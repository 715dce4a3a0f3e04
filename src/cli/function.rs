//! No command: the KRM function.

use std::io::{Read, Write};

use anyhow::Context;

use crate::function::{self, Reading};
use crate::krm::{Finding, InputError, Severity};

use super::message::{self, Source};
use super::{Exit, stream};

pub(super) fn run(
    reading: Reading,
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
        Err(error) => return unreadable("", &error, stderr),
    };
    let outcome = match function::run(text, reading) {
        Ok(outcome) => outcome,
        Err(error) => return unreadable(text, &error, stderr),
    };
    stream::write_all(stdout, &outcome.output.slices())?;
    stdout.flush()?;
    let sources = [Source::new("stdin", text)];
    for finding in outcome.findings.iter().filter(|f| f.severity > Severity::Info) {
        stderr.write_all(message::render(finding, &sources, false).as_bytes())?;
    }
    let exit = if outcome.failed() { Exit::Fault } else { Exit::Done };
    // The process ends here: what is left of the memory need not be given back piece by piece.
    std::mem::forget(outcome);
    Ok(exit)
}

fn unreadable(text: &str, error: &InputError, stderr: &mut dyn Write) -> anyhow::Result<Exit> {
    let remedy = match error {
        InputError::Empty => "pipe a ResourceList into it, or see --help",
        InputError::NotAList { .. } => {
            "kustomize and `kpt fn source` make a ResourceList of manifests"
        }
        InputError::NotText { .. } | InputError::Syntax(_) => {
            "pipe exactly one ResourceList into it; kustomize and `kpt fn source` make one"
        }
        InputError::DuplicateKey { .. } => "keep one of the two",
        InputError::Unexpected { .. } => "correct the ResourceList",
    };
    let mut finding = Finding::error(error.to_string()).remedy(remedy).offset(error.offset());
    if let InputError::NotText { offset } = error {
        finding.message = format!("{error}: byte {offset} is none of UTF-8");
    }
    stderr.write_all(message::render(&finding, &[Source::new("stdin", text)], false).as_bytes())?;
    Ok(Exit::Usage)
}
