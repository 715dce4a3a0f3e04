//! A text that a run reads, and where it came from.

use std::fs;
use std::fs::FileType;
use std::path::{Path, PathBuf};

use crate::config::{ConfigFile, Layers};
use crate::diagnostic::{Diagnostic, Failure, Source, code};
use crate::krm::{InputError, unreadable};

/// A text and where it came from.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    /// How messages call it.
    pub(crate) name: String,
    /// The file; none for a stream.
    pub(crate) path: Option<PathBuf>,
    /// The text.
    pub(crate) text: String,
}

impl Input {
    /// Reads a file.
    ///
    /// # Errors
    /// It can't be read, or is no text.
    pub(crate) fn of_file(path: &Path) -> Result<Input, Failure> {
        let name = path.display().to_string();
        readable(path, &name)?;
        let bytes = fs::read(path)
            .map_err(|error| Failure::access(format_args!("{name} can't be read"), &error))?;
        Input::of_bytes(name, Some(path.to_owned()), bytes)
    }

    /// What was read of a file or a stream.
    ///
    /// # Errors
    /// It is no text.
    pub(crate) fn of_bytes(
        name: String,
        path: Option<PathBuf>,
        bytes: Vec<u8>,
    ) -> Result<Input, Failure> {
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Input { name, path, text }),
            Err(error) => {
                let no_text = InputError::NotText { offset: error.utf8_error().valid_up_to() };
                let mut fault = unreadable(&no_text.or_mark_of(error.as_bytes()));
                fault.message = format!("{name}: {}", fault.message);
                Err(fault.into())
            }
        }
    }

    /// As messages need it.
    pub(crate) fn source(&self) -> Source<'_> {
        Source::new(&self.name, &self.text)
    }
}

/// Files of configs, a later one of which wins over those before it, and what they extend, in a
/// repository with this root.
pub(crate) fn layers(root: &Path, files: Vec<Input>) -> Layers {
    let files = files.into_iter().map(|Input { name, path, text }| ConfigFile { name, path, text });
    let read = |path: &Path| match Input::of_file(path) {
        Ok(input) => Ok(input.text),
        Err(failure) => Err(failure.to_string()),
    };
    Layers::follow(files.collect(), root, &read)
}

/// Refuses what is not a regular file: to read a named pipe or a device may never end. The shell's
/// `<(command)` is a pipe that does.
fn readable(path: &Path, name: &str) -> Result<(), Failure> {
    let Ok(metadata) = fs::metadata(path) else { return Ok(()) };
    if metadata.is_dir() {
        let message = format!("{name} can't be read: it is a folder");
        return Err(access(message).help("name the files in it").into());
    }
    let is_opened = path.starts_with("/dev/fd") || path == Path::new("/dev/stdin");
    if !metadata.is_file() && !is_opened {
        let kind = kind(metadata.file_type());
        let message = format!("{name} can't be read: it is {kind}, not a regular file");
        return Err(access(message).into());
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
