//! The messages that only commands give, in full: each with its code, the place and what to do.

use super::folder::{Folder, contains};

const GCP: &str =
    "-s provider=gcp -s services=gcs -s serviceAccountEmail=flux@acme.iam.gserviceaccount.com";

const ACCOUNT: &str = "\
apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
";

/// What stderr has for a line, with files, at a status.
#[track_caller]
fn said(files: &[(&str, &str)], line: &str, status: i32) -> String {
    Folder::with(files).run(&line.replace("GCP", GCP)).fails(status)
}

#[test]
fn explain_tells_what_a_code_means() {
    let folder = Folder::with(&[]);
    let printed = folder.run("explain fwi103").prints();
    contains(&printed, "FWI103: unknown field (error)\n\n");
    contains(&printed, "\n\nFails:\n  provider: gcp\n");
    assert_eq!(folder.run("explain 103").prints(), printed);
    folder.run("explain FWI000").is(
        2,
        "",
        "error[FWI910]: there is no code \"FWI000\"; codes look like FWI103, and docs/rules.md \
         lists them\n",
    );
}

#[test]
fn a_file_that_is_not_there() {
    let said = said(&[], "apply -c config.yaml", 2);
    contains(&said, "error[FWI911]: config.yaml can't be read: No such file or directory");
}

#[test]
fn several_configs_in_a_file() {
    let config = "kind: FluxWorkloadIdentity\n";
    let two = format!("{config}---\n{config}");
    let files =
        [("two.yaml", two.as_str()), ("none.yaml", "a: 1\n---\nb: 2\n"), ("empty.yaml", "")];
    let wanted = "\
error[FWI907]: the file has more than one config
  --> two.yaml:3:1
   | kind: FluxWorkloadIdentity
   | ^^^^^^^^^^^^^^^^^^^^^^^^^^
  help: keep one of them in a file of its own
";
    assert_eq!(said(&files, "patches -c two.yaml", 1), wanted);
    contains(&said(&files, "patches -c none.yaml", 1), "error[FWI907]: none of the 2 documents");
    contains(&said(&files, "patches -c empty.yaml", 1), "error[FWI907]: empty.yaml is empty");
}

#[test]
fn manifests_in_the_place_of_a_config() {
    let account = "kind: ServiceAccount\nmetadata: {name: a}\n";
    let manifests = format!("{account}---\n{account}");
    let said = said(&[("flux.yaml", &manifests)], "patches -c flux.yaml", 1);
    contains(&said, "error[FWI907]: none of the 2 documents in the file is a FluxWorkloadIdentity");
    contains(&said, "  help: name manifests without -c, and with it a file that holds a Flux");
}

#[test]
fn a_kustomization_that_is_not_there_has_to_be_made_first() {
    let said = said(&[], "patches GCP --write new.yaml", 2);
    contains(&said, "error[FWI911]: new.yaml can't be read: it is absent\n  help: make it first");
}

#[test]
fn a_file_that_kustomize_does_not_read_may_be_terraform_s() {
    let folder = Folder::with(&[]);
    let line = format!("patches -q {GCP} --format kustomization");
    folder.run(&format!("{line} --no-build --write flux-system.yaml")).says_nothing();
    let check = format!("{line} --check flux-system.yaml");
    folder.run(&format!("{check} --no-build")).says_nothing();
    let said = folder.run(&check).fails(2);
    contains(
        &said,
        "error[FWI250]: flux-system.yaml is not built: kustomize reads no file of this",
    );
    contains(
        &said,
        "  help: for a file that Terraform reads, leave the build out with --no-build;",
    );
}

#[test]
fn a_file_that_is_not_a_kustomization() {
    let files = [("account.yaml", ACCOUNT)];
    let said = said(&files, "patches --no-build GCP --write account.yaml", 1);
    let wanted = "\
error[FWI228]: expected a kustomization.yaml, found a ServiceAccount of v1
  --> account.yaml:1:1
   | apiVersion: v1
   | ^^^^^^^^^^^^^^
  help: name a kustomization.yaml; --format kustomization prints one to start with
";
    assert_eq!(said, wanted);
}

#[test]
fn a_patch_by_hand_on_the_same_field() {
    let by_hand = "\
resources: [account.yaml]
patches:
- patch: |
    - op: add
      path: /metadata/annotations/iam.gke.io~1gcp-service-account
      value: other@acme.iam.gserviceaccount.com
  target: {kind: ServiceAccount}
";
    let folder = Folder::with(&[("kustomization.yaml", by_hand), ("account.yaml", ACCOUNT)]);
    let line = format!("patches --no-build {GCP} account.yaml --write kustomization.yaml");
    let (_, said) = folder.run(&line).warns();
    contains(&said, "warning[FWI226]: ");
    contains(&said, "  --> kustomization.yaml:3:10\n");
}

#[test]
fn an_entry_with_a_managed_name() {
    let files = [(
        "kustomization.yaml",
        "resources: []\nconfigMapGenerator:\n- name: source-controller-workload-identity-federation\n  \
         files: [a.json]\n",
    )];
    let provider = "projects/1/locations/global/workloadIdentityPools/a/providers/b";
    let line = format!(
        "patches --no-build GCP -s cluster=eks -s workloadIdentityProvider={provider} --write kustomization.yaml"
    );
    contains(&said(&files, &line, 1), "error[FWI225]: ");
}

#[test]
fn manifests_that_are_patched_already() {
    let deployment = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
  labels: {app.kubernetes.io/version: v2.9.3}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
        args: [--feature-gates=ObjectLevelWorkloadIdentity=true]
";
    let folder = Folder::with(&[("deployment.yaml", deployment)]);
    let (_, said) = folder.run("patches -s objectLevel=true deployment.yaml").warns();
    contains(&said, "warning[FWI227]: ");
    contains(&said, "  --> deployment.yaml:1:1\n");
    let without = deployment.replace("--feature-gates=ObjectLevelWorkloadIdentity=true", "--watch");
    let folder = Folder::with(&[("deployment.yaml", &without)]);
    folder.run("patches -s objectLevel=true deployment.yaml").prints();
}

#[test]
fn a_tenant_that_the_output_does_not_hold() {
    let config = "\
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
spec:
  provider: gcp
  objectLevel:
    enabled: true
    serviceAccounts:
    - name: apps
      namespace: apps
      serviceAccountEmail: apps@acme.iam.gserviceaccount.com
";
    let folder = Folder::with(&[("config.yaml", config)]);
    let (_, said) = folder.run("patches -c config.yaml --format helm-values").warns();
    contains(&said, "warning[FWI229]: ");
    contains(&said, "  --> config.yaml:8:7\n");
}

#[test]
fn a_generated_file_that_is_edited() {
    let generated = format!("# This manifest was generated by flux. DO NOT EDIT.\n---\n{ACCOUNT}");
    let folder = Folder::with(&[("gotk-components.yaml", &generated)]);
    let (_, said) = folder.run(&format!("apply {GCP} --write gotk-components.yaml")).warns();
    contains(&said, "gotk-components.yaml: written\nwarning[FWI230]: ");
}
