//! The KRMFunctionDefinition of the program.
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
    let generator = settings
        .with_transform(StructuralSchemaRewriter)
        .with_transform(OptionalEnum)
        .into_generator();
    let mut spec = generator.into_root_schema_for::<Spec>().to_value();
    if let Some(object) = spec.as_object_mut() {
        object.remove("title");
    }
    let (group, version) = API_VERSION.split_once('/').unwrap_or((API_VERSION, ""));
    let metadata = json!({ "type": "object", "properties": { "name": { "type": "string" } } });
    let schema = json!({
        "type": "object",
        "required": ["apiVersion", "kind", "spec"],
        "properties": {
            "apiVersion": { "type": "string", "enum": [API_VERSION] },
            "kind": { "type": "string", "enum": [KIND] },
            "metadata": metadata,
            "spec": spec,
        },
    });
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

/// The image of this version.
const IMAGE: &str =
    concat!("ghcr.io/flux-workload-identity/flux-workload-identity:v", env!("CARGO_PKG_VERSION"));
