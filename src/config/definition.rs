//! The KRMFunctionDefinitions of the program's functions and the JSON Schemas of their configs, for
//! the files in `functions/`, which the program prints.
//!
//! Source of its form: <https://github.com/kubernetes-sigs/kustomize/blob/master/cmd/config/docs/api-conventions/functions-spec.md>
//! and KEP-2906 (kustomize function catalog).

use kube_core::schema::{OptionalEnum, StructuralSchemaRewriter};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use super::{API_VERSION, KIND, audit, spec};

/// A function: what its config's kind makes of the items.
#[derive(Debug)]
pub struct Function {
    /// The name, which its folder has.
    pub name: &'static str,
    kind: &'static str,
    description: &'static str,
    /// The schema of its spec.
    spec: fn(SchemaSettings) -> Schema,
    /// Whether a config without a spec asks for something.
    needs_spec: bool,
    /// What the types of the spec can't say.
    more: fn(&mut Value),
}

/// All of them.
pub const FUNCTIONS: [Function; 2] = [
    Function {
        name: "flux-workload-identity",
        kind: KIND,
        description: "Gives Flux's controllers their cloud identity on AWS, Azure and GCP.",
        spec: of::<spec::Spec>,
        needs_spec: true,
        more: more_of_identities,
    },
    Function {
        name: "flux-workload-identity-audit",
        kind: audit::KIND,
        description: "Tells what would keep Flux's controllers from their clouds.",
        spec: of::<audit::Spec>,
        needs_spec: false,
        more: |_| {},
    },
];

fn of<T: JsonSchema>(settings: SchemaSettings) -> Schema {
    settings.into_generator().into_root_schema_for::<T>()
}

impl Function {
    /// The definition, its schema made from the types that the config is read into.
    pub fn definition(&self) -> Value {
        let mut settings = SchemaSettings::openapi3();
        settings.inline_subschemas = true;
        settings.meta_schema = None;
        let settings =
            settings.with_transform(StructuralSchemaRewriter).with_transform(OptionalEnum);
        let metadata = json!({ "type": "object", "properties": { "name": { "type": "string" } } });
        let schema = self.schema(settings, metadata);
        let (group, version) = API_VERSION.split_once('/').unwrap_or((API_VERSION, ""));
        json!({
            "apiVersion": "config.kubernetes.io/v1alpha1",
            "kind": "KRMFunctionDefinition",
            "metadata": { "name": self.name },
            "spec": {
                "group": group,
                "names": { "kind": self.kind },
                "description": self.description,
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
    pub fn json_schema(&self) -> Value {
        let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
        let mut schema = self.schema(settings, json!({ "type": "object" }));
        (self.more)(&mut schema);
        if let Some(object) = schema.as_object_mut() {
            object.insert("additionalProperties".to_owned(), false.into());
            object.insert("$schema".to_owned(), "http://json-schema.org/draft-07/schema#".into());
            object.insert("title".to_owned(), self.kind.into());
        }
        schema
    }

    /// The schema of a config, with that of its spec made by `settings`.
    fn schema(&self, settings: SchemaSettings, metadata: Value) -> Value {
        let mut spec = (self.spec)(settings).to_value();
        if let Some(object) = spec.as_object_mut() {
            object.remove("title");
            object.remove("$schema");
        }
        let required = ["apiVersion", "kind"].into_iter().chain(self.needs_spec.then_some("spec"));
        json!({
            "type": "object",
            "required": required.collect::<Vec<_>>(),
            "properties": {
                "apiVersion": { "type": "string", "enum": [API_VERSION] },
                "kind": { "type": "string", "enum": [self.kind] },
                "metadata": metadata,
                "spec": spec,
            },
        })
    }
}

/// What the types can't say, since a field that is absent must not hide the next error. An identity
/// with a name may have the rest in a file that this one extends.
fn more_of_identities(schema: &mut Value) {
    let spec = "/properties/spec";
    if let Some(spec) = schema.pointer_mut(spec) {
        spec["minProperties"] = 1.into();
    }
    let identities = format!("{spec}/properties/identities/items");
    if let Some(item) = schema.pointer_mut(&identities) {
        let required = |field: &str| json!({ "required": [field] });
        item["anyOf"] = ["services", "controllers", "name"].map(required).into();
    }
    let accounts = format!("{spec}/properties/objectLevel/properties/serviceAccounts/items");
    if let Some(item) = schema.pointer_mut(&accounts) {
        item["required"] = json!(["name", "namespace"]);
    }
}

/// The image of this version.
const IMAGE: &str =
    concat!("ghcr.io/flux-workload-identity/flux-workload-identity:v", env!("CARGO_PKG_VERSION"));
