//! The effective check where Flux fills in variables: what counts is what the cluster gets.

use std::fs;

use super::command::program;
use super::need::has_tools;

const CONFIG: &str = "\
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata:
  name: flux
  annotations: {config.kubernetes.io/local-config: \"true\"}
spec:
  provider: aws
  restartOnChange: true
  identities:
  - controllers: [source-controller]
    roleArn: ROLE
";

const COMPONENTS: &str = "\
apiVersion: v1
kind: ServiceAccount
metadata: {name: source-controller, namespace: flux-system}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
  labels: {app.kubernetes.io/component: source-controller, app.kubernetes.io/part-of: flux}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers: [{name: manager}]
";

const SYNC: &str = "\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec:
  path: ./c
  sourceRef: {kind: GitRepository, name: flux-system}
  postBuild: {substitute: {ACCOUNT: \"111122223333\", NAME: flux, BAD: \"1111\"}}
";

const LITERAL: &str = "arn:aws:iam::111122223333:role/flux";

/// A patch by hand that sets something in the metadata of the ServiceAccount.
fn patch(field: &str, key: &str, value: &str) -> String {
    format!(
        "patches: [{{target: {{kind: ServiceAccount}}, patch: '{{apiVersion: v1, kind: ServiceAccount, metadata: {{name: a, {field}: {{{key}: \"{value}\"}}}}}}'}}]\n"
    )
}

pub(crate) fn what_flux_fills_in_counts() {
    if !has_tools("kustomize", "variables of Flux").unwrap() {
        return;
    }
    let role = |value: &str| patch("annotations", "eks.amazonaws.com/role-arn", value);
    let off = patch("labels", "kustomize.toolkit.fluxcd.io/substitute", "disabled");
    let written = "arn:aws:iam::${ACCOUNT}:role/flux";
    for (wanted, by_hand, exit) in [
        (written, String::new(), 0),
        (written, role(LITERAL), 0),
        (written, role("arn:aws:iam::${ACCOUNT}:role/${NAME}"), 0),
        (LITERAL, role("arn:aws:iam::${ACCOUNT}:role/${NAME}"), 0),
        // The cluster gets the text as it is written.
        (written, off, 1),
        (written, role("arn:aws:iam::${ACCOUNT}:role/other"), 1),
        (written, role("arn:aws:iam::$${ACCOUNT}:role/flux"), 1),
        // Nothing gives it a value.
        ("arn:aws:iam::111122223333:role/${UNSET}", String::new(), 1),
        ("arn:aws:iam::111122223333:role/${UNSET:=flux}", String::new(), 0),
        // No account has this number.
        ("arn:aws:iam::${BAD}:role/flux", String::new(), 1),
    ] {
        is_checked(SYNC, wanted, &by_hand, exit);
    }
    // The values are in the cluster, and this account takes none.
    let from = SYNC
        .replace("{substitute: ", "{substituteFrom: [{kind: ConfigMap, name: a}], substitute: ");
    let from = from.replace("ACCOUNT: \"111122223333\", ", "");
    is_checked(&from, written, "", 0);
    is_checked(
        &from,
        written,
        &patch("labels", "kustomize.toolkit.fluxcd.io/substitute", "disabled"),
        1,
    );
}

/// What `sync --check` comes to, where a Kustomization of Flux applies a config with this role and a
/// patch by hand beside it.
#[track_caller]
fn is_checked(sync: &str, wanted: &str, by_hand: &str, exit: i32) {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    fs::create_dir_all(folder.path().join(".git")).unwrap();
    fs::create_dir_all(folder.path().join("c")).unwrap();
    write("c/config.yaml", &CONFIG.replace("ROLE", &format!("{wanted:?}")));
    write("c/gotk-components.yaml", COMPONENTS);
    write("c/gotk-sync.yaml", sync);
    let resources = "resources: [gotk-components.yaml, gotk-sync.yaml]\n";
    write("c/kustomization.yaml", &format!("{resources}{by_hand}"));
    for line in ["sync --no-build", "sync --check"] {
        let mut command = program();
        command.args(line.split_whitespace()).env("PATH", std::env::var("PATH").unwrap());
        let output = command.current_dir(folder.path()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        let expected = if line.contains("check") { exit } else { 0 };
        assert_eq!(output.status.code(), Some(expected), "{wanted} {by_hand} {line}: {said}");
        assert_eq!(said.contains("error[FWI251]"), expected == 1, "{said}");
    }
}
