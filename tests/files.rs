//! Files in place: what `apply --write` and `patches --write` do to files that look like users'
//! own, what they leave alone, and what is left when they are killed.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "support/tools.rs"]
mod tools;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output};

use similar::{ChangeTag, TextDiff};

use tools::has_tools;

const MANIFESTS: &str = "\
# Flux
apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
  labels: {app.kubernetes.io/component: source-controller} # flow
spec:
  template:
    metadata:
      labels:
        app: source-controller
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
        args:
        - --feature-gates=CacheSecretsAndConfigMaps=true
        env:
        - name: RUNTIME_NAMESPACE
          value: flux-system
";

const CONFIG: &str = "\
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata:
  name: flux
spec:
  provider: azure
  tenantId: 00000000-0000-0000-0000-000000000000
  identities:
  - controllers: [source-controller]
    clientId: 11111111-1111-1111-1111-111111111111
";

const NOTHING: &str = "\
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata:
  name: flux
spec:
  identities: []
";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Folder {
        let folder = Folder(tempfile::tempdir().unwrap());
        folder.write("flux.yaml", MANIFESTS);
        folder.write("config.yaml", CONFIG);
        folder.write("nothing.yaml", NOTHING);
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    fn run(&self, line: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flux-workload-identity"));
        command.current_dir(self.path()).args(line.split_whitespace()).output().unwrap()
    }

    /// Runs what has to succeed.
    fn done(&self, line: &str) {
        let output = self.run(line);
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn code(&self, line: &str) -> Option<i32> {
        self.run(line).status.code()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

#[test]
fn a_file_keeps_its_mode_and_a_link_stays_one() {
    let folder = Folder::new();
    fs::create_dir(folder.path().join("real")).unwrap();
    folder.write("real/flux.yaml", MANIFESTS);
    fs::set_permissions(folder.path().join("real/flux.yaml"), PermissionsExt::from_mode(0o640))
        .unwrap();
    symlink("real/flux.yaml", folder.path().join("link.yaml")).unwrap();
    folder.done("apply -c config.yaml --write link.yaml");
    let link = fs::symlink_metadata(folder.path().join("link.yaml")).unwrap();
    assert!(link.file_type().is_symlink());
    assert!(folder.read("real/flux.yaml").contains("azure.workload.identity/client-id"));
    let mode = fs::metadata(folder.path().join("real/flux.yaml")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert_eq!(folder.names(), ["config.yaml", "flux.yaml", "link.yaml", "nothing.yaml", "real"]);
}

#[test]
fn several_files_are_one_set_and_an_error_in_one_leaves_all() {
    let folder = Folder::new();
    let (account, deployment) = MANIFESTS.split_once("---\n").unwrap();
    folder.write("a.yaml", account);
    folder.write("b.yaml", deployment);
    folder.done("apply -c config.yaml --write a.yaml b.yaml");
    assert!(folder.read("a.yaml").contains("azure.workload.identity/client-id"));
    assert!(folder.read("b.yaml").contains("azure.workload.identity/use: \"true\""));
    assert_eq!(folder.code("apply -c config.yaml --check a.yaml b.yaml"), Some(0));

    folder.write("a.yaml", account);
    folder.write("b.yaml", "a: {");
    let output = folder.run("apply -c config.yaml --write a.yaml b.yaml");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--> b.yaml:1:"));
    assert_eq!(folder.read("a.yaml"), account);
}

#[test]
fn a_read_only_file_is_an_error() {
    let folder = Folder::new();
    let path = folder.path().join("flux.yaml");
    fs::set_permissions(&path, PermissionsExt::from_mode(0o444)).unwrap();
    let output = folder.run("apply -c config.yaml --write flux.yaml");
    assert_eq!(output.status.code(), Some(2));
    let message = "error: flux.yaml can't be written: it is read-only\n";
    assert_eq!(String::from_utf8_lossy(&output.stderr), message);
    assert_eq!(folder.read("flux.yaml"), MANIFESTS);
}

/// The process is killed when it is about to rename: what was written lies beside the old file.
#[test]
fn killed_before_the_rename_the_old_file_is_whole() {
    if !has_tools("strace", "the kill").unwrap() {
        return;
    }
    let folder = Folder::new();
    let renames = "rename,renameat,renameat2";
    let output = Command::new("strace")
        .args(["-f", "-o", "trace", "-e", &format!("trace={renames}")])
        .args(["-e", &format!("inject={renames}:signal=KILL")])
        .arg(env!("CARGO_BIN_EXE_flux-workload-identity"))
        .args(["apply", "-c", "config.yaml", "--write", "flux.yaml"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(folder.read("trace").contains("killed by SIGKILL"), "{}", folder.read("trace"));
    assert_eq!(folder.read("flux.yaml"), MANIFESTS);
    let left = folder.names().into_iter().find(|n| n.starts_with(".flux-workload-identity-"));
    assert!(folder.read(&left.unwrap()).contains("azure.workload.identity/client-id"));
    // And the next run is not disturbed.
    folder.done("apply -c config.yaml --write flux.yaml");
    assert_eq!(folder.code("apply -c config.yaml --check flux.yaml"), Some(0));
}

/// Users' kustomization.yaml files.
const KUSTOMIZATIONS: &[(&str, &str)] = &[
    (
        "comments and a patch",
        "# Flux\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n\
         resources:\n  - flux.yaml # made by flux\n\npatches:\n  # more memory\n  \
         - target: {kind: Deployment, name: source-controller}\n    patch: |\n      \
         - op: add\n        path: /metadata/annotations\n        value: {a: b} # one\n\n# end\n",
    ),
    (
        "the deprecated field",
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- flux.yaml\n\
         patchesStrategicMerge:\n- |-\n  apiVersion: v1\n  kind: ServiceAccount\n  metadata:\n    \
         name: source-controller\n    namespace: flux-system\n    labels: {a: b}\n",
    ),
    ("CRLF", "resources:\r\n- flux.yaml\r\nnamespace: flux-system # ours\r\n"),
    (
        "flow",
        "{resources: [flux.yaml], patches: [{path: mine.yaml, target: {kind: Deployment}}]}\n",
    ),
    ("flow without patches", "{\"resources\": [\"flux.yaml\"]}"),
    ("a marker behind it", "resources: [flux.yaml]\n---\n# end\n"),
    ("an empty list", "resources: [flux.yaml]\npatches: []\n"),
    ("no last line break", "resources:\n- flux.yaml\nlabels:\n- pairs: {team: flux}"),
];

#[test]
fn a_kustomization_gets_our_entries_and_nothing_else() {
    let folder = Folder::new();
    for (name, before) in KUSTOMIZATIONS {
        folder.write("kustomization.yaml", before);
        folder.write("mine.yaml", "- {op: add, path: /metadata/annotations, value: {a: b}}\n");
        let write = "patches -q -c config.yaml flux.yaml --write kustomization.yaml";
        folder.done(write);
        let written = folder.read("kustomization.yaml");
        assert!(written.contains("azure.workload.identity/client-id"), "{name}");
        if !before.starts_with('{') && !before.contains("[]") {
            let diff = TextDiff::from_lines(*before, &written);
            let gone = diff.iter_all_changes().filter(|c| c.tag() == ChangeTag::Delete);
            let gone: Vec<String> = gone.map(|c| c.value().trim_end().to_owned()).collect();
            // A last line without a break is the only one that an insertion touches.
            let open = !before.ends_with('\n') && gone.len() == 1;
            assert!(gone.is_empty() || open, "{name}: {gone:?}");
            assert_eq!(written.contains("\r\n"), before.contains("\r\n"), "{name}");
            assert!(!before.contains("\r\n") || !written.replace("\r\n", "").contains('\n'));
        }
        // Twice is once.
        folder.done(write);
        assert_eq!(folder.read("kustomization.yaml"), written, "{name}");
        assert_eq!(
            folder.code("patches -c config.yaml flux.yaml --check kustomization.yaml"),
            Some(0)
        );
        // Taken out, the file is what it was.
        folder.done("patches -q -c nothing.yaml --write kustomization.yaml");
        if *name != "an empty list" {
            // But for a line break at its end, which a patch there needs.
            let after = folder.read("kustomization.yaml");
            assert_eq!(after.strip_suffix('\n').unwrap_or(&after), before.trim_end_matches('\n'));
            assert!(after == *before || !before.ends_with('\n'), "{name}");
        }
    }
}

#[test]
fn another_identity_changes_its_lines_only() {
    let folder = Folder::new();
    folder.write("kustomization.yaml", KUSTOMIZATIONS[0].1);
    folder.done("patches -c config.yaml flux.yaml --write kustomization.yaml");
    let first = folder.read("kustomization.yaml");
    folder.write("config.yaml", &CONFIG.replace("11111111-1111", "22222222-1111"));
    assert_eq!(folder.code("patches -c config.yaml flux.yaml --check kustomization.yaml"), Some(1));
    folder.done("patches -c config.yaml flux.yaml --write kustomization.yaml");
    let second = folder.read("kustomization.yaml");
    assert_eq!(second, first.replace("11111111-1111", "22222222-1111"));
}

#[test]
fn kustomize_edit_does_not_hide_our_entries() {
    if !has_tools("kustomize", "kustomize edit").unwrap() {
        return;
    }
    let folder = Folder::new();
    folder.write("kustomization.yaml", KUSTOMIZATIONS[0].1);
    folder.write("more.yaml", "");
    folder.done("patches -c config.yaml flux.yaml --write kustomization.yaml");
    for edit in [&["set", "image", "a=b:v1"][..], &["add", "resource", "more.yaml"]] {
        let mut command = Command::new("kustomize");
        command.arg("edit").args(edit).current_dir(folder.path());
        assert!(command.output().unwrap().status.success());
    }
    assert_eq!(folder.code("patches -c config.yaml flux.yaml --check kustomization.yaml"), Some(0));
    folder.done("patches -c nothing.yaml --write kustomization.yaml");
    let left = folder.read("kustomization.yaml");
    assert!(!left.contains("azure.workload") && left.contains("op: add"), "{left}");
}

#[test]
fn a_component_s_folder_is_ours_or_refused() {
    let folder = Folder::new();
    let write = "patches -q -c config.yaml --format component --write a/component";
    folder.done(write);
    let text = folder.read("a/component/kustomization.yaml");
    assert!(text.starts_with("# Made by flux-workload-identity, which will overwrite changes.\n"));
    let check = "patches -c config.yaml --format component --check a/component";
    assert_eq!(folder.code(check), Some(0));
    folder.write("a/component/kustomization.yaml", &text.replace("1111", "2222"));
    let stale = folder.run(check);
    assert_eq!(stale.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&stale.stdout).contains("+++ a/component/kustomization.yaml"));
    folder.done(write);
    assert_eq!(folder.read("a/component/kustomization.yaml"), text);
    folder.write("a/component/kustomization.yaml", "resources: []\n");
    assert_eq!(folder.code(write), Some(2));
    assert_eq!(folder.read("a/component/kustomization.yaml"), "resources: []\n");
}

/// Whatever looks like ours and is not stays, and an anchor that is used elsewhere does too.
#[test]
fn entries_of_others_never_go() {
    let theirs = "\
resources: [flux.yaml]
configMapGenerator:
- name: my-app
  literals:
  - 'credential-configuration.json={\"type\": \"external_account\"}'
- name: source-controller-workload-identity-federation
  literals: [a=b]
";
    let folder = Folder::new();
    folder.write("kustomization.yaml", theirs);
    folder.done("patches -q -c config.yaml flux.yaml --write kustomization.yaml");
    folder.done("patches -q -c nothing.yaml --write kustomization.yaml");
    assert_eq!(folder.read("kustomization.yaml"), theirs);
    let gcp = "patches -q -s provider=gcp -s cluster=eks -s controllers=source-controller \
               -s workloadIdentityProvider=projects/1/locations/global/workloadIdentityPools/a/providers/b \
               flux.yaml --write kustomization.yaml";
    let taken = folder.run(gcp);
    assert_eq!(taken.status.code(), Some(1));
    let message = String::from_utf8(taken.stderr).unwrap();
    assert!(
        message.contains("has the name of one of its own\n  --> configMapGenerator[1]\n"),
        "{message}"
    );
    assert_eq!(folder.read("kustomization.yaml"), theirs);

    let anchored = "\
resources: [flux.yaml]
patches:
- target: &t
    kind: ServiceAccount
    name: source-controller
    namespace: flux-system
  patch: |
    # flux-workload-identity: azure identity
    a: b
- target: *t
  path: mine.yaml
";
    folder.write("kustomization.yaml", anchored);
    let refused = folder.run("patches -q -c nothing.yaml --write kustomization.yaml");
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8(refused.stderr).unwrap().contains("has an anchor, which an alias"));
    assert_eq!(folder.read("kustomization.yaml"), anchored);
}

#[test]
fn a_kustomization_in_brackets_changes_its_cloud() {
    let folder = Folder::new();
    let gcp = "patches -q -s provider=gcp -s cluster=eks -s controllers=source-controller \
               -s workloadIdentityProvider=projects/1/locations/global/workloadIdentityPools/a/providers/b \
               flux.yaml --write kustomization.yaml";
    for text in ["{\"resources\": [\"flux.yaml\"]}", "{resources: [flux.yaml]}\n"] {
        folder.write("kustomization.yaml", text);
        folder.done("patches -q -c config.yaml flux.yaml --write kustomization.yaml");
        folder.done(gcp);
        assert!(folder.read("kustomization.yaml").contains("gcp-token"));
        assert!(!folder.read("kustomization.yaml").contains("azure"));
        folder.done("patches -q -c config.yaml flux.yaml --write kustomization.yaml");
        folder.done("patches -q -c nothing.yaml --write kustomization.yaml");
        assert_eq!(folder.read("kustomization.yaml"), text);
    }
}

#[test]
fn what_is_no_file_of_its_own_is_not_replaced() {
    let folder = Folder::new();
    symlink("nowhere.yaml", folder.path().join("kustomization.yaml")).unwrap();
    let output = folder.run("patches -q -c config.yaml --format component --write .");
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("it is a link to nothing"), "{message}");
    let link = fs::symlink_metadata(folder.path().join("kustomization.yaml")).unwrap();
    assert!(link.file_type().is_symlink());
    fs::create_dir(folder.path().join("y")).unwrap();
    folder.write("y/kustomization.yml", "resources: []\n");
    let foreign = folder.run("patches -q -c config.yaml --format component --write y");
    assert_eq!(foreign.status.code(), Some(2));
    assert!(!folder.path().join("y/kustomization.yaml").exists());
}
