//! An error that ends a command and is not about its command line: a diagnostic on its way up.

use thiserror::Error;

use crate::diagnostic::{Code, Diagnostic};

/// A diagnostic as an error.
#[derive(Debug, Error)]
#[error("{}", .0.message)]
pub(crate) struct Failure(pub(super) Diagnostic);

impl Failure {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Failure {
        Failure(Diagnostic::new(code, message))
    }
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Failure {
        Failure(diagnostic)
    }
}
