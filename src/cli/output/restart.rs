//! That pods have to be started anew.

use crate::run::Restart;

use super::Console;

/// Says which pods keep what they have, and until when.
pub(crate) fn say_restart(restart: &Restart, console: &Console) -> anyhow::Result<()> {
    console.note(
        "note: pods get an identity when they start: once the change is in the cluster, run",
    )?;
    console.note(&format!("  {}", restart.command()))?;
    Ok(())
}
