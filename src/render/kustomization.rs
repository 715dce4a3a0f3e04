//! A kustomization.yaml, or the fields of one, as a text of its own.

use crate::cloud::Credentials;
use crate::flux::{COMPONENTS_FILE, SYNC_FILE};
use crate::yaml::{Layout, Value, block};

use super::kustomize_parts::KustomizeParts;

/// Files of `flux bootstrap`, which a complete kustomization lists.
/// Source: `flux bootstrap`, and the Flux provider of Terraform (`kustomization_override`).
const FLUX_FILES: [&str; 2] = [COMPONENTS_FILE, SYNC_FILE];

/// The API version of a Kustomization.
const KUSTOMIZATION: &str = "kustomize.config.k8s.io/v1beta1";

/// The fields that hold the parts: `patches` and `configMapGenerator`.
pub(crate) fn fields(parts: &KustomizeParts, namespace: &str) -> String {
    block(&Value::Map(pairs(parts, namespace)), 0, &Layout::default()) + "\n"
}

/// A complete kustomization.yaml over the files of `flux bootstrap`.
pub(crate) fn body(parts: &KustomizeParts, namespace: &str) -> String {
    let files = FLUX_FILES.map(Value::from).into();
    whole(KUSTOMIZATION, "Kustomization", files, pairs(parts, namespace))
}

/// A whole file of a kind that kustomize reads.
pub(super) fn whole(
    api_version: &str,
    kind: &str,
    resources: Vec<Value>,
    parts: Vec<(String, Value)>,
) -> String {
    let mut fields =
        vec![("apiVersion".to_owned(), Value::from(api_version)), ("kind".to_owned(), kind.into())];
    if !resources.is_empty() {
        fields.push(("resources".to_owned(), Value::List(resources)));
    }
    fields.extend(parts);
    block(&Value::Map(fields), 0, &Layout::default()) + "\n"
}

/// The fields of the parts.
pub(super) fn pairs(parts: &KustomizeParts, namespace: &str) -> Vec<(String, Value)> {
    let mut fields = Vec::new();
    let generators = generators(parts, namespace);
    // Without parts there is still a field: kustomize refuses a file that has none.
    if !parts.patches.is_empty() || generators.is_empty() {
        fields.push(("patches".to_owned(), Value::List(parts.patches.clone())));
    }
    if !generators.is_empty() {
        fields.push(("configMapGenerator".to_owned(), Value::List(generators)));
    }
    fields
}

/// The credential configurations as generators. Without the hash in the name: the volume names the
/// ConfigMap as Flux's guide does.
pub(super) fn generators(parts: &KustomizeParts, namespace: &str) -> Vec<Value> {
    let generator = |c: &Credentials| {
        let literal = format!("{}={}", c.key, c.json);
        Value::map([
            ("name", Value::from(c.config_map.as_str())),
            ("namespace", namespace.into()),
            ("literals", Value::List(vec![literal.into()])),
            ("options", Value::map([("disableNameSuffixHash", true.into())])),
        ])
    };
    parts.credentials.iter().map(generator).collect()
}
