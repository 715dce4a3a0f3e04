//! Diagnostics as the `results` of a ResourceList.

use crate::diagnostic::Diagnostic;
use crate::yaml::Value;

/// The entry of `results` for a diagnostic. The code stands under `tags.rule`.
pub(super) fn result(diagnostic: &Diagnostic) -> Value {
    let mut message = diagnostic.message.clone();
    for (separator, more) in [("; ", &diagnostic.help), ("\n", &diagnostic.example)] {
        if let Some(more) = more {
            message.push_str(separator);
            message.push_str(more);
        }
    }
    let mut pairs =
        vec![("message", Value::from(message)), ("severity", diagnostic.severity.name().into())];
    let location = &diagnostic.location;
    if let Some(resource) = &location.resource {
        let fields = [
            ("apiVersion", resource.api_version.as_str()),
            ("kind", &resource.kind),
            ("name", &resource.name),
            ("namespace", resource.namespace.as_deref().unwrap_or_default()),
        ];
        let fields = fields.into_iter().filter(|(_, value)| !value.is_empty());
        pairs.push(("resourceRef", Value::map(fields.map(|(key, value)| (key, value.into())))));
    }
    if let Some(path) = diagnostic.field() {
        let mut fields = vec![("path", Value::from(path.to_string()))];
        if let Some(change) = &diagnostic.change {
            fields.extend(change.before.as_deref().map(|value| ("currentValue", value.into())));
            fields.extend(change.after.as_deref().map(|value| ("proposedValue", value.into())));
        }
        pairs.push(("field", Value::map(fields)));
    }
    if let Some(file) = &location.file {
        let mut fields = vec![("path", Value::from(file.path.as_str()))];
        fields.extend(file.index.map(|index| ("index", index.into())));
        pairs.push(("file", Value::map(fields)));
    }
    pairs.push(("tags", Value::map([("rule", Value::from(diagnostic.code.to_string()))])));
    Value::map(pairs)
}
