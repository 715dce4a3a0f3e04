//! A Kubernetes object among the items, read no deeper than its names.

use crate::diagnostic::{Location, PackageFile, ResourceRef};
use crate::yaml::{Node, Path};

/// An object: a node of a document, and where it stands there.
#[derive(Clone, Debug)]
pub struct Object<'t, 'a> {
    /// The object.
    pub node: &'t Node<'a>,
    /// Which text it stands in, as [`Location::source`] counts them.
    pub source: usize,
    /// Which frame of the text it stands in: the part that is read on its own.
    pub frame: usize,
    /// Its path in the frame.
    pub path: Path,
    /// The namespace that kustomize puts it into, if that is known: what counts in place of one that
    /// is written.
    pub counts_in: Option<&'t str>,
}

/// Keys under which orchestrators keep their notes. They come and go; edits never depend on them.
/// Source: kyaml's `kioutil` package.
const TRANSIENT: &[&str] = &[
    "internal.config.kubernetes.io/",
    "config.kubernetes.io/",
    "kustomize.config.k8s.io/",
    "config.k8s.io/",
];

/// The annotations that make an object the config of a function, to kustomize and to kpt.
/// Source: kyaml's `runtimeutil`.
pub(crate) const FUNCTION_ANNOTATIONS: [&str; 2] =
    ["config.kubernetes.io/function", "config.k8s.io/function"];

/// Whether an object is of this kind, in any version of the group.
pub(crate) fn is_of(object: &Node<'_>, group: &str, kind: &str) -> bool {
    let api_version = object.get("apiVersion").and_then(Node::text).unwrap_or_default();
    let of = api_version.split_once('/').map_or("", |(group, _)| group);
    of == group && object.get("kind").and_then(Node::text) == Some(kind)
}

/// Whether an object is marked as one that stays out of what kustomize builds, and so out of Flux: by
/// the annotation with any value but `false`.
/// Source: kustomize, `api/resource/factory.go` (`DropLocalNodes`).
pub(crate) fn is_local(object: &Node<'_>) -> bool {
    let mark = object.at(&["metadata", "annotations", "config.kubernetes.io/local-config"]);
    mark.is_some_and(|mark| !mark.is("false"))
}

impl<'t, 'a> Object<'t, 'a> {
    /// Whether a key of a mapping is an orchestrator's note.
    pub fn is_transient(key: &str) -> bool {
        TRANSIENT.iter().any(|prefix| key.starts_with(prefix))
    }

    /// `apps/v1`; empty if it has none.
    pub fn api_version(&self) -> &'t str {
        self.text(&["apiVersion"]).unwrap_or_default()
    }

    /// `apps`; empty for what Kubernetes calls the core.
    pub fn group(&self) -> &'t str {
        self.api_version().split_once('/').map_or("", |(group, _)| group)
    }

    /// `Deployment`; empty if it has none.
    pub fn kind(&self) -> &'t str {
        self.text(&["kind"]).unwrap_or_default()
    }

    /// The name; empty if it has none.
    pub fn name(&self) -> &'t str {
        self.text(&["metadata", "name"]).unwrap_or_default()
    }

    /// The namespace.
    pub fn namespace(&self) -> Option<&'t str> {
        let written = self.text(&["metadata", "namespace"]).filter(|n| !n.is_empty());
        written.map(|written| self.counts_as(written))
    }

    /// The namespace that one which is written in the object counts as.
    pub fn counts_as<'n>(&self, written: &'n str) -> &'n str
    where
        't: 'n,
    {
        self.counts_in.unwrap_or(written)
    }

    /// The names it had before kustomize gave it a prefix or a suffix.
    pub fn previous_names(&self) -> impl Iterator<Item = &'t str> {
        let names = self.annotation("internal.config.kubernetes.io/previousNames");
        names.unwrap_or_default().split(',').filter(|n| !n.is_empty())
    }

    /// Whether it is of this kind.
    pub fn is(&self, api_version: &str, kind: &str) -> bool {
        self.kind() == kind && self.api_version() == api_version
    }

    /// Whether it is of this kind, in any version of the group.
    pub fn is_of(&self, group: &str, kind: &str) -> bool {
        is_of(self.node, group, kind)
    }

    /// Whether it has, or had before kustomize renamed it, that name.
    pub fn is_named(&self, name: &str) -> bool {
        self.name() == name || self.previous_names().any(|n| n == name)
    }

    /// An annotation.
    pub fn annotation(&self, key: &str) -> Option<&'t str> {
        self.text(&["metadata", "annotations", key])
    }

    /// A label.
    pub fn label(&self, key: &str) -> Option<&'t str> {
        self.text(&["metadata", "labels", key])
    }

    /// The scalar down a way of keys.
    pub fn text(&self, keys: &[&str]) -> Option<&'t str> {
        self.node.at(keys).filter(|n| !n.is_null()).and_then(Node::text)
    }

    /// How results name it.
    pub fn resource_ref(&self) -> ResourceRef {
        ResourceRef {
            api_version: self.api_version().to_owned(),
            kind: self.kind().to_owned(),
            name: self.name().to_owned(),
            namespace: self.namespace().map(str::to_owned),
        }
    }

    /// Its location: the object as a whole.
    pub fn location(&self) -> Location {
        Location {
            source: self.source,
            span: Some(self.node.span.clone()),
            resource: Some(self.resource_ref()),
            path: None,
            file: self.file(),
        }
    }

    /// The location of a field, with the indices that its path has here; of one that is absent the
    /// bytes are the object's.
    pub fn field_location(&self, path: &Path) -> Location {
        let node = path.find(self.node).unwrap_or(self.node);
        Location {
            span: Some(node.span.clone()),
            path: Some(path.in_tree(self.node)),
            ..self.location()
        }
    }

    /// The file it came from, by the orchestrator's notes.
    pub fn file(&self) -> Option<PackageFile> {
        let note = |key: &str| {
            self.annotation(&format!("internal.config.kubernetes.io/{key}"))
                .or_else(|| self.annotation(&format!("config.kubernetes.io/{key}")))
        };
        let index = note("index").and_then(|n| n.parse().ok());
        note("path").map(|path| PackageFile { path: path.to_owned(), index })
    }
}
