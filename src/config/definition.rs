//! The KRMFunctionDefinition of the program and the JSON Schema of its config, for the files in
//! `functions/`, which the program prints.
//!
//! Source of its form: <https://github.com/kubernetes-sigs/kustomize/blob/master/cmd/config/docs/api-conventions/functions-spec.md>
//! and KEP-2906 (kustomize function catalog).

use kube_core::schema::{OptionalEnum, StructuralSchemaRewriter};
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::spec::Spec;
use super::{API_VERSION, KIND};

/// The definition, its schema made from the types that the config is read into.
pub fn definition() -> Value {
    let mut settings = SchemaSettings::openapi3();
    settings.inline_subschemas = true;
    settings.meta_schema = None;
    let settings = settings.with_transform(StructuralSchemaRewriter).with_transform(OptionalEnum);
    let schema = schema(
        settings,
        json!({ "type": "object", "properties": { "name": { "type": "string" } } }),
    );
    let (group, version) = API_VERSION.split_once('/').unwrap_or((API_VERSION, ""));
    json!({
        "apiVersion": "config.kubernetes.io/v1alpha1",
        "kind": "KRMFunctionDefinition",
        "metadata": { "name": "flux-workload-identity" },
        "spec": {
            "group": group,
            "names": { "kind": KIND },
            "description": "Gives Flux's controllers their cloud identity on AWS, Azure and GCP.",
            "publisher": "flux-workload-identity.dev",
            "versions": [{
                "name": version,
                "idempotent": true,
                "runtime": { "container": { "image": IMAGE } },
                "schema": { "openAPIV3Schema": schema },
            }],
        },
    })
}

/// The config as a JSON Schema, for editors.
pub fn json_schema() -> Value {
    let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
    let mut schema = schema(settings, json!({ "type": "object" }));
    let spec = "/properties/spec";
    if let Some(spec) = schema.pointer_mut(spec) {
        spec["minProperties"] = 1.into();
    }
    // What the types can't say, since a field that is absent must not hide the next error. An
    // identity with a name may have the rest in a file that this one extends.
    let identities = format!("{spec}/properties/identities/items");
    if let Some(item) = schema.pointer_mut(&identities) {
        let required = |field: &str| json!({ "required": [field] });
        item["anyOf"] = ["services", "controllers", "name"].map(required).into();
    }
    let accounts = format!("{spec}/properties/objectLevel/properties/serviceAccounts/items");
    if let Some(item) = schema.pointer_mut(&accounts) {
        item["required"] = json!(["name", "namespace"]);
    }
    if let Some(object) = schema.as_object_mut() {
        object.insert("additionalProperties".to_owned(), false.into());
        object.insert("$schema".to_owned(), "http://json-schema.org/draft-07/schema#".into());
        object.insert("title".to_owned(), KIND.into());
    }
    schema
}

/// The schema of a config, with that of its spec made by `settings`.
fn schema(settings: SchemaSettings, metadata: Value) -> Value {
    let mut spec = settings.into_generator().into_root_schema_for::<Spec>().to_value();
    if let Some(object) = spec.as_object_mut() {
        object.remove("title");
        object.remove("$schema");
    }
    json!({
        "type": "object",
        "required": ["apiVersion", "kind", "spec"],
        "properties": {
            "apiVersion": { "type": "string", "enum": [API_VERSION] },
            "kind": { "type": "string", "enum": [KIND] },
            "metadata": metadata,
            "spec": spec,
        },
    })
}

/// The image of this version.
const IMAGE: &str =
    concat!("ghcr.io/flux-workload-identity/flux-workload-identity:v", env!("CARGO_PKG_VERSION"));
