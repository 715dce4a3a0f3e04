//! The files that `flux bootstrap` makes, which are absent or empty before.

use std::path::Path;

use crate::flux::{COMPONENTS_FILE, SYNC_FILE};

/// Whether a path is that of a file which `flux bootstrap` makes.
pub(crate) fn is_bootstrapped(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == COMPONENTS_FILE || name == SYNC_FILE)
}

/// Whether a text has no document: nothing but blank lines, comments and markers.
pub(crate) fn is_blank(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = text.lines().map(str::trim);
    lines.all(|line| line.is_empty() || line.starts_with('#') || line == "---")
}
