//! The files of `functions/` that the program prints are made of the types of the config.
//!
//! `UPDATE=1 cargo test --features schema --test schema` writes them.

#![cfg(feature = "schema")]
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::Path;

use flux_workload_identity::internal::{FUNCTIONS, Function};

fn are_current(file: &str, wanted: impl Fn(&Function) -> String) {
    for function in &FUNCTIONS {
        is_current(&format!("{}/{file}", function.name), &wanted(function));
    }
}

fn is_current(file: &str, wanted: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("functions").join(file);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, wanted).unwrap();
    }
    let found = fs::read_to_string(path).unwrap();
    assert!(found == wanted, "{file} is not what the types of the config say: UPDATE=1 writes it");
}

#[test]
fn the_definitions_are_current() {
    are_current("function.yaml", |f| serde_yaml::to_string(&f.definition()).unwrap());
}

#[test]
fn the_json_schemas_are_current() {
    are_current("schema.json", |f| serde_json::to_string_pretty(&f.json_schema()).unwrap() + "\n");
}
