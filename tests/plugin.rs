//! The manifest for Flux's catalog of CLI plugins: made of a release's checksums, in the form that
//! the catalog's schema (fluxcd/plugins, schemas/plugin-cli-v1beta1.json) asks for.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::process::{Command, Output};

use serde_yaml::Value;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The names that the release workflow packs.
fn archives() -> Vec<String> {
    let systems = ["darwin_amd64", "darwin_arm64", "linux_amd64", "linux_arm64"];
    let names = systems.iter().map(|system| format!("{system}.tar.gz"));
    let windows = ["windows_amd64.zip", "windows_arm64.zip"].map(str::to_owned);
    names.chain(windows).map(|name| format!("flux-workload-identity_{VERSION}_{name}")).collect()
}

fn manifest(archives: &[String]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let sums = archives.iter().enumerate().map(|(i, name)| format!("{i:064x}  {name}\n"));
    let file = folder.path().join("checksums.txt");
    std::fs::write(&file, sums.collect::<String>()).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/plugin/manifest");
    Command::new("sh").arg(script).arg(VERSION).arg(file).arg("o/r").output().unwrap()
}

#[test]
fn it_names_every_archive_with_its_checksum() {
    let output = manifest(&archives());
    assert!(output.status.success());
    let plugin: Value = serde_yaml::from_slice(&output.stdout).unwrap();
    let keys: Vec<&str> =
        plugin.as_mapping().unwrap().keys().map(|k| k.as_str().unwrap()).collect();
    let wanted =
        ["apiVersion", "kind", "name", "description", "homepage", "source", "bin", "versions"];
    assert_eq!(keys, wanted);
    assert_eq!(plugin["apiVersion"], "cli.fluxcd.io/v1beta1");
    assert_eq!(plugin["name"], "workload-identity");
    // Flux runs what is called flux-NAME.
    assert_eq!(plugin["bin"], format!("flux-{}", plugin["name"].as_str().unwrap()));
    assert_eq!(plugin["versions"][0]["version"], VERSION);
    let platforms = plugin["versions"][0]["platforms"].as_sequence().unwrap();
    let base = format!("https://github.com/o/r/releases/download/v{VERSION}/");
    for (i, (platform, archive)) in platforms.iter().zip(archives()).enumerate() {
        assert_eq!(platform["url"], format!("{base}{archive}"));
        assert_eq!(platform["checksum"], format!("sha256:{i:064x}"));
        let system =
            format!("{}_{}", platform["os"].as_str().unwrap(), platform["arch"].as_str().unwrap());
        assert!(archive.contains(&system));
    }
    assert_eq!(platforms.len(), 6);
}

#[test]
fn a_release_without_an_archive_has_no_manifest() {
    let output = manifest(&archives()[1..]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("has no flux-workload-identity_"));
}

#[test]
fn the_release_packs_those_names() {
    let workflow = concat!(env!("CARGO_MANIFEST_DIR"), "/.github/workflows/release.yaml");
    let workflow = std::fs::read_to_string(workflow).unwrap();
    assert!(workflow.contains("archive=$PWD/dist/${PROGRAM}_${VERSION}_${folder#bin/}"));
    assert!(workflow.contains("sh plugin/manifest \"$VERSION\" \"$checksums\""));
}
