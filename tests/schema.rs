//! The files of `functions/` that the program prints are made of the types of the config.
//!
//! `UPDATE=1 cargo test --features schema --test schema` writes them.

#![cfg(feature = "schema")]
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::Path;

use flux_workload_identity::internal::{definition, json_schema};

fn is_current(file: &str, wanted: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("functions/flux-workload-identity");
    let path = path.join(file);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, wanted).unwrap();
    }
    let found = fs::read_to_string(path).unwrap();
    assert!(found == wanted, "{file} is not what the types of the config say: UPDATE=1 writes it");
}

#[test]
fn the_definition_is_current() {
    is_current("function.yaml", &serde_yaml::to_string(&definition()).unwrap());
}

#[test]
fn the_json_schema_is_current() {
    is_current("schema.json", &(serde_json::to_string_pretty(&json_schema()).unwrap() + "\n"));
}
