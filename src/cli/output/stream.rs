//! The streams of the process as files, with no buffer between.

use std::fs::File;
use std::io::{self, IoSlice, Write};

/// A file of its own for a stream.
#[cfg(unix)]
pub(crate) fn file(stream: &impl std::os::fd::AsFd) -> io::Result<File> {
    Ok(File::from(stream.as_fd().try_clone_to_owned()?))
}

/// A file of its own for a stream.
#[cfg(windows)]
pub(crate) fn file(stream: &impl std::os::windows::io::AsHandle) -> io::Result<File> {
    Ok(File::from(stream.as_handle().try_clone_to_owned()?))
}

/// Writes all slices, many in one go. A reader who has had enough is no error: what a run ends with
/// does not depend on who reads its output.
pub(crate) fn write_all(stream: &mut dyn Write, slices: &[&str]) -> io::Result<()> {
    let mut slices: Vec<IoSlice<'_>> = slices
        .iter()
        .filter(|slice| !slice.is_empty())
        .map(|slice| IoSlice::new(slice.as_bytes()))
        .collect();
    let mut rest = slices.as_mut_slice();
    while !rest.is_empty() {
        match stream.write_vectored(rest) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut rest, written),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => break,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
