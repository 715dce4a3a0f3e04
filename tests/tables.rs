//! The tables of `docs/config.md` are made of the types of the config, through the JSON schema that
//! is made of them, and of the list of services. `UPDATE=1` writes them anew.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::Path;

use flux_workload_identity::internal::{Provider, Service};
use serde_json::Value;

const PAGE: &str = "docs/config.md";
const SCHEMA: &str = include_str!("../functions/flux-workload-identity/schema.json");

#[test]
fn the_tables_are_what_the_program_knows() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let found = fs::read_to_string(&path).unwrap();
    let wanted = with(&with(&found, "fields", &fields()), "services", &services());
    if found != wanted && std::env::var_os("UPDATE").is_some() {
        fs::write(&path, wanted).unwrap();
        return;
    }
    assert!(
        found == wanted,
        "the tables of {PAGE} are not what the program knows: UPDATE=1 writes them"
    );
}

/// The page with another text between `<!-- begin: NAME -->` and `<!-- end: NAME -->`.
fn with(page: &str, name: &str, text: &str) -> String {
    let (before, rest) = page.split_once(&format!("<!-- begin: {name} -->\n")).unwrap();
    let (_, after) = rest.split_once(&format!("<!-- end: {name} -->\n")).unwrap();
    format!("{before}<!-- begin: {name} -->\n\n{text}\n<!-- end: {name} -->\n{after}")
}

fn fields() -> String {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let mut tables = Vec::new();
    objects("spec", &schema["properties"]["spec"], &mut tables);
    tables.join("\n")
}

fn services() -> String {
    let mut table =
        String::from("| service | provider | controllers | from Flux |\n|---|---|---|---|\n");
    for provider in Provider::ALL {
        for service in Service::of(provider) {
            let reach = service.reach(provider).unwrap();
            let controllers: Vec<&str> = reach.controllers.iter().map(|c| c.name()).collect();
            let controllers = controllers.join(", ");
            let since = reach.since.map_or("any".to_owned(), |version| version.to_string());
            table.push_str(&format!("| `{service}` | {provider} | {controllers} | {since} |\n"));
        }
    }
    table
}

/// A table for an object, and one for each object within, in the order of their paths.
fn objects(path: &str, schema: &Value, tables: &mut Vec<String>) {
    let mut table = format!(
        "### {path}\n\n{}\n\n| field | type | meaning |\n|---|---|---|\n",
        sentence(schema)
    );
    let mut within = Vec::new();
    for (field, schema) in schema["properties"].as_object().unwrap() {
        let (kind, object) = type_of(schema);
        table.push_str(&format!("| `{field}` | {kind} | {} |\n", sentence(schema)));
        within.extend(object.map(|(suffix, schema)| (format!("{path}.{field}{suffix}"), schema)));
    }
    tables.push(table);
    for (path, schema) in within {
        objects(&path, schema, tables);
    }
}

/// The type of a field, in words; and the object that it is, or that its elements are.
fn type_of(schema: &Value) -> (String, Option<(&'static str, &Value)>) {
    // A field that may be absent is one of two: its type, or null.
    let schema = schema.pointer("/anyOf/0").unwrap_or(schema);
    if let Some(words) = schema["oneOf"].as_array() {
        let words: Vec<&str> = words.iter().filter_map(|word| word["const"].as_str()).collect();
        return (words.join(", "), None);
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => &kinds[0],
        kind => kind,
    };
    let has_fields = |schema: &Value| schema["properties"].is_object();
    match kind.as_str() {
        Some("array") => {
            let items = &schema["items"];
            ("list".to_owned(), has_fields(items).then_some(("[]", items)))
        }
        kind => (kind.unwrap_or_default().to_owned(), has_fields(schema).then_some(("", schema))),
    }
}

/// The description of a schema, on one line and without what a cell can't hold.
fn sentence(schema: &Value) -> String {
    let text = schema["description"].as_str().unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
