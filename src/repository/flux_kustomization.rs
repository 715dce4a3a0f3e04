//! What a Kustomization of Flux says: which folder of which source it applies, and what it changes
//! on the way.
//!
//! Source: <https://fluxcd.io/flux/components/kustomize/kustomizations/>.

use std::path::{Path, PathBuf};

use crate::cloud::{Variables, expand, unset};
use crate::flux::group;
use crate::krm::{Documents, is_of};
use crate::yaml::{Kind, Node, Value, parse};

use super::CommonMetadata;
use super::root::joined;

/// A source by its names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SourceName {
    pub(crate) kind: String,
    pub(crate) namespace: String,
    pub(crate) name: String,
}

/// A Kustomization of Flux.
#[derive(Clone, Debug, Default)]
pub(crate) struct FluxKustomization {
    pub(crate) namespace: String,
    pub(crate) name: String,
    /// Where its files come from.
    pub(crate) source: SourceName,
    /// What the source leaves out itself: its `spec.ignore`, as far as files tell.
    pub(crate) ignore: Option<String>,
    /// `spec.path` as it is written; empty is the source's root.
    pub(crate) path: String,
    /// Whether it applies to another cluster.
    pub(crate) is_remote: bool,
    pub(crate) is_suspended: bool,
    /// Whether it decrypts what SOPS has encrypted.
    pub(crate) decrypts: bool,
    /// What it adds to the kustomization of the folder; none if it adds nothing.
    pub(crate) overlay: Vec<(String, Value)>,
    /// The values of variables that it writes out.
    pub(crate) variables: Variables,
    /// What it sets on every object.
    pub(crate) common_metadata: CommonMetadata,
    /// Whether the cluster has more values, in what its `substituteFrom` names.
    pub(crate) has_more_variables: bool,
}

/// The fields that Flux merges into the kustomization of the folder, and what kustomize calls them.
pub(super) const OVERLAY: [(&str, &str); 6] = [
    ("targetNamespace", "namespace"),
    ("namePrefix", "namePrefix"),
    ("nameSuffix", "nameSuffix"),
    ("patches", "patches"),
    ("components", "components"),
    ("images", "images"),
];

impl FluxKustomization {
    /// Reads one; none if the object is another.
    pub(crate) fn read(object: &Node<'_>) -> Option<FluxKustomization> {
        let text = |keys: &[&str]| {
            let node = object.at(keys).filter(|node| !node.is_null());
            node.and_then(Node::text).unwrap_or_default().to_owned()
        };
        if !is_of(object, group::KUSTOMIZE, "Kustomization") {
            return None;
        }
        let namespace = text(&["metadata", "namespace"]);
        let mut source = SourceName {
            kind: text(&["spec", "sourceRef", "kind"]),
            namespace: text(&["spec", "sourceRef", "namespace"]),
            name: text(&["spec", "sourceRef", "name"]),
        };
        if source.namespace.is_empty() {
            source.namespace.clone_from(&namespace);
        }
        let overlay = OVERLAY.iter().filter_map(|(field, name)| {
            let value = object.at(&["spec", field]).filter(|node| !node.is_null())?;
            Some(((*name).to_owned(), value_of(value)))
        });
        let variables = object.at(&["spec", "postBuild", "substitute"]).map(Node::entries);
        let variables = variables.unwrap_or_default().iter().filter_map(|entry| {
            let value = entry.value.text().filter(|_| !entry.value.is_null());
            Some((entry.key.text()?.to_owned(), value.unwrap_or_default().to_owned()))
        });
        let post_build = object.at(&["spec", "postBuild"]).filter(|node| !node.is_null());
        Some(FluxKustomization {
            has_more_variables: post_build.is_some_and(has_more_variables),
            name: text(&["metadata", "name"]),
            namespace,
            source,
            ignore: None,
            path: text(&["spec", "path"]),
            is_remote: object.at(&["spec", "kubeConfig"]).is_some_and(|node| !node.is_null()),
            is_suspended: object.at(&["spec", "suspend"]).is_some_and(Node::is_true),
            decrypts: object.at(&["spec", "decryption"]).is_some_and(|node| !node.is_null()),
            overlay: overlay.collect(),
            variables: variables.collect(),
            common_metadata: CommonMetadata::read(object),
        })
    }

    /// Those among the objects of a text.
    pub(crate) fn all(text: &str) -> Vec<FluxKustomization> {
        if !text.contains(group::KUSTOMIZE) {
            return Vec::new();
        }
        let mut documents = Documents::open(text, 0);
        // Whoever looks at the objects says what can't be read.
        if documents.read(|document| document.may_contain(group::KUSTOMIZE)).is_err() {
            return Vec::new();
        }
        documents.objects().iter().filter_map(|o| FluxKustomization::read(o.node)).collect()
    }

    /// The variables that it fills in, if there are no others.
    pub(crate) fn known_variables(&self) -> Option<&Variables> {
        Some(&self.variables).filter(|_| !self.has_more_variables)
    }

    /// Whether it is the same object.
    pub(super) fn is(&self, other: &FluxKustomization) -> bool {
        (&self.namespace, &self.name) == (&other.namespace, &other.name)
    }

    /// Takes what another reading of the same object says of what is made of the folder. Returns
    /// whether that changes what is made.
    pub(super) fn take(&mut self, other: FluxKustomization) -> bool {
        self.decrypts |= other.decrypts;
        let changes = self.overlay != other.overlay
            || self.is_suspended != other.is_suspended
            || !self.finishes_as(&other);
        self.is_suspended = other.is_suspended;
        self.overlay = other.overlay;
        self.variables = other.variables;
        self.common_metadata = other.common_metadata;
        self.has_more_variables = other.has_more_variables;
        changes
    }

    /// Whether another one makes the same of what is built.
    pub(super) fn finishes_as(&self, other: &FluxKustomization) -> bool {
        self.variables == other.variables
            && self.has_more_variables == other.has_more_variables
            && self.common_metadata == other.common_metadata
    }

    /// What it makes of what is built: variables filled in, and then what it sets on every object.
    /// None if nothing changes.
    pub(crate) fn finished(&self, text: &str) -> Option<String> {
        let filled = self.substituted(text);
        let set = self.common_metadata.set_in(filled.as_deref().unwrap_or(text));
        set.or(filled)
    }

    /// The folder that it applies, relative to the root of the source; none if only the cluster
    /// knows it.
    pub(crate) fn folder(&self) -> Option<PathBuf> {
        if self.path.contains("${") {
            return None;
        }
        // A path may begin with `/`, which is the root too.
        joined(Path::new(""), self.path.trim_start_matches('/'))
    }

    /// A text with the variables that are written out filled in, but for the objects that opt out.
    /// What is left is known in the cluster alone. None if nothing can change.
    fn substituted(&self, text: &str) -> Option<String> {
        if self.variables.is_empty() || !text.contains('$') {
            return None;
        }
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for outline in Documents::open(text, 0).outlines() {
            let range = outline.range();
            let document = &text[range.clone()];
            out.push_str(&text[at..range.start]);
            let object = || parse(text, range.clone()).ok().flatten();
            if outline.may_contain(SUBSTITUTE) && object().is_some_and(|object| opts_out(&object)) {
                out.push_str(document);
            } else {
                out.push_str(&expand(document, &self.variables));
            }
            at = range.end;
        }
        out.push_str(&text[at..]);
        Some(out)
    }

    /// The first substitution of a tree that comes to nothing in the cluster, as it is known that
    /// no variable has that name. Without any variables Flux leaves the text as it is.
    pub(super) fn unset(&self, node: &Node<'_>) -> Option<String> {
        let variables = self.known_variables()?;
        match &node.kind {
            Kind::Scalar { value, .. } => unset(value, variables).map(str::to_owned),
            Kind::Mapping { entries, .. } => {
                entries.iter().find_map(|entry| self.unset(&entry.value))
            }
            Kind::Sequence { items, .. } => items.iter().find_map(|item| self.unset(item)),
            Kind::Alias { .. } => None,
        }
    }

    /// A tree with the same variables filled in, wherever a scalar names them.
    pub(super) fn filled<'a>(&self, node: &Node<'a>) -> Node<'a> {
        let mut node = node.clone();
        match &mut node.kind {
            Kind::Scalar { value, .. } if !self.variables.is_empty() => {
                *value = expand(value, &self.variables).into();
            }
            Kind::Mapping { entries, .. } => {
                entries.iter_mut().for_each(|entry| entry.value = self.filled(&entry.value));
            }
            Kind::Sequence { items, .. } => {
                items.iter_mut().for_each(|item| *item = self.filled(item));
            }
            Kind::Scalar { .. } | Kind::Alias { .. } => {}
        }
        node
    }
}

/// Whether a `postBuild` gives more variables than those that are written out, or some that are not
/// read here: what is an alias, or merged in.
fn has_more_variables(post_build: &Node<'_>) -> bool {
    let is_read = |substitute: &Node<'_>| {
        substitute.is_null()
            || matches!(substitute.kind, Kind::Mapping { .. })
                && substitute
                    .entries()
                    .iter()
                    .all(|entry| !entry.key.is("<<") && entry.value.text().is_some())
    };
    let is_empty_list =
        |node: &Node<'_>| matches!(node.kind, Kind::Sequence { .. }) && node.items().is_empty();
    let from = post_build.get("substituteFrom");
    !matches!(post_build.kind, Kind::Mapping { .. })
        || post_build.get("<<").is_some()
        || from.is_some_and(|from| !from.is_null() && !is_empty_list(from))
        || post_build.get("substitute").is_some_and(|substitute| !is_read(substitute))
}

/// The label or annotation with which an object opts out of substitution.
/// Source: fluxcd/pkg/kustomize, `kustomize_varsub.go`.
pub(crate) const SUBSTITUTE: &str = "kustomize.toolkit.fluxcd.io/substitute";

/// Whether Flux fills nothing into an object.
pub(crate) fn opts_out(object: &Node<'_>) -> bool {
    ["labels", "annotations"].iter().any(|field| {
        object.at(&["metadata", field, SUBSTITUTE]).and_then(Node::text) == Some("disabled")
    })
}

/// A node as a value to write; scalars keep their text.
fn value_of(node: &Node<'_>) -> Value {
    match (&node.kind, node.text()) {
        (_, Some(text @ ("true" | "false"))) if node.string().is_none() => {
            Value::Bool(text == "true")
        }
        (_, Some(text)) => Value::from(text),
        (Kind::Sequence { items, .. }, _) => Value::List(items.iter().map(value_of).collect()),
        _ => {
            let entries = node.entries().iter();
            Value::map(
                entries.filter_map(|entry| {
                    Some((entry.key.text()?.to_owned(), value_of(&entry.value)))
                }),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> FluxKustomization {
        let text = format!("apiVersion: {}/v1\nkind: Kustomization\n{text}", group::KUSTOMIZE);
        FluxKustomization::read(&parse(&text, 0..text.len()).unwrap().unwrap()).unwrap()
    }

    #[test]
    fn a_source_without_a_namespace_is_in_that_of_the_kustomization() {
        let read = read(
            "metadata: {name: a, namespace: n}\nspec: {sourceRef: {kind: GitRepository, name: b}, path: ./c}\n",
        );
        let name = |text: &str| text.to_owned();
        let source =
            SourceName { kind: name("GitRepository"), namespace: name("n"), name: name("b") };
        assert_eq!(read.source, source);
        assert_eq!(read.folder(), Some(PathBuf::from("c")));
    }

    #[test]
    fn what_is_written_out_is_filled_in() {
        let read = read("spec: {postBuild: {substitute: {A: x, B: \"1\"}}}\n");
        let filled = |text: &str| read.finished(text);
        assert_eq!(filled("a: ${A}-${B:=2}-${C}\n").as_deref(), Some("a: x-1-${C}\n"));
        assert_eq!(filled("a"), None);
        let of = |field: &str, is: &str| {
            format!("metadata: {{{field}: {{{SUBSTITUTE}: {is}}}}}\na: ${{A}}\n")
        };
        for (field, is, expected) in [
            ("labels", "disabled", "${A}"),
            ("annotations", "disabled", "${A}"),
            ("labels", "on", "x"),
        ] {
            let text = format!("{}---\na: ${{A}}\n", of(field, is));
            let expected = of(field, is).replace("${A}", expected) + "---\na: x\n";
            assert_eq!(filled(&text), Some(expected));
        }
    }

    #[test]
    fn a_path_that_only_the_cluster_knows_is_no_folder() {
        assert_eq!(read("spec: {path: \"./clusters/${CLUSTER}\"}\n").folder(), None);
        assert_eq!(read("spec: {path: ../other}\n").folder(), None);
        assert_eq!(read("spec: {path: /}\n").folder(), Some(PathBuf::new()));
        assert_eq!(read("spec: {}\n").folder(), Some(PathBuf::new()));
    }
}
