//! The fields in which kustomize reads the name of a file or of a folder.

use crate::yaml::{Kind, Node, Path};

/// What is named, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A file of objects, or a folder with a kustomization.
    Resource,
    /// A folder with a Component.
    Component,
    /// A file.
    File,
    /// A file, with `KEY=` in front if it shall have another key.
    KeyedFile,
    /// A file, or a patch in place of its name.
    Patch,
    /// A file or a folder of configurations of generators and transformers, or one in place of its
    /// name.
    Configuration,
    /// A Helm chart. Flux and this program build none.
    Chart,
}

/// A field, from the top of the file down; `[]` is each element of a list.
struct Field(&'static str, Role);

/// Source: kustomize api 0.21.1, `types/kustomization.go` and what it refers to; deprecated fields
/// too.
const OF_KUSTOMIZATION: &[Field] = &[
    Field("resources.[]", Role::Resource),
    Field("bases.[]", Role::Resource),
    Field("components.[]", Role::Component),
    Field("crds.[]", Role::File),
    Field("configurations.[]", Role::File),
    Field("openapi.path", Role::File),
    Field("patches.[].path", Role::File),
    Field("patchesJson6902.[].path", Role::File),
    Field("patchesStrategicMerge.[]", Role::Patch),
    Field("replacements.[].path", Role::File),
    Field("configMapGenerator.[].files.[]", Role::KeyedFile),
    Field("configMapGenerator.[].envs.[]", Role::File),
    Field("configMapGenerator.[].env", Role::File),
    Field("secretGenerator.[].files.[]", Role::KeyedFile),
    Field("secretGenerator.[].envs.[]", Role::File),
    Field("secretGenerator.[].env", Role::File),
    Field("generators.[]", Role::Configuration),
    Field("transformers.[]", Role::Configuration),
    Field("validators.[]", Role::Configuration),
    Field("helmCharts.[]", Role::Chart),
    Field("helmChartInflationGenerator.[]", Role::Chart),
];

/// The fields of every builtin generator and transformer at once: each of them has few.
/// Source: kustomize api 0.21.1, `internal/builtins`.
const OF_CONFIGURATION: &[Field] = &[
    Field("path", Role::File),
    Field("paths.[]", Role::Patch),
    Field("replacements.[].path", Role::File),
    Field("files.[]", Role::KeyedFile),
    Field("envs.[]", Role::File),
    Field("env", Role::File),
    Field("targetFilePath", Role::File),
    Field("valuesFile", Role::File),
    Field("additionalValuesFiles.[]", Role::File),
    Field("chartHome", Role::Chart),
    Field("items.[]", Role::Configuration),
];

/// A node that names something.
pub(super) struct Naming<'t, 'a> {
    pub(super) role: Role,
    pub(super) path: Path,
    pub(super) node: &'t Node<'a>,
}

/// What a kustomization names.
pub(super) fn of_kustomization<'t, 'a>(root: &'t Node<'a>) -> Vec<Naming<'t, 'a>> {
    all(OF_KUSTOMIZATION, root)
}

/// What the configuration of a generator or a transformer names.
pub(super) fn of_configuration<'t, 'a>(root: &'t Node<'a>) -> Vec<Naming<'t, 'a>> {
    all(OF_CONFIGURATION, root)
}

fn all<'t, 'a>(fields: &[Field], root: &'t Node<'a>) -> Vec<Naming<'t, 'a>> {
    let mut found = Vec::new();
    for Field(steps, role) in fields {
        let steps: Vec<&str> = steps.split('.').collect();
        descend(root, &Path::default(), &steps, *role, &mut found);
    }
    found
}

/// Goes down the steps. A node that can't be followed, because it is none of the kinds that are
/// expected, is found in place of those below it.
fn descend<'t, 'a>(
    node: &'t Node<'a>,
    path: &Path,
    steps: &[&str],
    role: Role,
    found: &mut Vec<Naming<'t, 'a>>,
) {
    match (steps, &node.kind) {
        _ if node.is_null() => {}
        ([], _) | (_, Kind::Alias { .. }) => found.push(Naming { role, path: path.clone(), node }),
        (["[]", rest @ ..], _) => {
            for (index, item) in node.items().iter().enumerate() {
                descend(item, &path.index(index), rest, role, found);
            }
        }
        ([field, rest @ ..], _) => {
            for entry in node.entries() {
                let key = entry.key.text().unwrap_or_default();
                if entry.key.is("<<") {
                    found.push(Naming { role, path: path.key("<<"), node: &entry.value });
                } else if is_field(key, field) {
                    descend(&entry.value, &path.key(key), rest, role, found);
                }
            }
        }
    }
}

/// Whether a key is read as a field: Go's JSON reader folds the case, that of `ſ` and of the Kelvin
/// sign too.
pub(super) fn is_field(key: &str, field: &str) -> bool {
    key.to_uppercase().to_lowercase() == field.to_lowercase()
}
