//! The bundled manifests, and the function run on them.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Value, json};

use super::command::program;

/// A path in the repository.
pub(crate) fn path(relative: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(relative)
}

/// A file of the repository.
pub(crate) fn read(relative: &str) -> String {
    let text = std::fs::read_to_string(path(relative));
    assert!(text.is_ok(), "{relative} can't be read");
    text.unwrap_or_default()
}

/// The documents of a YAML text.
pub(crate) fn documents(text: &str) -> Vec<Value> {
    let documents = serde_yaml::Deserializer::from_str(text);
    let documents = documents.map(|document| Value::deserialize(document).expect("YAML"));
    documents.filter(|document| !document.is_null()).collect()
}

/// The program's own definition.
pub(crate) fn definition() -> Value {
    documents(&read("functions/flux-workload-identity/function.yaml")).remove(0)
}

/// The image in the program's own definition.
pub(crate) fn image() -> String {
    let definition = definition();
    let image = definition.pointer("/spec/versions/0/runtime/container/image");
    image.and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// What a run comes to.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stderr: String,
    /// Whether the items are other than they were.
    pub(crate) changed: bool,
}

/// Runs the function with a config on the bundled manifests.
pub(crate) fn run(config: &Value) -> Run {
    let items = json!(documents(&read("examples/flux/flux.yaml")));
    let list = json!({
        "apiVersion": "config.kubernetes.io/v1",
        "kind": "ResourceList",
        "functionConfig": config,
        "items": items,
    });
    let output = program().write_stdin(list.to_string()).output().expect("the program ends");
    let edited = documents(&String::from_utf8_lossy(&output.stdout)).pop().unwrap_or_default();
    Run {
        code: output.status.code(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        changed: edited["items"] != items,
    }
}
