//! SARIF 2.1.0: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::diagnostic::{Code, Location, Severity, Source, code};
use crate::run::AuditReport;

use super::place;

/// Where the rules are explained.
const RULES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/rules.md");

pub(super) fn sarif(report: &AuditReport, sources: &[Source<'_>]) -> serde_json::Result<String> {
    let rules: Vec<Code> = code::findings().collect();
    let all = report.all();
    let results = all.iter().map(|finding| {
        let diagnostic = &finding.diagnostic;
        let related: Vec<Value> = diagnostic
            .related
            .iter()
            .filter_map(|related| {
                let mut location = location(&related.location, sources)?;
                location["message"] = json!({ "text": related.message });
                Some(location)
            })
            .collect();
        let text = match &diagnostic.help {
            Some(help) => format!("{}\n{help}", diagnostic.message),
            None => diagnostic.message.clone(),
        };
        let mut result = json!({
            "ruleId": diagnostic.code.to_string(),
            "level": level(diagnostic.severity),
            "message": { "text": text },
            "locations": location(&diagnostic.location, sources).into_iter().collect::<Vec<_>>(),
            "relatedLocations": related,
        });
        if let Some(index) = rules.iter().position(|rule| *rule == diagnostic.code) {
            result["ruleIndex"] = index.into();
        }
        if let Some(count) = finding.count {
            result["occurrenceCount"] = count.into();
        }
        result
    });
    let document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": env!("CARGO_PKG_NAME"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules.iter().map(rule).collect::<Vec<_>>(),
            }},
            "invocations": [{ "executionSuccessful": report.unreadable.is_empty() }],
            "columnKind": "unicodeCodePoints",
            "results": results.collect::<Vec<_>>(),
        }],
    });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

fn rule(code: &Code) -> Value {
    json!({
        "id": code.to_string(),
        "shortDescription": { "text": code.title },
        "fullDescription": { "text": code.explanation },
        "helpUri": RULES,
        "defaultConfiguration": { "level": level(code.severity) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn location(location: &Location, sources: &[Source<'_>]) -> Option<Value> {
    let at = place(location, sources)?;
    let mut value = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(at.file) },
            "region": {
                "startLine": at.start.line,
                "startColumn": at.start.column,
                "endLine": at.end.line,
                "endColumn": at.end.column,
            },
        },
    });
    if let Some(resource) = &location.resource {
        value["logicalLocations"] = json!([{
            "fullyQualifiedName": resource.to_string(),
            "kind": "object",
        }]);
    }
    Some(value)
}

/// A path as a relative reference of RFC 3986.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String can't fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn a_path_is_a_reference() {
        assert_eq!(uri("a b/ü#?.yaml"), "a%20b/%C3%BC%23%3F.yaml");
    }
}
