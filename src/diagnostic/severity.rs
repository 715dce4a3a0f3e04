//! How much a diagnostic matters.

use std::fmt;

use super::Diagnostic;

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// A change, or a fact worth knowing.
    Info,
    /// Something may not work as the user expects.
    Warning,
    /// Nothing was changed because of it.
    Error,
}

impl Severity {
    /// The word that results and messages have for it.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Turns warnings into errors: what `strict: true` in a config asks for.
pub fn deny_warnings(diagnostics: &mut [Diagnostic]) {
    for diagnostic in diagnostics.iter_mut().filter(|d| d.severity == Severity::Warning) {
        diagnostic.severity = Severity::Error;
    }
}

/// Whether one of the diagnostics is an error.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error)
}
