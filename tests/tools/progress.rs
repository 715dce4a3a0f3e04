//! The line that tells on a terminal how far a run is.

use std::fs;
use std::process::Command;

use super::need::has_tools;

const SYNC: &str = "\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec: {path: ./one, sourceRef: {kind: GitRepository, name: flux-system}}
";

/// What an audit shows on a terminal whose kustomize takes two seconds.
fn shown(options: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("repository/.git/HEAD", "");
    write("repository/one/flux-system/gotk-sync.yaml", SYNC);
    write(
        "repository/one/kustomization.yaml",
        "resources: [flux-system/gotk-sync.yaml]\ncommonAnnotations: {a: b}\n",
    );
    // It is run without an environment.
    let built = "apiVersion: v1\\nkind: Namespace\\nmetadata: {name: one}";
    write("bin/kustomize", &format!("#!/bin/sh\n/bin/sleep 2\nprintf '{built}\\n'\n"));
    let program = folder.path().join("bin/kustomize");
    assert!(Command::new("chmod").arg("+x").arg(program).status().unwrap().success());
    let line = format!("{} audit {options}", env!("CARGO_BIN_EXE_flux-workload-identity"));
    let output = Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .current_dir(folder.path().join("repository"))
        .env("PATH", format!("{}:/usr/bin:/bin", folder.path().join("bin").display()))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

pub(crate) fn a_terminal_is_told_how_far_an_audit_is() {
    if !has_tools("script", "the line of progress").unwrap() {
        return;
    }
    let told = shown("");
    assert!(told.starts_with("\r0 of 1 clusters\r"), "{told:?}");
    // Nothing of it is left.
    let (_, rest) = told.rsplit_once(" of 1 clusters\r").unwrap();
    assert!(
        rest.starts_with(&format!(
            "{}\r1 cluster, 1 object: ",
            " ".repeat("0 of 1 clusters".len())
        )),
        "{told:?}"
    );
    let quiet = shown("-q");
    assert!(!quiet.contains(" of 1 clusters"), "{quiet:?}");
}
