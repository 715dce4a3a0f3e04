//! A kustomize Component: a folder, all files of which this program writes.

use crate::patch::MARKER;
use crate::yaml::{Layout, Value, block};

use super::kustomization::{pairs, whole};
use super::kustomize_parts::KustomizeParts;

/// The API version of a Component.
const API_VERSION: &str = "kustomize.config.k8s.io/v1alpha1";

/// The first line of each file, by which this program knows that it wrote the file.
const HEAD: &str = "# Made by flux-workload-identity, which will overwrite changes.\n";

/// The file that makes the folder a Component.
pub(crate) const KUSTOMIZATION: &str = "kustomization.yaml";

/// The file of the tenants' ServiceAccounts that are to be added.
const ACCOUNTS: &str = "service-accounts.yaml";

/// The file of the permission to create tokens.
pub(crate) const PERMISSION: &str = "flux-object-identity.yaml";

/// The Component without a folder, for parts that need one file alone.
pub(crate) fn body(parts: &KustomizeParts, namespace: &str) -> String {
    component(parts, namespace, &[])
}

/// The names of the folder's files, each with the text that it is to have, if it is needed.
pub(crate) fn files(
    parts: &KustomizeParts,
    namespace: &str,
) -> [(&'static str, Option<String>); 3] {
    let with_head = |text: String| format!("{HEAD}{text}");
    let added = [(ACCOUNTS, &parts.accounts), (PERMISSION, &parts.permission)];
    let resources: Vec<&str> =
        added.iter().filter(|(_, objects)| !objects.is_empty()).map(|(file, _)| *file).collect();
    let component = component(parts, namespace, &resources);
    let [accounts, permission] = added.map(|(file, objects)| {
        (file, (!objects.is_empty()).then(|| with_head(documents(objects))))
    });
    [(KUSTOMIZATION, Some(with_head(component))), accounts, permission]
}

/// Objects as documents of one file.
pub(crate) fn documents(objects: &[Value]) -> String {
    let texts: Vec<String> =
        objects.iter().map(|object| block(object, 0, &Layout::default()) + "\n").collect();
    texts.join("---\n")
}

fn component(parts: &KustomizeParts, namespace: &str, resources: &[&str]) -> String {
    let resources = resources.iter().map(|file| Value::from(*file)).collect();
    whole(API_VERSION, "Component", resources, pairs(parts, namespace))
}

/// Whether a file was written by this program, however its lines end.
pub(crate) fn is_managed(text: &str) -> bool {
    text.lines().next() == HEAD.lines().next()
}

/// How many parts a file of the folder has.
pub(crate) fn count(text: &str) -> usize {
    let is_part = |line: &str| {
        let content = line.trim_start();
        // In a patch the kind is indented, as everything in it is.
        content.starts_with(MARKER)
            || content.starts_with("disableNameSuffixHash:")
            || line.starts_with("kind: ServiceAccount")
            || line.starts_with("kind: ClusterRole")
    };
    text.lines().filter(|line| is_part(line)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patch::token_creation::{binding, role, subject};

    #[test]
    fn the_parts_that_are_written_are_counted() {
        let patch = Value::map([("patch", Value::from(format!("{MARKER} identity\nkind: A\n")))]);
        let account = Value::map([("kind", Value::from("ServiceAccount"))]);
        let parts = KustomizeParts {
            patches: vec![patch.clone(), patch],
            accounts: vec![account],
            permission: vec![role("a"), binding("a", vec![subject("b", "c")])],
            ..KustomizeParts::default()
        };
        let files = files(&parts, "flux-system");
        let texts: Vec<String> = files.into_iter().filter_map(|(_, text)| text).collect();
        assert!(texts.iter().all(|text| is_managed(text)), "{texts:?}");
        assert!(is_managed(&texts[0].replace('\n', "\r\n")));
        assert_eq!(texts.iter().map(|text| count(text)).sum::<usize>(), parts.count());
        assert!(!is_managed(&body(&parts, "flux-system")));
    }
}
