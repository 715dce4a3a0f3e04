//! A kustomize Component: a folder, all files of which this program writes.

use crate::diagnostic::Diagnostic;
use crate::patch::{MARKER, Mark, Repeats, keep, mark, of_another};
use crate::plan::{Plan, Purpose};
use crate::yaml::{self, Layout, Path, Value, block};

use super::kustomization::{pairs, whole};
use super::kustomize_parts::KustomizeParts;

/// The API version of a Component.
const API_VERSION: &str = "kustomize.config.k8s.io/v1alpha1";

/// What a file is for, as the mark in its first line says.
const PURPOSE: &str = "writes this file, and overwrites changes of it";

/// The first line of a file of earlier versions, which had no name in it.
const UNNAMED: &str = "# Made by flux-workload-identity, which will overwrite changes.\n";

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
pub(crate) fn files(parts: &KustomizeParts, plan: &Plan) -> [(&'static str, Option<String>); 3] {
    let with_head = |text: String| mark(&plan.name, PURPOSE) + &text;
    let added = [(ACCOUNTS, &parts.accounts), (PERMISSION, &parts.permission)];
    let resources: Vec<&str> =
        added.iter().filter(|(_, objects)| !objects.is_empty()).map(|(file, _)| *file).collect();
    let component = component(parts, &plan.namespace, &resources);
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

/// Whose a file is, if it was written by this program, however its lines end.
pub(crate) fn mark_of(text: &str) -> Option<Mark<'_>> {
    let is_unnamed = text.lines().next() == UNNAMED.lines().next();
    Mark::read(text).map(|(mark, _)| mark).or(is_unnamed.then_some(Mark::Unnamed))
}

/// What there is to say of a file of the folder before it is written anew. The diagnostics have
/// paths and spans; with an error nothing is to be written.
pub(crate) fn said(
    text: &str,
    parts: &KustomizeParts,
    plan: &Plan,
    purpose: Purpose,
) -> Vec<Diagnostic> {
    if let Some(Mark::Of(name)) = mark_of(text).filter(|m| !m.is_free_for(&plan.name, purpose)) {
        return vec![of_another(name, plan).span(0..text.lines().next().unwrap_or_default().len())];
    }
    let root = yaml::parse(text, 0..text.len()).ok().flatten();
    let patches = Path::keys(["patches"]);
    root.map(|root| {
        keep(&root, &patches, &parts.patches, plan, Repeats::Written, purpose).diagnostics
    })
    .unwrap_or_default()
}

/// A file of a config as earlier versions wrote it.
pub(crate) fn unnamed(text: &str, config: &str) -> String {
    let text = text.replacen(&mark(config, PURPOSE), UNNAMED, 1);
    text.replace(&format!("{MARKER}/{config}:"), &format!("{MARKER}:"))
}

/// How many parts a file of the folder has.
pub(crate) fn count(text: &str) -> usize {
    let is_part = |line: &str| {
        let content = line.trim_start();
        // In a patch the kind is indented, as everything in it is.
        Mark::read(content).is_some()
            || content.starts_with("disableNameSuffixHash:")
            || line.starts_with("kind: ServiceAccount")
            || line.starts_with("kind: ClusterRole")
    };
    text.lines().skip(1).filter(|line| is_part(line)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patch::token_creation::{binding, role, subject};

    fn plan() -> Plan {
        let config = "kind: FluxWorkloadIdentity\n\
                      apiVersion: flux-workload-identity.dev/v1alpha1\n\
                      spec: {objectLevel: {enabled: true}}\n";
        let config = crate::yaml::parse(config, 0..config.len()).unwrap();
        Plan::read(config.as_ref()).0.unwrap().1
    }

    #[test]
    fn the_parts_that_are_written_are_counted() {
        let patch =
            Value::map([("patch", Value::from("# flux-workload-identity/a: identity\nkind: A\n"))]);
        let account = Value::map([("kind", Value::from("ServiceAccount"))]);
        let parts = KustomizeParts {
            patches: vec![patch.clone(), patch],
            accounts: vec![account],
            permission: vec![role("a"), binding("a", vec![subject("b", "c")])],
            ..KustomizeParts::default()
        };
        let plan = plan();
        let files = files(&parts, &plan);
        let texts: Vec<String> = files.into_iter().filter_map(|(_, text)| text).collect();
        let flux = Some(Mark::Of("flux"));
        assert!(texts.iter().all(|text| mark_of(text) == flux), "{texts:?}");
        assert_eq!(mark_of(&texts[0].replace('\n', "\r\n")), flux);
        assert_eq!(mark_of(&unnamed(&texts[0], "flux")), Some(Mark::Unnamed));
        assert_eq!(texts.iter().map(|text| count(text)).sum::<usize>(), parts.count());
        assert_eq!(mark_of(&body(&parts, "flux-system")), None);
    }
}
