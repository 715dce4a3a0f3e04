//! The patches that go into a FluxInstance make of the manifests what the function itself makes:
//! kustomize, which the operator builds with, applies them here.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_yaml::{Mapping, Value};

use super::need::has_tools;

/// The objects of a case's file, by kind.
fn objects(file: &str) -> Vec<Value> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/flux-instance/beside-manifests");
    let list: Value =
        serde_yaml::from_str(&fs::read_to_string(folder.join(file)).unwrap()).unwrap();
    list["items"].as_sequence().unwrap().clone()
}

fn is_instance(object: &Value) -> bool {
    object["kind"] == "FluxInstance"
}

fn build(folder: &Path) -> String {
    let output = Command::new("kustomize").arg("build").arg(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

pub(crate) fn its_patches_make_what_the_function_makes() {
    if !has_tools("kustomize", "the patches of a FluxInstance").unwrap() {
        return;
    }
    let (before, after) = (objects("input.yaml"), objects("output.yaml"));
    let folder = tempfile::tempdir().unwrap();
    let manifests: Vec<String> = before
        .iter()
        .filter(|o| !is_instance(o))
        .map(|o| serde_yaml::to_string(o).unwrap())
        .collect();
    fs::write(folder.path().join("manifests.yaml"), manifests.join("---\n")).unwrap();
    let instance = after.iter().find(|o| is_instance(o)).unwrap();
    let mut kustomization = Mapping::new();
    kustomization.insert("resources".into(), Value::Sequence(vec!["manifests.yaml".into()]));
    kustomization.insert("patches".into(), instance["spec"]["kustomize"]["patches"].clone());
    let text = serde_yaml::to_string(&kustomization).unwrap();
    fs::write(folder.path().join("kustomization.yaml"), text).unwrap();
    let built = build(folder.path());
    let documents = serde_yaml::Deserializer::from_str(&built);
    let mut built: Vec<Value> =
        documents.map(|d| serde::Deserialize::deserialize(d).unwrap()).collect();
    let mut wanted: Vec<Value> = after.into_iter().filter(|o| !is_instance(o)).collect();
    let kind = |o: &Value| o["kind"].as_str().unwrap_or_default().to_owned();
    built.sort_by_key(kind);
    wanted.sort_by_key(kind);
    assert_eq!(wanted.len(), 2);
    assert_eq!(built, wanted);
}
