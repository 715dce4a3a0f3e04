//! A Kubernetes object as text, in the layout of kustomize: keys sorted, two blanks a level.

pub(crate) struct Object {
    pub(crate) api_version: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    /// Empty for an object of the cluster.
    pub(crate) namespace: String,
    /// The component of Flux it is part of; empty for one that is none of Flux.
    pub(crate) component: String,
    /// The lines behind the metadata.
    pub(crate) rest: String,
}

impl Object {
    /// As a document of a file.
    pub(crate) fn manifest(&self) -> String {
        self.text("")
    }

    /// As the item of a ResourceList, with the notes that kustomize puts on it for a function.
    pub(crate) fn item(&self, place: usize) -> String {
        let (group, version) = self.api_version.split_once('/').unwrap_or(("", self.api_version));
        let mut notes = "  annotations:\n    kustomize.config.k8s.io/id: |\n".to_owned();
        for (key, value) in [
            ("group", group),
            ("kind", self.kind),
            ("name", &self.name),
            ("namespace", &self.namespace),
            ("version", version),
        ] {
            if !value.is_empty() {
                notes += &format!("      {key}: {value}\n");
            }
        }
        for key in [
            "config.kubernetes.io/index",
            "internal.config.kubernetes.io/index",
            "internal.config.kubernetes.io/annotations-migration-resource-id",
        ] {
            notes += &format!("    {key}: '{place}'\n");
        }
        for key in ["internal.config.kubernetes.io/id", "config.k8s.io/id"] {
            notes += &format!("    {key}: '{}'\n", place + 1);
        }
        element(&self.text(&notes))
    }

    fn text(&self, notes: &str) -> String {
        let Object { api_version, kind, name, namespace, component, rest } = self;
        let mut text = format!("apiVersion: {api_version}\nkind: {kind}\nmetadata:\n{notes}");
        if !component.is_empty() {
            text += &format!(
                "  labels:
    app.kubernetes.io/component: {component}
    app.kubernetes.io/instance: flux-system
    app.kubernetes.io/part-of: flux
    app.kubernetes.io/version: v2.9.3
"
            );
        }
        text += &format!("  name: {name}\n");
        if !namespace.is_empty() {
            text += &format!("  namespace: {namespace}\n");
        }
        text + rest
    }
}

/// Lines as the element of a list.
pub(crate) fn element(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 5 / 4);
    for (number, line) in text.lines().enumerate() {
        if !line.is_empty() {
            out += if number == 0 { "- " } else { "  " };
            out += line;
        }
        out.push('\n');
    }
    out
}
