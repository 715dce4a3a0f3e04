//! `patches --write kustomization.yaml`: entries that the program manages in a file that is the
//! user's.

use similar::{ChangeTag, TextDiff};

use super::azure::{self, CONFIG};
use super::folder::contains;

const WRITE: &str = "patches -q --no-build -c config.yaml flux.yaml --write kustomization.yaml";
const CHECK: &str = "patches -q --no-build -c config.yaml flux.yaml --check kustomization.yaml";
/// What is asked for no longer is taken out, and there is a warning that nothing is asked for.
const REMOVE: &str = "patches -q --no-build -c nothing.yaml --write kustomization.yaml";
const GCP: &str = "patches -q --no-build -s provider=gcp -s cluster=eks -s controllers=source-controller \
                   -s workloadIdentityProvider=projects/1/locations/global/workloadIdentityPools/a/providers/b \
                   flux.yaml --write kustomization.yaml";

const COMMENTED: &str = "\
# Flux
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - flux.yaml # made by flux

patches:
  # more memory
  - target: {kind: Deployment, name: source-controller}
    patch: |
      - op: add
        path: /metadata/annotations
        value: {a: b} # one

# end
";

const DEPRECATED: &str = "\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
- flux.yaml
patchesStrategicMerge:
- |-
  apiVersion: v1
  kind: ServiceAccount
  metadata:
    name: source-controller
    namespace: flux-system
    labels: {a: b}
";

/// Written in lines: an entry is lines that are added.
const BLOCK: &[&str] = &[
    COMMENTED,
    DEPRECATED,
    "resources:\r\n- flux.yaml\r\nnamespace: flux-system # ours\r\n",
    "resources:\n- flux.yaml\nlabels:\n- pairs: {team: flux}",
    "resources:\n- flux.yaml\n---\n# end\n",
    "resources: [flux.yaml]\npatches:\n  - target: {kind: Deployment}\n    patch: |-\n      - {op: add, \
     path: /metadata/annotations, value: {a: b}}",
];

/// Written in brackets, where an entry changes a line.
const FLOW: &[&str] = &[
    "{resources: [flux.yaml], patches: [{path: mine.yaml, target: {kind: Deployment}}]}\n",
    "{\"resources\": [\"flux.yaml\"]}",
];

/// Writes the entries twice, which is once; what the file is then.
fn written(before: &str) -> String {
    let folder = azure::folder();
    folder.write("kustomization.yaml", before);
    folder.write("mine.yaml", "- {op: add, path: /metadata/annotations, value: {a: b}}\n");
    folder.run(WRITE).says_nothing();
    let written = folder.read("kustomization.yaml");
    contains(&written, "azure.workload.identity/client-id");
    folder.run(WRITE).says_nothing();
    assert_eq!(folder.read("kustomization.yaml"), written);
    folder.run(CHECK).says_nothing();
    written
}

/// Takes the entries out of a file; what is left.
fn removed(written: &str) -> String {
    let folder = azure::folder();
    folder.write("kustomization.yaml", written);
    folder.run(REMOVE).says_nothing();
    folder.read("kustomization.yaml")
}

#[test]
fn entries_are_added_lines_and_go_without_a_trace() {
    for before in BLOCK {
        let written = written(before);
        let diff = TextDiff::from_lines(*before, &written);
        let gone = diff.iter_all_changes().filter(|c| c.tag() == ChangeTag::Delete);
        // A last line without a break is the only one that an insertion touches.
        let open = usize::from(!before.ends_with('\n'));
        assert_eq!(gone.count(), open, "{written}");
        let lone = written.replace("\r\n", "").contains('\n');
        assert_eq!(lone, !before.contains("\r\n"), "{written}");
        let removed = removed(&written);
        // A line break that was added at the end may stay.
        assert_eq!(removed.trim_end_matches('\n'), before.trim_end_matches('\n'));
        assert!(removed == *before || open == 1);
    }
}

#[test]
fn entries_in_brackets_go_without_a_trace() {
    for before in FLOW {
        assert_eq!(removed(&written(before)), *before);
    }
}

#[test]
fn an_empty_list_takes_them() {
    written("resources: [flux.yaml]\npatches: []\n");
}

#[test]
fn another_identity_changes_its_lines_only() {
    let folder = azure::folder();
    folder.write("kustomization.yaml", COMMENTED);
    folder.run(WRITE).says_nothing();
    let first = folder.read("kustomization.yaml");
    folder.write("config.yaml", &CONFIG.replace("11111111-1111", "22222222-1111"));
    contains(&folder.run(CHECK).differs(), "22222222-1111");
    folder.run(WRITE).says_nothing();
    let second = folder.read("kustomization.yaml");
    assert_eq!(second, first.replace("11111111-1111", "22222222-1111"));
}

#[test]
fn in_brackets_the_cloud_may_change() {
    let folder = azure::folder();
    for text in ["{\"resources\": [\"flux.yaml\"]}", "{resources: [flux.yaml]}\n"] {
        folder.write("kustomization.yaml", text);
        folder.run(WRITE).says_nothing();
        folder.run(GCP).says_nothing();
        contains(&folder.read("kustomization.yaml"), "gcp-token");
        assert!(!folder.read("kustomization.yaml").contains("azure"));
        folder.run(WRITE).says_nothing();
        folder.run(REMOVE).says_nothing();
        assert_eq!(folder.read("kustomization.yaml"), text);
    }
}

/// They look like what the program writes, and are not: they have no mark of it.
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
    let folder = azure::folder();
    folder.write("kustomization.yaml", theirs);
    folder.run(WRITE).says_nothing();
    folder.run(REMOVE).says_nothing();
    assert_eq!(folder.read("kustomization.yaml"), theirs);
    let said = folder.run(GCP).fails(1);
    contains(&said, "configMapGenerator[1]");
    assert_eq!(folder.read("kustomization.yaml"), theirs);
}

#[test]
fn an_entry_whose_anchor_is_used_elsewhere_stays() {
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
    let folder = azure::folder();
    folder.write("kustomization.yaml", anchored);
    contains(&folder.run(REMOVE).fails(1), "has an anchor, which an alias");
    assert_eq!(folder.read("kustomization.yaml"), anchored);
}

/// Entries of earlier versions, whose marks have no name: nothing differs, and the next edit names
/// them.
#[test]
fn entries_without_a_name_are_up_to_date_and_are_named_when_written() {
    let folder = azure::folder();
    let named = written(COMMENTED);
    let old = named.replace("# flux-workload-identity/flux: ", "# flux-workload-identity: ");
    assert_ne!(old, named);
    folder.write("kustomization.yaml", &old);
    folder.run(CHECK).says_nothing();
    folder.run(WRITE).says_nothing();
    assert_eq!(folder.read("kustomization.yaml"), named);
}
