//! The program as a command whose environment holds nothing but a fixed PATH: no setting of the
//! person who runs the tests reaches it.

use assert_cmd::Command;

/// The program.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flux-workload-identity"));
    command.env_clear().env("PATH", "/usr/bin:/bin");
    command
}
