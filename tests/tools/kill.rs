//! `apply --write`, ended by a signal: strace sends it at a system call.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::command::program;
use super::need::has_tools;

const MANIFESTS: &str = "\
apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
";

const APPLY: [&str; 9] = [
    "apply",
    "-s",
    "provider=aws",
    "-s",
    "controllers=source-controller",
    "-s",
    "roleArn=arn:aws:iam::111122223333:role/x",
    "--write",
    "flux.yaml",
];

/// The process is killed when it is about to rename: what was written lies beside the old file.
pub(crate) fn before_the_rename_the_old_file_is_whole() {
    if !has_tools("strace", "the kill").unwrap() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let output = apply_with_signal(folder.path(), "rename,renameat,renameat2", "KILL");
    assert!(!output.status.success());
    assert!(read("trace").contains("killed by SIGKILL"), "{}", read("trace"));
    assert_eq!(read("flux.yaml"), MANIFESTS);
    let left = temporary_files(folder.path());
    assert!(read(&left[0]).contains("eks.amazonaws.com/role-arn"));
    // And the next run is not disturbed.
    program().args(APPLY).current_dir(folder.path()).assert().success();
    assert!(read("flux.yaml").contains("eks.amazonaws.com/role-arn"));
}

/// A signal that asks the process to end takes effect when no temporary file is left: before the
/// first file is replaced nothing is written, behind it everything is.
pub(crate) fn a_signal_to_end_leaves_no_temporary_file() {
    if !has_tools("strace", "the signal").unwrap() {
        return;
    }
    for signal in ["TERM", "INT"] {
        for (calls, is_written) in [("fsync,fdatasync", false), ("rename,renameat,renameat2", true)]
        {
            let folder = tempfile::tempdir().unwrap();
            let output = apply_with_signal(folder.path(), calls, signal);
            let trace = fs::read_to_string(folder.path().join("trace")).unwrap();
            let killed = format!("killed by SIG{signal}");
            assert!(!output.status.success() && trace.contains(&killed), "{trace}");
            assert_eq!(temporary_files(folder.path()), Vec::<String>::new());
            let file = fs::read_to_string(folder.path().join("flux.yaml")).unwrap();
            assert_eq!(file != MANIFESTS, is_written, "SIG{signal} at {calls}");
        }
    }
}

/// Runs `apply --write` in a folder; it gets the signal when it makes one of the calls.
fn apply_with_signal(folder: &Path, calls: &str, signal: &str) -> Output {
    fs::write(folder.join("flux.yaml"), MANIFESTS).unwrap();
    Command::new("strace")
        .args(["-f", "-o", "trace", "-e", &format!("trace={calls}")])
        .args(["-e", &format!("inject={calls}:signal={signal}")])
        .arg(env!("CARGO_BIN_EXE_flux-workload-identity"))
        .args(APPLY)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn temporary_files(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let names = names.map(|name| name.into_string().unwrap());
    names.filter(|name| name.starts_with(".flux-workload-identity-")).collect()
}
