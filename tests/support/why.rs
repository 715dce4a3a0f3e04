//! Why a case exists.

use std::fs;
use std::path::Path;

use libtest_mimic::Failed;

/// A case without a reason is one that nobody dares to change: `why.txt` is one sentence.
pub(crate) fn demanded(folder: &Path) -> Result<(), Failed> {
    let text = fs::read_to_string(folder.join("why.txt")).unwrap_or_default();
    let sentence = text.lines().count() == 1 && text.ends_with(".\n") && text.contains(' ');
    if sentence {
        Ok(())
    } else {
        Err("why.txt has to say in one line what the case is for".into())
    }
}
