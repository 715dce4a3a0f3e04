//! What is told of manifests whose pods get no identity, or another one, whatever is written.

use crate::diagnostic::{Code, Diagnostic, Severity, code};

const CODES: [Code; 3] = [code::SKIPPED_CONTAINER, code::NOT_MADE, code::ENV_WINS];

/// Whether a warning says that. A check that finds one has found what is not as the config asks.
pub(crate) fn is_without_identity(told: &Diagnostic) -> bool {
    told.severity == Severity::Warning && CODES.contains(&told.code)
}
