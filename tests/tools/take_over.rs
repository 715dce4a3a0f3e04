//! `patches --write --take-over`: the way from patches by hand to kept ones, with what kustomize
//! builds before and after.

use std::fs;
use std::path::Path;

use super::command::program;
use super::need::has_tools;

/// Runs a command in a folder; its status, and what it said.
fn run(folder: &Path, line: &str) -> (i32, String) {
    let assert = program().args(line.split_whitespace()).current_dir(folder).assert();
    let output = assert.get_output();
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    (output.status.code().unwrap(), said)
}

fn build(folder: &Path) -> String {
    let output = std::process::Command::new("kustomize").arg("build").arg(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A ServiceAccount for each of two controllers, and a Deployment.
const MANIFESTS: &str = "\
apiVersion: v1
kind: ServiceAccount
metadata: {name: source-controller, namespace: flux-system}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: kustomize-controller, namespace: flux-system}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
  labels: {app.kubernetes.io/component: source-controller}
spec:
  template:
    metadata: {labels: {app: source-controller}}
    spec:
      serviceAccountName: source-controller
      containers: [{name: manager}]
";

/// A config of one provider, for the source-controller.
fn config(provider: &str, identity: &str) -> String {
    format!(
        "apiVersion: flux-workload-identity.dev/v1alpha1\nkind: FluxWorkloadIdentity\n\
         metadata: {{name: flux}}\nspec:\n  provider: {provider}\n  identities:\n  \
         - controllers: [source-controller]\n    {identity}\n"
    )
}

/// An entry that sets annotations of ServiceAccounts.
fn annotations(target: &str, annotations: &str) -> String {
    format!(
        "- target: {{kind: ServiceAccount{target}}}\n  patch: |\n    apiVersion: v1\n    \
         kind: ServiceAccount\n    metadata:\n      name: any\n      annotations:\n        \
         {annotations}\n"
    )
}

const ROLE: &str = "eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/flux";
const NAMED: &str = ", name: source-controller";

fn folder(config: &str, entries: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("flux.yaml", MANIFESTS);
    write("config.yaml", config);
    write("kustomization.yaml", &format!("resources: [flux.yaml]\npatches:\n{entries}"));
    folder
}

const TAKE_OVER: &str = "patches -c config.yaml flux.yaml --write kustomization.yaml --take-over";

pub(crate) fn patches_by_hand_become_kept_ones() {
    if !has_tools("kustomize", "--take-over").unwrap() {
        return;
    }
    let azure = "azure.workload.identity/client-id: 7b4be3a2-1f3c-4a64-9d0e-5a4f8c1d2e3f\n        \
                 azure.workload.identity/tenant-id: 0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9";
    let ids = "clientId: 7b4be3a2-1f3c-4a64-9d0e-5a4f8c1d2e3f\n    \
               tenantId: 0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9";
    let label = "\
- target: {kind: Deployment, name: (source-controller|image-reflector-controller)}
  patch: |
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: any, labels: {azure.workload.identity/use: \"true\"}}
    spec: {template: {metadata: {labels: {azure.workload.identity/use: \"true\"}}}}
";
    let google = "iam.gke.io/gcp-service-account: flux@acme-prod.iam.gserviceaccount.com";
    for (config, entries) in [
        (config("aws", "roleArn: arn:aws:iam::111122223333:role/flux"), annotations(NAMED, ROLE)),
        (config("azure", ids), annotations(NAMED, azure) + label),
        (
            config("gcp", "serviceAccountEmail: flux@acme-prod.iam.gserviceaccount.com"),
            annotations(NAMED, google),
        ),
    ] {
        let folder = folder(&config, &entries);
        let before = build(folder.path());
        let (status, said) = run(folder.path(), TAKE_OVER);
        assert_eq!(status, 0, "{said}");
        assert!(said.contains("info[FWI247]: this patch by hand is removed"), "{said}");
        assert!(!said.contains("FWI226"), "{said}");
        assert_eq!(build(folder.path()), before);
        let written = fs::read_to_string(folder.path().join("kustomization.yaml")).unwrap();
        let marks = written.matches("# flux-workload-identity/flux: ").count();
        assert_eq!(marks, written.matches("- target:").count(), "{written}");
        let check = "patches -q -c config.yaml flux.yaml --check kustomization.yaml";
        assert_eq!(run(folder.path(), check), (0, String::new()));
    }
}

pub(crate) fn what_does_more_or_reaches_more_stays() {
    if !has_tools("kustomize", "--take-over").unwrap() {
        return;
    }
    let more = format!("{ROLE}\n        team: platform");
    let other = ROLE.replace("role/flux", "role/other");
    for (entries, said_of_it) in [
        (annotations("", ROLE), "warning[FWI248]: this patch by hand stays: kustomize would build"),
        (annotations(NAMED, &more), "warning[FWI226]"),
        (annotations(NAMED, &other), "warning[FWI226]"),
    ] {
        let config = config("aws", "roleArn: arn:aws:iam::111122223333:role/flux");
        let folder = folder(&config, &entries);
        let (status, said) = run(folder.path(), TAKE_OVER);
        assert_eq!(status, 0, "{said}");
        assert!(said.contains(said_of_it) && said.contains("  --> patches[0]\n"), "{said}");
        assert!(!said.contains("FWI247"), "{said}");
        let written = fs::read_to_string(folder.path().join("kustomization.yaml")).unwrap();
        assert!(written.contains(&entries), "{written}");
    }
    // Of several, those that are superfluous go.
    let entries = annotations("", ROLE) + &annotations(NAMED, ROLE);
    let config = config("aws", "roleArn: arn:aws:iam::111122223333:role/flux");
    let folder = folder(&config, &entries);
    let (_, said) = run(folder.path(), TAKE_OVER);
    assert!(said.contains("FWI247") && said.contains("FWI248"), "{said}");
}

/// Operations, also those that replace all annotations, and patches in files.
pub(crate) fn patches_of_any_form_are_taken_over() {
    if !has_tools("kustomize", "--take-over").unwrap() {
        return;
    }
    let config = config("aws", "roleArn: arn:aws:iam::111122223333:role/flux");
    let target = "- target: {kind: ServiceAccount, name: source-controller}\n";
    let value = "arn:aws:iam::111122223333:role/flux";
    let one = format!(
        "{target}  patch: |\n    - op: add\n      path: \
         /metadata/annotations/eks.amazonaws.com~1role-arn\n      value: {value}\n"
    );
    let all = format!(
        "{target}  patch: |\n    - op: add\n      path: /metadata/annotations\n      \
         value: {{{ROLE}}}\n"
    );
    let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: source-controller\n  \
                   namespace: flux-system\n  annotations: {";
    let in_file = format!("{account}{ROLE}}}\n");
    let annotated = MANIFESTS.replacen(
        "name: source-controller, namespace: flux-system",
        "name: source-controller, namespace: flux-system, annotations: {a: b}",
        1,
    );
    for (manifests, entries) in [
        (annotated.as_str(), one.as_str()),
        (MANIFESTS, all.as_str()),
        (MANIFESTS, "- path: p.yaml\n"),
        (MANIFESTS, "- path: p.yaml\n  target: {kind: ServiceAccount, name: source-controller}\n"),
    ] {
        let folder = folder(&config, entries);
        fs::write(folder.path().join("flux.yaml"), manifests).unwrap();
        fs::write(folder.path().join("p.yaml"), &in_file).unwrap();
        let before = build(folder.path());
        let (status, said) = run(folder.path(), TAKE_OVER);
        assert_eq!(status, 0, "{said}");
        assert!(said.contains("info[FWI247]: this patch by hand is removed"), "{entries}: {said}");
        assert!(!said.contains("FWI226"), "{said}");
        assert_eq!(build(folder.path()), before);
        let written = fs::read_to_string(folder.path().join("kustomization.yaml")).unwrap();
        assert!(!written.contains(entries), "{written}");
    }
    // Without it an annotation would come back.
    let folder = folder(&config, &all);
    fs::write(folder.path().join("flux.yaml"), annotated).unwrap();
    let (_, said) = run(folder.path(), TAKE_OVER);
    assert!(said.contains("warning[FWI248]"), "{said}");
}

pub(crate) fn another_value_in_a_file_is_told() {
    if !has_tools("kustomize", "--take-over").unwrap() {
        return;
    }
    let config = config("aws", "roleArn: arn:aws:iam::111122223333:role/flux");
    let folder = folder(&config, "- path: p.yaml\n");
    let patch = "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: source-controller\n  \
                 namespace: flux-system\n  annotations: {eks.amazonaws.com/role-arn: other}\n";
    fs::write(folder.path().join("p.yaml"), patch).unwrap();
    let (_, said) = run(folder.path(), TAKE_OVER);
    let told = "warning[FWI226]: the patch in p.yaml was not written by this program, and sets \
                \"other\" where the config asks for \"arn:aws:iam::111122223333:role/flux\"\n  \
                --> patches[0]\n";
    assert!(said.contains(told), "{said}");
    let written = fs::read_to_string(folder.path().join("kustomization.yaml")).unwrap();
    assert!(written.contains("- path: p.yaml\n"), "{written}");
}

/// A build tells nothing of a file that it does not read.
pub(crate) fn a_file_that_kustomize_does_not_read_keeps_its_patches() {
    if !has_tools("kustomize", "--take-over").unwrap() {
        return;
    }
    let config = config("aws", "roleArn: arn:aws:iam::111122223333:role/flux");
    let folder = folder(&config, "");
    let other = format!("resources: [flux.yaml]\npatches:\n{}", annotations("", ROLE));
    fs::write(folder.path().join("other.yaml"), &other).unwrap();
    let line = TAKE_OVER.replace("--write kustomization.yaml", "--write other.yaml");
    let (status, said) = run(folder.path(), &line);
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("it reads kustomization.yaml, and not other.yaml"), "{said}");
    assert_eq!(fs::read_to_string(folder.path().join("other.yaml")).unwrap(), other);
}
