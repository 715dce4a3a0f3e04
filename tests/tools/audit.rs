//! `audit` of repositories whose manifests kustomize has to build: what is wired rightly is passed
//! over, and what is found is told by its place in the repository.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::command::program;
use super::need::has_tools;
use super::wired::{
    ACR, APPS, AWS, AZURE, ECR, GAR, GCP, GCP_PATCH, OBJECT_LEVEL, PROJECTED, Repository, oci,
    patched,
};

pub(crate) fn wired_repositories_are_silent() {
    if !has_tools("kustomize", "wired repositories").unwrap() {
        return;
    }
    let flux = "clusters/a/flux-system/kustomization.yaml";
    let app = "apps/a/apps.yaml";
    for (patches, object) in [
        (AWS, oci(ECR, "aws")),
        (AZURE, oci(ACR, "azure")),
        (GCP, oci(GAR, "gcp")),
        (PROJECTED, oci(ECR, "aws")),
    ] {
        let gcp = ("clusters/a/flux-system/gcp.yaml", GCP_PATCH);
        let repository =
            Repository::with(&["a"], &[(flux, &patched(patches)), gcp, (app, &object)]);
        assert!(repository.audited(0).ends_with("objects: nothing found\n"), "{patches}");
    }
    // A monorepo with a base, two clusters of two clouds, and a tenant with its own account.
    let tenant = format!(
        "{}  serviceAccountName: apps\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  \
         name: apps\n  namespace: apps\n  annotations: {{eks.amazonaws.com/role-arn: \
         arn:aws:iam::490185926743:role/apps}}\n",
        oci(ECR, "aws")
    );
    let repository = Repository::with(
        &["a", "b"],
        &[
            (flux, &patched(&format!("{AWS}{OBJECT_LEVEL}"))),
            ("clusters/b/flux-system/kustomization.yaml", &patched(AZURE)),
            ("apps/base/apps.yaml", &oci("oci://REGISTRY/apps", "generic")),
            ("apps/base/kustomization.yaml", "resources: [apps.yaml]\n"),
            ("apps/a/tenant.yaml", &tenant),
            (
                "apps/b/kustomization.yaml",
                "resources: [../base]\npatches:\n- patch: |\n    - {op: replace, path: /spec/url, value: oci://acme.azurecr.io/apps}\n    - {op: replace, path: /spec/provider, value: azure}\n  target: {kind: OCIRepository}\n",
            ),
        ],
    );
    assert!(repository.audited(0).ends_with("nothing found\n"));
}

/// Each cluster has the roles of its own cloud account.
pub(crate) fn roles_may_differ_between_clusters() {
    if !has_tools("kustomize", "roles of two clusters").unwrap() {
        return;
    }
    let other = AWS.replace("490185926743", "271828182845");
    let repository = Repository::with(
        &["a", "b"],
        &[
            ("clusters/a/flux-system/kustomization.yaml", &patched(AWS)),
            ("clusters/b/flux-system/kustomization.yaml", &patched(&other)),
            ("apps/base/apps.yaml", &oci(ECR, "aws")),
            ("apps/a/kustomization.yaml", "resources: [../base]\n"),
            ("apps/b/kustomization.yaml", "resources: [../base]\n"),
            ("apps/base/kustomization.yaml", "resources: [apps.yaml]\n"),
        ],
    );
    assert_eq!(repository.audited(0), "2 clusters, 16 objects: nothing found\n");
}

/// kustomize quotes the annotations of an object, and nothing in the template of its pods.
pub(crate) fn what_kustomize_quotes_may_be_unquoted() {
    if !has_tools("kustomize", "an unquoted value").unwrap() {
        return;
    }
    let flux = "clusters/a/flux-system/kustomization.yaml";
    let seconds = format!("{AWS}        eks.amazonaws.com/token-expiration: 3600\n");
    let app = ("apps/a/apps.yaml", oci(ECR, "aws"));
    let repository = Repository::with(&["a"], &[(flux, &patched(&seconds)), (app.0, &app.1)]);
    assert!(repository.audited(0).ends_with("nothing found\n"));
    let unquoted = patched(&AZURE.replace("\"true\"", "true"));
    let app = ("apps/a/apps.yaml", oci(ACR, "azure"));
    let repository = Repository::with(&["a"], &[(flux, &unquoted), (app.0, &app.1)]);
    let report = repository.audited(1);
    assert!(report.contains("[FWI304]: "), "{report}");
}

/// What `sync` makes of a config is up to date, and right.
pub(crate) fn a_config_and_its_component_are_silent() {
    if !has_tools("kustomize", "a config and its Component").unwrap() {
        return;
    }
    let config = "\
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata:
  name: flux
  annotations: {config.kubernetes.io/local-config: \"true\"}
spec:
  provider: aws
  identities: [{services: [ecr], roleArn: arn:aws:iam::490185926743:role/flux}]
";
    let file = "clusters/a/flux-system/identity.yaml";
    let repository =
        Repository::with(&["a"], &[(file, config), ("apps/a/apps.yaml", &oci(ECR, "aws"))]);
    let report = repository.audited(1);
    let component = "clusters/a/flux-system/workload-identity/kustomization.yaml";
    let stale = "warning[FWI381]: the output of this config is stale: ";
    assert!(report.contains(&format!("{stale}{component}, ")), "{report}");
    let sync = || program().arg("sync").arg("--no-build").current_dir(repository.0.path()).output();
    assert_eq!(sync().unwrap().status.code(), Some(0));
    assert!(repository.audited(0).ends_with("nothing found\n"));
    // Another role in the config alone is what the cluster does not get.
    repository.write(file, &config.replace("role/flux", "role/other"));
    let report = repository.audited(1);
    assert!(report.contains(&format!("{stale}{component}\n")), "{report}");
}

pub(crate) fn findings_have_their_places() {
    if !has_tools("kustomize", "places of findings").unwrap() {
        return;
    }
    let flux = "clusters/a/flux-system/kustomization.yaml";
    let mistyped = AWS.replace("role-arn", "role_arn");
    let repository = Repository::with(
        &["a"],
        &[(flux, &patched(&mistyped)), ("apps/a/apps.yaml", &oci(ACR, "aws"))],
    );
    let report = repository.audited(1);
    // The line of a patch inside of a kustomization; what no patch writes is the resource's.
    assert!(report.contains("error[FWI303]: "), "{report}");
    assert!(report.contains(&format!("  --> {flux}:10:37\n")), "{report}");
    assert!(report.contains("  --> apps/a/apps.yaml:6:13\n"), "{report}");
    // A patch's file is the place of what it writes.
    let gcp = GCP_PATCH.replace("gcp-service-account:", "service-account:");
    let patch = ("clusters/a/flux-system/gcp.yaml", gcp.as_str());
    let repository = Repository::with(
        &["a"],
        &[(flux, &patched(GCP)), patch, ("apps/a/apps.yaml", &oci(GAR, "gcp"))],
    );
    let report = repository.audited(1);
    assert!(report.contains("  --> clusters/a/flux-system/gcp.yaml:6:45\n"), "{report}");
}

pub(crate) fn a_flux_instance_s_controllers_are_looked_at() {
    if !has_tools("kustomize", "the controllers of a FluxInstance").unwrap() {
        return;
    }
    let instance = "\
apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: {name: flux, namespace: flux-system}
spec:
  distribution: {version: 2.x}
  sync: {kind: GitRepository, path: clusters/a, url: https://example.com/fleet.git}
  kustomize:
    patches:
    - target: {kind: ServiceAccount, name: source-controller}
      patch: |
        - op: add
          path: /metadata/annotations
          value: {eks.amazonaws.com/role-arn: arn:aws:iam::490185926743:role/flux}
    - target: {kind: Deployment, name: helm-controller}
      patch: |
        - op: add
          path: /metadata/labels/a
          value: b
";
    let root = "clusters/a/instance.yaml";
    // As it is the value in the patch is told, and of what kustomize builds the patch.
    let built = (
        "clusters/a/kustomization.yaml",
        "resources: [instance.yaml, apps.yaml]\ncommonAnnotations: {a: b}\n",
    );
    for (place, more) in [("13:47", vec![]), ("10:14", vec![built])] {
        let audited = |status, instance: &str, app: &str| {
            let files = [(root, instance), ("clusters/a/apps.yaml", app)];
            Repository::with(&[], &[&files[..], &more].concat()).audited(status)
        };
        let report = audited(0, instance, &oci(ECR, "aws"));
        assert!(report.ends_with("objects: nothing found\n"), "{report}");
        let mistyped = instance.replace("role-arn", "role_arn");
        let report = audited(1, &mistyped, &oci(ECR, "aws"));
        assert!(report.contains("error[FWI303]: "), "{report}");
        assert!(report.contains(&format!("  --> {root}:{place}\n")), "{report}");
        // Nothing else is said of what only the operator knows.
        assert_eq!(report.matches("[FWI").count(), 2, "{report}");
        let report = audited(1, instance, &oci(ACR, "azure"));
        assert!(report.contains("warning[FWI323]: source-controller has"), "{report}");
        let failing =
            instance.replace("name: helm-controller}", "name: helm-controller, version: '('}");
        let report = audited(0, &failing, &oci(ECR, "aws"));
        assert!(report.contains("info[FWI373]: "), "{report}");
    }
}

pub(crate) fn a_patch_that_matches_nothing_is_found() {
    if !has_tools("kustomize", "a patch that matches nothing").unwrap() {
        return;
    }
    let flux = "clusters/a/flux-system/kustomization.yaml";
    let app = ("apps/a/apps.yaml", oci("oci://ghcr.io/acme/apps", "generic"));
    let pattern = AWS.replacen("kind: ServiceAccount,", "kind: (ServiceAccount|Secret),", 1);
    let repository = Repository::with(&["a"], &[(flux, &patched(&pattern)), (app.0, &app.1)]);
    assert!(!repository.audited(0).contains("matches nothing"));
    for (target, words) in [
        ("name: helm-controller}", "there is no ServiceAccount helm-controller\n"),
        ("name: source-contoller}", "there is no ServiceAccount source-contoller\n"),
        (
            "name: source-controller, namespace: flux}",
            "there is no ServiceAccount source-controller in namespace \"flux\"\n",
        ),
        (
            "name: source-controller, group: apps}",
            "there is no ServiceAccount source-controller of apps\n",
        ),
        (
            "name: source-controller, version: v1beta1}",
            "there is no ServiceAccount source-controller of v1beta1\n",
        ),
    ] {
        let patches = AWS.replacen("name: source-controller}", target, 1);
        let repository = Repository::with(&["a"], &[(flux, &patched(&patches)), (app.0, &app.1)]);
        let report = repository.audited(1);
        assert!(
            report.contains(&format!("warning[FWI363]: this patch matches nothing: {words}")),
            "{report}"
        );
        assert!(report.contains(&format!("  --> {flux}:3:11\n")), "{report}");
        let suggestion = report.contains("  help: did you mean \"source-controller\"?");
        assert_eq!(suggestion, target.contains("contoller"), "{report}");
    }
}

pub(crate) fn a_function_where_flux_builds_is_found() {
    if !has_tools("kustomize", "a function where Flux builds").unwrap() {
        return;
    }
    let flux = "clusters/a/flux-system/kustomization.yaml";
    let text = "resources: [gotk-components.yaml, gotk-sync.yaml]\ntransformers: [identity.yaml]\n";
    let config = "apiVersion: flux-workload-identity.dev/v1alpha1\nkind: FluxWorkloadIdentity\n\
                  metadata: {name: flux}\n";
    let repository =
        Repository::with(&["a"], &[(flux, text), ("clusters/a/flux-system/identity.yaml", config)]);
    let report = repository.audited(2);
    assert!(report.contains("error[FWI364]: "), "{report}");
    assert!(report.contains(&format!("  --> {flux}:2:16\n")), "{report}");
}

/// What a Kustomization adds to its children is a part of them.
pub(crate) fn the_parents_patches_count() {
    if !has_tools("kustomize", "patches of a parent").unwrap() {
        return;
    }
    let flux = ("clusters/a/flux-system/kustomization.yaml", patched(AWS));
    let app = ("apps/a/apps.yaml", oci("oci://${REGISTRY}/apps", "generic"));
    let apps = format!(
        "{}  postBuild:\n    substitute: {{REGISTRY: \
         490185926743.dkr.ecr.eu-west-1.amazonaws.com}}\n",
        APPS.replace("CLUSTER", "a")
    );
    let files = [(flux.0, flux.1.as_str()), (app.0, &app.1), ("clusters/a/apps.yaml", &apps)];
    let report = Repository::with(&["a"], &files).audited(1);
    assert!(report.contains("error[FWI321]: "), "{report}");
    assert!(report.contains("  --> apps/a/apps.yaml:5:8\n"), "{report}");
    let apps = format!(
        "{apps}  patches:\n  - target: {{kind: OCIRepository}}\n    patch: |\n      - {{op: replace, \
         path: /spec/provider, value: aws}}\n"
    );
    let files = [(flux.0, flux.1.as_str()), (app.0, &app.1), ("clusters/a/apps.yaml", &apps)];
    assert!(Repository::with(&["a"], &files).audited(0).ends_with("nothing found\n"));
}

/// So is what a root's own Kustomization adds, where it is patched in what that Kustomization builds.
pub(crate) fn the_root_s_own_patches_count() {
    if !has_tools("kustomize", "patches of the root").unwrap() {
        return;
    }
    let own = "\
- target: {kind: Kustomization, name: flux-system}
  patch: |
    - op: add
      path: /spec/patches
      value:
      - target: {kind: ServiceAccount, name: source-controller}
        patch: '- {op: add, path: /metadata/annotations/eks.amazonaws.com~1role_arn, value: x}'
";
    let flux = patched(&format!("{AWS}{own}"));
    let files = [
        ("clusters/a/flux-system/kustomization.yaml", &*flux),
        ("apps/a/x.yaml", &oci(ECR, "aws")),
    ];
    let report = Repository::with(&["a"], &files).audited(1);
    assert!(report.contains("warning[FWI303]: "), "{report}");
}

pub(crate) fn kustomize_runs_it_as_the_last_transformer() {
    if !has_tools("kustomize", "the audit as a function").unwrap() {
        return;
    }
    let audit = |fail_on: &str| {
        format!(
            "apiVersion: flux-workload-identity.dev/v1alpha1\nkind: FluxWorkloadIdentityAudit\n\
             metadata:\n  name: audit\n  annotations:\n    config.kubernetes.io/function: |\n      \
             exec: {{path: ./audit}}\nspec: {{failOn: {fail_on}}}\n"
        )
    };
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("kustomization.yaml", "resources: [apps.yaml]\ntransformers: [audit.yaml]\n");
    write("apps.yaml", &oci(ACR, "aws"));
    link(Path::new(env!("CARGO_BIN_EXE_flux-workload-identity")), &folder.path().join("audit"));
    let build = |fail_on: &str| {
        write("audit.yaml", &audit(fail_on));
        let mut command = Command::new("kustomize");
        command.args(["build", "--enable-alpha-plugins", "--enable-exec", "."]);
        command.current_dir(folder.path()).output().unwrap()
    };
    let failed = build("error");
    let said = String::from_utf8(failed.stderr).unwrap();
    assert!(!failed.status.success() && said.contains("error[FWI322]: "), "{said}");
    let passed = build("never");
    assert!(passed.status.success(), "{passed:?}");
    let built = String::from_utf8(passed.stdout).unwrap();
    assert!(built.contains("provider: aws") && !built.contains("Audit"), "{built}");
}

fn link(from: &Path, to: &Path) {
    #[cfg(unix)]
    std::os::unix::fs::symlink(from, to).unwrap();
    #[cfg(not(unix))]
    drop(fs::copy(from, to).unwrap());
}
