//! Inputs that can't be read, as diagnostics.

use crate::diagnostic::{Diagnostic, code};

use super::InputError;

/// That an input can't be read.
pub(crate) fn unreadable(error: &InputError) -> Diagnostic {
    let (code, help) = match error {
        InputError::Empty => (code::EMPTY_INPUT, ""),
        InputError::NotText { .. } => (code::NOT_UTF8, "save it as UTF-8"),
        InputError::Syntax(_) => (code::SYNTAX, "correct it; templates have to be rendered before"),
        InputError::Marked(mark) => (code::OTHER_INPUT, mark.help),
        InputError::NotManifests { help, .. } => (code::OTHER_INPUT, help.as_str()),
        InputError::NotAList { .. } => (
            code::NOT_A_RESOURCE_LIST,
            "kustomize and `kpt fn source` make a ResourceList of manifests; manifests as they are \
             go through `flux-workload-identity apply`",
        ),
        InputError::DuplicateKey { .. } => (code::REPEATED_LIST_KEY, "keep one of the two"),
        InputError::Unexpected { .. } => (code::WRONG_LIST_TYPE, "correct the ResourceList"),
    };
    let at = error.offset().map(|offset| offset..offset);
    Diagnostic::new(code, error.to_string()).help(help).span(at)
}
