//! `apply --write`, killed: strace ends the process at a system call.

use std::fs;
use std::process::Command;

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
    fs::write(folder.path().join("flux.yaml"), MANIFESTS).unwrap();
    let renames = "rename,renameat,renameat2";
    let output = Command::new("strace")
        .args(["-f", "-o", "trace", "-e", &format!("trace={renames}")])
        .args(["-e", &format!("inject={renames}:signal=KILL")])
        .arg(env!("CARGO_BIN_EXE_flux-workload-identity"))
        .args(APPLY)
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(read("trace").contains("killed by SIGKILL"), "{}", read("trace"));
    assert_eq!(read("flux.yaml"), MANIFESTS);
    let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names = names.map(|name| name.into_string().unwrap());
    let left = names.find(|name| name.starts_with(".flux-workload-identity-"));
    assert!(read(&left.unwrap()).contains("eks.amazonaws.com/role-arn"));
    // And the next run is not disturbed.
    program().args(APPLY).current_dir(folder.path()).assert().success();
    assert!(read("flux.yaml").contains("eks.amazonaws.com/role-arn"));
}
