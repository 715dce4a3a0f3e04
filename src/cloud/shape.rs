//! The shapes of what this program writes into a pod. By its name and its shape a field is known to
//! be managed: one of the same name and another shape is somebody else's.

use crate::yaml::Node;

/// Whether an environment variable has its value written out, and not from elsewhere.
pub(crate) fn is_literal(variable: &Node<'_>) -> bool {
    variable.get("valueFrom").is_none()
}

/// Whether a volume holds one projected ServiceAccount token and nothing else.
pub(crate) fn is_projected_token(volume: &Node<'_>) -> bool {
    let projected = only_source(volume, "projected");
    let sources = projected.and_then(|source| source.get("sources")).map(Node::items);
    matches!(sources, Some([only]) if only.get("serviceAccountToken").is_some())
}

/// Whether a volume holds a ConfigMap and nothing else.
pub(crate) fn is_config_map(volume: &Node<'_>) -> bool {
    only_source(volume, "configMap").is_some()
}

/// The source of a volume, if it is of this type. One with two is nobody's: Kubernetes refuses it.
fn only_source<'t, 'a>(volume: &'t Node<'a>, kind: &str) -> Option<&'t Node<'a>> {
    let mut sources = volume.entries().iter().filter(|entry| !entry.key.is("name"));
    let only = sources.next().filter(|entry| entry.key.is(kind));
    only.filter(|_| sources.next().is_none()).map(|entry| &entry.value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse;

    type Shape = fn(&Node<'_>) -> bool;

    fn holds(is: Shape, text: &str) -> bool {
        is(&parse(text, 0..text.len()).unwrap().unwrap())
    }

    #[test]
    fn shapes() {
        let token = "{serviceAccountToken: {path: a}}";
        let table: [(Shape, &str, bool); 10] = [
            (is_literal, "{name: A, value: b}", true),
            (is_literal, "{name: A}", true),
            (is_literal, "{name: A, valueFrom: {fieldRef: {fieldPath: b}}}", false),
            (is_projected_token, &format!("projected: {{sources: [{token}]}}"), true),
            (is_projected_token, &format!("projected: {{sources: [{token}, {token}]}}"), false),
            (is_projected_token, "projected: {sources: [{secret: {name: a}}]}", false),
            (
                is_projected_token,
                &format!("{{projected: {{sources: [{token}]}}, emptyDir: {{}}}}"),
                false,
            ),
            (is_config_map, "{configMap: {name: a}, secret: {secretName: a}}", false),
            (is_config_map, "configMap: {name: a}", true),
            (is_config_map, "secret: {secretName: a}", false),
        ];
        for (is, text, expected) in table {
            assert_eq!(holds(is, text), expected, "{text}");
        }
    }
}
