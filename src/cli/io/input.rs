//! What a command reads: files and stdin.

use std::collections::HashSet;
use std::fs::FileType;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::cli::output::Failure;
use crate::diagnostic::{Diagnostic, Source, code};
use crate::krm::{InputError, unreadable};

/// What messages call the stream.
const STDIN: &str = "stdin";

/// A text and where it came from.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    /// How messages call it.
    pub(crate) name: String,
    /// The file; none for stdin.
    pub(crate) path: Option<PathBuf>,
    /// The text.
    pub(crate) text: String,
}

impl Input {
    /// Reads a file, or stdin if it is called `-`.
    pub(crate) fn read(path: &Path) -> anyhow::Result<Input> {
        if path == Path::new("-") {
            return Input::stdin();
        }
        let name = path.display().to_string();
        readable(path, &name)?;
        let bytes = std::fs::read(path).with_context(|| format!("{name} can't be read"))?;
        Ok(Input { text: text(&name, bytes)?, name, path: Some(path.to_owned()) })
    }

    /// Whether it is stdin, which can be read but once.
    pub(crate) fn is_stdin(&self) -> bool {
        self.path.is_none() && self.name == STDIN
    }

    /// Reads the files, or stdin if none is named and no config is there.
    pub(crate) fn read_all(paths: &[PathBuf], config_is_stdin: bool) -> anyhow::Result<Vec<Input>> {
        let is_stdin = |path: &PathBuf| path == Path::new("-");
        if config_is_stdin && (paths.is_empty() || paths.iter().any(is_stdin)) {
            bail!("stdin holds the config: name the manifests as files");
        }
        match paths {
            [] => Ok(vec![Input::stdin()?]),
            paths => Input::read_each(paths),
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
        paths.iter().map(|path| Input::read(path)).collect()
    }

    fn stdin() -> anyhow::Result<Input> {
        let mut stdin = std::io::stdin().lock();
        if stdin.is_terminal() {
            bail!("nothing is piped into stdin: name a file, or pipe manifests into it");
        }
        let mut bytes = Vec::new();
        stdin.read_to_end(&mut bytes).context("stdin can't be read")?;
        let name = STDIN.to_owned();
        Ok(Input { text: text(&name, bytes)?, name, path: None })
    }

    /// As messages need it.
    pub(crate) fn source(&self) -> Source<'_> {
        Source::new(&self.name, &self.text)
    }
}

/// Refuses what is not a regular file: to read a named pipe or a device may never end. The shell's
/// `<(command)` is a pipe that does.
fn readable(path: &Path, name: &str) -> anyhow::Result<()> {
    let Ok(metadata) = std::fs::metadata(path) else { return Ok(()) };
    if metadata.is_dir() {
        let message = format!("{name} can't be read: it is a folder");
        return Err(Failure::from(access(message).help("name the files in it")).into());
    }
    let is_opened = path.starts_with("/dev/fd") || path == Path::new("/dev/stdin");
    if !metadata.is_file() && !is_opened {
        let kind = kind(metadata.file_type());
        let message = format!("{name} can't be read: it is {kind}, not a regular file");
        return Err(Failure::from(access(message)).into());
    }
    Ok(())
}

fn access(message: String) -> Diagnostic {
    Diagnostic::new(code::FILE_ACCESS, message)
}

#[cfg(unix)]
fn kind(file_type: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    match file_type {
        kind if kind.is_fifo() => "a named pipe",
        kind if kind.is_socket() => "a socket",
        kind if kind.is_char_device() || kind.is_block_device() => "a device",
        _ => "something else",
    }
}

#[cfg(not(unix))]
fn kind(_: FileType) -> &'static str {
    "something else"
}

fn text(name: &str, bytes: Vec<u8>) -> anyhow::Result<String> {
    String::from_utf8(bytes).map_err(|error| {
        let unreadable_at = InputError::NotText { offset: error.utf8_error().valid_up_to() };
        let error = unreadable_at.or_mark_of(error.as_bytes());
        anyhow::Error::from(Failure::from(unreadable(&error))).context(name.to_owned())
    })
}
