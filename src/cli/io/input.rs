//! What a command reads: files and stdin.

use std::collections::HashSet;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::run::Input;

/// What messages call the stream.
const STDIN: &str = "stdin";

/// Reads a file, or stdin if it is called `-`.
pub(crate) fn read(path: &Path) -> anyhow::Result<Input> {
    if path == Path::new("-") { stdin() } else { Ok(Input::of_file(path)?) }
}

/// Whether a text is that of stdin, which can be read but once.
pub(crate) fn is_stdin(input: &Input) -> bool {
    input.path.is_none() && input.name == STDIN
}

/// Reads the files, or stdin if none is named and no config is there.
pub(crate) fn read_all(paths: &[PathBuf], config_is_stdin: bool) -> anyhow::Result<Vec<Input>> {
    let is_stdin = |path: &PathBuf| path == Path::new("-");
    if config_is_stdin && (paths.is_empty() || paths.iter().any(is_stdin)) {
        bail!("stdin holds the config: name the manifests as files");
    }
    match paths {
        [] => Ok(vec![stdin()?]),
        paths => read_each(paths),
    }
}

/// Reads the files, each of which may be named once.
pub(crate) fn read_each(paths: &[PathBuf]) -> anyhow::Result<Vec<Input>> {
    let mut known = HashSet::new();
    for path in paths {
        // Two paths may lead to one file.
        if !known.insert(path.canonicalize().unwrap_or_else(|_| path.clone())) {
            bail!("{} is given twice", path.display());
        }
    }
    paths.iter().map(|path| read(path)).collect()
}

fn stdin() -> anyhow::Result<Input> {
    let mut stdin = std::io::stdin().lock();
    if stdin.is_terminal() {
        bail!("nothing is piped into stdin: name a file, or pipe manifests into it");
    }
    let mut bytes = Vec::new();
    stdin.read_to_end(&mut bytes).context("stdin can't be read")?;
    Ok(Input::of_bytes(STDIN.to_owned(), None, bytes)?)
}
