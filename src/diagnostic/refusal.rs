//! An edit of YAML that was refused, as a diagnostic.

use crate::yaml::Refusal;

use super::{Diagnostic, code};

impl From<&Refusal> for Diagnostic {
    /// What was refused and why, at the byte where it was. The path is left to whoever knows the
    /// tree that was edited, as it has indices there.
    fn from(refusal: &Refusal) -> Diagnostic {
        Diagnostic::new(code::EDIT_REFUSED, refusal.to_string())
            .help(refusal.kind.remedy())
            .span(refusal.offset..refusal.offset)
    }
}
