//! The report of `audit` in SARIF, held against what the schema of SARIF 2.1.0 demands of the parts
//! that it has: their fields, which of these have to be there, and their values.
//!
//! Source: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json>.

use serde_json::Value;

use super::folder::Folder;

/// The form of a value.
enum Form {
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A number that is at least this.
    Number(u64),
    Flag,
    /// A reference of RFC 3986.
    Uri,
    List(&'static Form),
    Object(&'static [Field]),
}

/// A field of an object, whether it has to be there, and its form.
struct Field(&'static str, bool, Form);

use Form::{Flag, List, Number, Object, Text, Uri, Word};

const LEVELS: &[&str] = &["none", "note", "warning", "error"];

const MESSAGE: &[Field] = &[Field("text", true, Text)];

const REGION: &[Field] = &[
    Field("startLine", true, Number(1)),
    Field("startColumn", false, Number(1)),
    Field("endLine", false, Number(1)),
    Field("endColumn", false, Number(1)),
];

const LOCATION: &[Field] = &[
    Field(
        "physicalLocation",
        false,
        Object(&[
            Field("artifactLocation", true, Object(&[Field("uri", true, Uri)])),
            Field("region", false, Object(REGION)),
        ]),
    ),
    Field(
        "logicalLocations",
        false,
        List(&Object(&[Field("fullyQualifiedName", false, Text), Field("kind", false, Text)])),
    ),
    Field("message", false, Object(MESSAGE)),
];

const RULE: &[Field] = &[
    Field("id", true, Text),
    Field("shortDescription", false, Object(MESSAGE)),
    Field("fullDescription", false, Object(MESSAGE)),
    Field("helpUri", false, Uri),
    Field("defaultConfiguration", false, Object(&[Field("level", false, Word(LEVELS))])),
];

const RESULT: &[Field] = &[
    Field("ruleId", true, Text),
    Field("ruleIndex", true, Number(0)),
    Field("level", false, Word(LEVELS)),
    Field("message", true, Object(MESSAGE)),
    Field("locations", false, List(&Object(LOCATION))),
    Field("relatedLocations", false, List(&Object(LOCATION))),
    Field("occurrenceCount", false, Number(1)),
];

const DRIVER: &[Field] = &[
    Field("name", true, Text),
    Field("semanticVersion", false, Text),
    Field("informationUri", false, Uri),
    Field("rules", false, List(&Object(RULE))),
];

const RUN: &[Field] = &[
    Field("tool", true, Object(&[Field("driver", true, Object(DRIVER))])),
    Field("invocations", false, List(&Object(&[Field("executionSuccessful", true, Flag)]))),
    Field("columnKind", false, Word(&["utf16CodeUnits", "unicodeCodePoints"])),
    Field("results", false, List(&Object(RESULT))),
];

const DOCUMENT: Form = Object(&[
    Field("$schema", false, Uri),
    Field("version", true, Word(&["2.1.0"])),
    Field("runs", true, List(&Object(RUN))),
]);

/// What is wrong with a value, which is at `place`.
fn complaints(form: &Form, value: &Value, place: &str) -> Vec<String> {
    let text = value.as_str();
    let is_right = match form {
        Text => text.is_some_and(|text| !text.is_empty()),
        Word(words) => text.is_some_and(|text| words.contains(&text)),
        Flag => value.is_boolean(),
        Number(least) => value.as_u64().is_some_and(|number| number >= *least),
        Uri => text.is_some_and(|text| !text.is_empty() && text.bytes().all(is_of_uri)),
        List(form) => {
            let Some(items) = value.as_array() else { return vec![format!("{place}: no list")] };
            let items = items.iter().enumerate();
            return items
                .flat_map(|(i, v)| complaints(form, v, &format!("{place}[{i}]")))
                .collect();
        }
        Object(fields) => {
            let Some(object) = value.as_object() else { return vec![format!("{place}: no map")] };
            let is_known = |key: &str| fields.iter().any(|Field(name, ..)| *name == key);
            let unknown = object.keys().filter(|key| !is_known(key));
            let mut found: Vec<String> =
                unknown.map(|key| format!("{place}.{key}: unknown")).collect();
            for Field(name, is_needed, form) in *fields {
                let place = format!("{place}.{name}");
                match object.get(*name) {
                    Some(value) => found.extend(complaints(form, value, &place)),
                    None if *is_needed => found.push(format!("{place}: absent")),
                    None => {}
                }
            }
            return found;
        }
    };
    if is_right { Vec::new() } else { vec![format!("{place}: {value}")] }
}

/// Whether a URI may have a byte, by RFC 3986.
fn is_of_uri(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte)
}

/// Two registries without credentials, an object that two findings relate to, and hostile names.
const MANIFESTS: &str = "\
apiVersion: v1
kind: ServiceAccount
metadata: {name: source-controller, namespace: flux-system}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: source-controller, namespace: flux-system}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
        env: [{name: AWS_ACCESS_KEY_ID, value: AKIAEXAMPLE}]
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: \"a b\\n%\", namespace: apps}
spec: {url: oci://490185926743.dkr.ecr.eu-west-1.amazonaws.com/apps}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: one, namespace: apps}
spec: {url: oci://490185926743.dkr.ecr.eu-west-1.amazonaws.com/apps, provider: aws}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: two, namespace: apps}
spec: {url: oci://490185926743.dkr.ecr.eu-west-1.amazonaws.com/apps, provider: aws}
";

/// The report of manifests.
fn report(manifests: &str) -> Value {
    let folder = Folder::with(&[("ü #?.yaml", manifests)]);
    let output = folder.raw(&["audit", "--format", "sarif", "ü #?.yaml"]);
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_report_is_sarif() {
    let report = report(MANIFESTS);
    assert_eq!(complaints(&DOCUMENT, &report, ""), [""; 0]);
    let results = report["runs"][0]["results"].as_array().unwrap();
    let rules = &report["runs"][0]["tool"]["driver"]["rules"];
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    // Each part that the table has is there to be looked at.
    let has = |field: &str| results.iter().any(|result| !result[field].is_null());
    assert!(results.len() > 2 && has("occurrenceCount"), "{report:#}");
    assert!(results.iter().any(|result| result["relatedLocations"][0].is_object()), "{report:#}");
}

#[test]
fn a_report_of_nothing_is_sarif() {
    let report = report("apiVersion: v1\nkind: Namespace\nmetadata: {name: apps}\n");
    assert_eq!(complaints(&DOCUMENT, &report, ""), [""; 0]);
    assert_eq!(report["runs"][0]["results"], serde_json::json!([]));
}

#[test]
fn what_is_no_sarif_is_found() {
    let mut report = report(MANIFESTS);
    let result = &mut report["runs"][0]["results"][0];
    result["level"] = "info".into();
    result["ruleId"].take();
    result["color"] = "red".into();
    let region = &mut result["locations"][0]["physicalLocation"];
    region["artifactLocation"]["uri"] = "a b".into();
    region["region"]["startLine"] = 0.into();
    report.as_object_mut().unwrap().remove("version");
    let found = complaints(&DOCUMENT, &report, "");
    let place = ".runs[0].results[0]";
    let location = format!("{place}.locations[0].physicalLocation");
    let wanted = [
        ".version: absent".to_owned(),
        format!("{place}.color: unknown"),
        format!("{place}.ruleId: null"),
        format!("{place}.level: \"info\""),
        format!("{location}.artifactLocation.uri: \"a b\""),
        format!("{location}.region.startLine: 0"),
    ];
    assert_eq!(found, wanted);
}
