//! Whether texts are manifests, or something else that people give in their place.

use crate::flux::group;
use crate::krm::{Documents, InputError, Mark, Outline};
use crate::yaml::{Kind, Node};

use super::UnreadableText;

/// The kinds that Flux's controllers are made of.
const WANTED: [&str; 4] = ["ServiceAccount", "Deployment", "FluxInstance", "List"];

/// What is given in place of manifests: a kind, the group of its apiVersion, and what to do.
const MISTAKEN: [(&str, &str, &str); 8] = [
    ("Kustomization", "kustomize.config.k8s.io", KUSTOMIZATION),
    ("Component", "kustomize.config.k8s.io", KUSTOMIZATION),
    ("Kustomization", group::KUSTOMIZE, "give the manifests that Flux builds from it"),
    (
        "HelmRelease",
        group::HELM,
        "give the manifests that Helm renders, or print values: `patches --format helm-values`",
    ),
    ("ResourceList", "config.kubernetes.io", RESOURCE_LIST),
    ("FluxWorkloadIdentity", "flux-workload-identity.dev", "name the config with -c"),
    ("Kptfile", "kpt.dev", "give the manifests of the package"),
    ("Status", "v1", "it is an error of the API server: run kubectl again"),
];

const KUSTOMIZATION: &str = "give what it builds: `kustomize build . | flux-workload-identity apply \
                             -c CONFIG`; `patches --write` keeps patches in it";

const RESOURCE_LIST: &str = "the function reads it: `flux-workload-identity < FILE`, without a \
                             command";

/// Refuses texts that hold nothing of Flux and are known to be something else, and a ResourceList
/// wherever it stands: nobody looks into it. `outlines` are those of all documents of the `files`,
/// before what matters of them was parsed.
///
/// # Errors
/// The first text that is something else.
pub(super) fn demand_manifests(
    texts: &[&str],
    outlines: &[Outline<'_>],
    files: &[Documents<'_>],
) -> Result<(), UnreadableText> {
    let mut start = 0;
    let mut other = None;
    for (index, file) in files.iter().enumerate() {
        let first = outlines.get(start).filter(|_| file.count() > 0);
        start += file.count();
        let Some(found) = first.and_then(|first| Found::of(first, file)) else { continue };
        let is_list = matches!(found, Found::Object { kind: "ResourceList", .. });
        let told = found.told(texts[index]);
        let told = told.map(|error| UnreadableText { source: index + 1, error });
        match told {
            Some(error) if is_list => return Err(error),
            told => other = other.or(told),
        }
    }
    let is_wanted = |kind: &str| WANTED.contains(&kind);
    let mut parsed = files.iter().flat_map(Documents::objects);
    match other {
        Some(other)
            if !outlines.iter().filter_map(Outline::kind).any(|(_, kind)| is_wanted(kind))
                && !parsed.any(|object| is_wanted(object.kind())) =>
        {
            Err(other)
        }
        _ => Ok(()),
    }
}

/// What the first document of a text is.
enum Found<'d, 'a> {
    Object { api_version: &'d str, kind: &'d str, offset: usize },
    Other(&'d Node<'a>),
}

impl<'d, 'a> Found<'d, 'a> {
    fn of(outline: &'d Outline<'a>, file: &'d Documents<'a>) -> Option<Found<'d, 'a>> {
        let range = outline.range();
        if let Some((api_version, kind)) = outline.kind() {
            return Some(Found::Object { api_version, kind, offset: range.start });
        }
        let root = file.roots().find(|root| range.contains(&root.span.start))?;
        let text = |key| root.get(key).and_then(Node::text);
        let object = text("kind").filter(|kind| !kind.is_empty()).map(|kind| {
            let api_version = text("apiVersion").unwrap_or_default();
            Found::Object { api_version, kind, offset: root.span.start }
        });
        object.or(Some(Found::Other(root)))
    }

    /// What it is in place of manifests, if that is known.
    fn told(&self, text: &str) -> Option<InputError> {
        let not_manifests = |what: String, help: &str, offset| {
            Some(InputError::NotManifests { what, help: help.to_owned(), offset })
        };
        match self {
            &Found::Object { api_version, kind, offset } => {
                let group = api_version.split('/').next().unwrap_or_default();
                let row = MISTAKEN.iter().find(|(k, g, _)| (*k, *g) == (kind, group))?;
                not_manifests(format!("a {kind} of {api_version}"), row.2, offset)
            }
            Found::Other(root) if matches!(root.kind, Kind::Mapping { .. }) => {
                let (what, help) = mapping(root);
                not_manifests(what.to_owned(), help, root.span.start)
            }
            Found::Other(root) => {
                let what = root.kind_name().to_owned();
                let help = "give manifests, such as those of `flux install --export`";
                let not_manifests = not_manifests(what, help, root.span.start)?;
                Some(Mark::of(text.as_bytes()).map_or(not_manifests, InputError::Marked))
            }
        }
    }
}

/// What a mapping without a kind is, and what to do.
fn mapping(root: &Node<'_>) -> (&'static str, &'static str) {
    let first = |key| root.get(key).and_then(|list| list.items().first());
    if root.get("sops").is_some() {
        ("encrypted with SOPS", "decrypt it first: `sops decrypt FILE`")
    } else if first("resources").is_some_and(|resource| resource.text().is_some()) {
        ("a kustomization.yaml", KUSTOMIZATION)
    } else {
        ("a mapping without a kind", "render templates and the values of charts first")
    }
}
