//! The cases of testdata as manifests, and manifests compared.

use std::fs;

use serde::Deserialize;
use serde_yaml::{Mapping, Value};

use super::testdata;

/// A case whose items the function edits or leaves, without an error.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) config: Value,
    pub(crate) items: Vec<Value>,
    pub(crate) json: bool,
    /// The items afterwards.
    pub(crate) edited: Vec<Value>,
}

impl Case {
    pub(crate) fn edited() -> Vec<Case> {
        let mut cases = Vec::new();
        for (name, folder) in testdata::cases() {
            if folder.join("exit").exists() {
                continue;
            }
            let extension = if folder.join("input.json").exists() { "json" } else { "yaml" };
            let read = |name: &str| {
                let text = fs::read_to_string(folder.join(format!("{name}.{extension}"))).unwrap();
                let mut documents = serde_yaml::Deserializer::from_str(&text);
                documents.next().and_then(|document| Value::deserialize(document).ok())
            };
            // Some are written in ways that only readers of YAML 1.2 take.
            let (Some(input), Some(output)) = (read("input"), read("output")) else { continue };
            let items = |list: &Value| list["items"].as_sequence().cloned().unwrap_or_default();
            // An empty list is no manifest, and the audit edits nothing.
            let is_audit = input["functionConfig"]["kind"] == "FluxWorkloadIdentityAudit";
            if is_audit || items(&input).is_empty() {
                continue;
            }
            cases.push(Case {
                name,
                config: input["functionConfig"].clone(),
                items: items(&input),
                json: extension == "json",
                edited: items(&output),
            });
        }
        cases
    }

    /// The items as a file: of JSON a List, as `kubectl get -o json` prints it.
    pub(crate) fn manifests(&self) -> String {
        if !self.json {
            return text(&self.items);
        }
        let list = serde_json::json!({"apiVersion": "v1", "kind": "List", "items": self.items});
        // U+2028 is a line break to the YAML 1.1 reader that reads the result.
        serde_json::to_string_pretty(&list).unwrap().replace('\u{2028}', "\\u2028")
    }

    pub(crate) fn has_kind(&self, kind: &str) -> bool {
        self.items.iter().any(|object| object["kind"] == kind)
    }

    /// Whether ServiceAccounts, or the permission to create tokens, are added, which no patch can.
    pub(crate) fn adds_objects(&self) -> bool {
        let count = |objects: &[Value]| {
            flat(objects.to_vec()).iter().filter(|object| object["kind"] != "ConfigMap").count()
        };
        count(&self.edited) > count(&self.items)
    }

    /// Whether the items are as a user would keep them in files, none of them there twice, each
    /// with a name and in a namespace.
    pub(crate) fn is_plain(&self) -> bool {
        let items = flat(self.items.clone());
        let name = |object: &Value| {
            let metadata = &object["metadata"];
            format!("{:?}/{:?}/{:?}", object["kind"], metadata["namespace"], metadata["name"])
        };
        let mut names: Vec<String> = items.iter().map(name).collect();
        names.sort();
        let once = names.windows(2).all(|pair| pair[0] != pair[1]);
        let whole = |object: &Value| {
            let cluster = matches!(
                object["kind"].as_str(),
                Some(
                    "ClusterRole" | "ClusterRoleBinding" | "Namespace" | "CustomResourceDefinition"
                )
            );
            object["metadata"]["name"].is_string()
                && (cluster || object["metadata"]["namespace"].is_string())
                && object["apiVersion"].is_string()
        };
        once && items.iter().all(whole) && !text(&self.items).contains("internal.config")
    }
}

/// The documents of a text.
pub(crate) fn documents(text: &str) -> Vec<Value> {
    let documents = serde_yaml::Deserializer::from_str(text);
    let documents = documents.map(|document| Value::deserialize(document).unwrap());
    documents.filter(|document| !document.is_null()).collect()
}

/// Objects as a text of documents.
pub(crate) fn text(objects: &[Value]) -> String {
    let documents: Vec<String> =
        objects.iter().map(|object| serde_yaml::to_string(object).unwrap()).collect();
    documents.join("---\n")
}

/// The objects, those inside of Lists included.
fn flat(objects: Vec<Value>) -> Vec<Value> {
    let mut out = Vec::new();
    for object in objects {
        match object["items"].as_sequence() {
            Some(items) if object["kind"] == "List" => out.extend(flat(items.clone())),
            _ => out.push(object),
        }
    }
    out
}

/// The objects in an order of their own, without the notes of orchestrators, lists that are merged
/// by name sorted by it, and JSON in ConfigMaps read.
pub(crate) fn normal(objects: Vec<Value>) -> Vec<Value> {
    let mut objects: Vec<Value> = flat(objects).into_iter().map(|o| of("", o)).collect();
    objects.sort_by_key(|object| {
        let metadata = &object["metadata"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (text(&object["kind"]), text(&metadata["namespace"]), text(&metadata["name"]))
    });
    objects
}

fn of(key: &str, value: Value) -> Value {
    match value {
        Value::Mapping(pairs) => {
            let note = |key: &Value| {
                key.as_str().is_some_and(|key| {
                    ["config.kubernetes.io/", "internal.config.kubernetes.io/"]
                        .iter()
                        .any(|prefix| key.starts_with(prefix))
                })
            };
            let pairs = pairs.into_iter().filter(|(key, _)| !note(key));
            let pairs: Mapping = pairs
                .map(|(key, value)| {
                    let value = of(key.as_str().unwrap_or_default(), value);
                    (key, value)
                })
                // kustomize drops what is empty.
                .filter(|(_, value)| !is_empty(value))
                .collect();
            Value::Mapping(pairs)
        }
        Value::Sequence(items) => {
            let mut items: Vec<Value> = items.into_iter().map(|item| of("", item)).collect();
            if matches!(key, "env" | "volumes" | "volumeMounts" | "containers") {
                let text =
                    |item: &Value, key: &str| item[key].as_str().unwrap_or_default().to_owned();
                items.sort_by_key(|item| (text(item, "name"), text(item, "mountPath")));
            }
            Value::Sequence(items)
        }
        Value::String(text) if key == "credential-configuration.json" => {
            serde_yaml::from_str(&text).unwrap()
        }
        scalar => scalar,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Mapping(pairs) => pairs.is_empty(),
        _ => false,
    }
}
