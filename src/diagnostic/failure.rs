//! What ends a run before it has an answer: a diagnostic as an error.

use std::fmt::Display;
use std::io;

use thiserror::Error;

use super::{Code, Diagnostic, code};

/// A diagnostic on its way up.
#[derive(Debug, Error)]
#[error("{}", .0.message)]
pub(crate) struct Failure(Box<Diagnostic>);

impl Failure {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Failure {
        Failure::from(Diagnostic::new(code, message))
    }

    /// That a file or a folder can't be reached; `what` says which, and what was to be done.
    pub(crate) fn access(what: impl Display, error: &io::Error) -> Failure {
        Failure::new(code::FILE_ACCESS, format!("{what}: {error}"))
    }

    /// What there is to say.
    pub(crate) fn diagnostic(&self) -> &Diagnostic {
        &self.0
    }
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Failure {
        Failure(Box::new(diagnostic))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::new(code::FILE_ACCESS, error.to_string())
    }
}
