//! What is to come of what is found.

use crate::plan::Purpose;

/// What a run is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// The files are written.
    Write,
    /// It is said whether they are as they should be.
    Check,
    /// It is shown what would be written.
    Show,
}

impl Mode {
    /// What a config is held against manifests for.
    pub(super) fn purpose(self) -> Purpose {
        if self == Mode::Check { Purpose::Tell } else { Purpose::Make }
    }
}
