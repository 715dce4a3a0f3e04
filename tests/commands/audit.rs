//! `audit`: what is looked at, the forms of the report, and the exit status.

use std::fs;

use super::command::program;
use super::folder::{Folder, contains};

/// A private registry that is read without credentials: an error.
const REGISTRY: &str = "\
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata:
  name: apps
  namespace: apps
spec:
  url: oci://490185926743.dkr.ecr.eu-west-1.amazonaws.com/apps
";

const SYNC: &str = "\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec:
  path: ./
  sourceRef: {kind: GitRepository, name: flux-system}
";

/// What the report has, at a status, and what stderr has.
#[track_caller]
pub(super) fn audited(folder: &Folder, line: &str, status: i32) -> (String, String) {
    let words: Vec<&str> = line.split_whitespace().collect();
    let output = folder.raw(&[&["audit"], &words[..]].concat());
    assert_eq!(output.status.code(), Some(status), "{line}: {output:?}");
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr))
}

#[test]
fn the_status_says_what_was_found() {
    let folder = Folder::with(&[("apps.yaml", REGISTRY)]);
    for (line, status) in [
        ("apps.yaml", 1),
        ("--fail-on never apps.yaml", 0),
        ("--ignore FWI321 apps.yaml", 0),
        ("--ignore fwi321 --fail-on warning apps.yaml", 0),
    ] {
        assert_eq!(audited(&folder, line, status).1, "", "{line}");
    }
    for line in ["absent.yaml", "--ignore FWI101 apps.yaml", ". apps.yaml", "apps.yaml apps.yaml"] {
        let (report, said) = audited(&folder, line, 2);
        assert_eq!(report, "", "{line}");
        contains(&said, "error");
    }
}

#[test]
fn what_can_t_be_read_is_told_and_the_rest_is_looked_at() {
    let folder = Folder::with(&[("apps.yaml", REGISTRY), ("broken.yaml", "a: [\n")]);
    let (report, said) = audited(&folder, "apps.yaml broken.yaml", 2);
    contains(&report, "error[FWI321]: ");
    contains(&report, "1 object: 1 error; 1 not readable\n");
    contains(&said, "error[FWI903]: ");
    contains(&said, "  --> broken.yaml:");
}

/// A pipe that brought nothing, or the wrong folder, must not look like a clean cluster.
#[test]
fn nothing_is_not_clean() {
    let folder = Folder::with(&[("empty.yaml", "# nothing\n")]);
    fs::create_dir(folder.path(".git")).unwrap();
    fs::create_dir(folder.path("cluster")).unwrap();
    contains(&audited(&folder, "empty.yaml", 2).1, "error[FWI901]: ");
    folder.write("message.yaml", "Error: the server is not there\n");
    contains(
        &audited(&folder, "message.yaml", 2).1,
        "error[FWI389]: there is no Kubernetes object",
    );
    contains(&audited(&folder, "cluster", 2).1, "error[FWI389]: cluster holds no manifests\n");
    contains(&audited(&folder, "", 2).1, "error[FWI910]: no cluster is found: ");
}

#[test]
fn a_repository_is_looked_at_from_its_roots() {
    let folder = Folder::with(&[("apps.yaml", REGISTRY), ("gotk-sync.yaml", SYNC)]);
    folder.write("kustomization.yaml", "resources: [gotk-sync.yaml, absent.yaml]\n");
    let (report, said) = audited(&folder, "", 2);
    assert_eq!(report, "1 cluster, 0 objects: nothing found; 1 not readable\n");
    contains(&said, "error[FWI389]: . can't be built: it is absent\n");
    contains(&said, "  --> kustomization.yaml:1:29\n");
    // What no root reaches gets no finding.
    folder.write("kustomization.yaml", "resources: [gotk-sync.yaml]\n");
    assert_eq!(audited(&folder, "", 0).0, "1 cluster, 1 object: nothing found\n");
    folder.write("kustomization.yaml", "resources: [gotk-sync.yaml, apps.yaml]\n");
    let (report, _) = audited(&folder, "", 1);
    contains(&report, "  --> apps.yaml:7:8\n");
    contains(&report, "1 cluster, 2 objects: 1 error\n");
    // kustomize leaves out what is marked with anything but false.
    for (mark, found) in [("true", "nothing found"), ("", "nothing found"), ("false", "1 error")] {
        let marked = format!("  annotations: {{config.kubernetes.io/local-config: \"{mark}\"}}\n");
        folder
            .write("apps.yaml", &REGISTRY.replace("metadata:\n", &format!("metadata:\n{marked}")));
        let status = i32::from(mark == "false");
        contains(&audited(&folder, "", status).0, &format!("1 cluster, 2 objects: {found}\n"));
    }
}

/// The flux-operator makes the Kustomization of a FluxInstance's sync itself.
#[test]
fn a_flux_instance_is_a_root_of_its_cluster() {
    let instance = "\
apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: {name: flux, namespace: flux-system}
spec:
  sync: {kind: GitRepository, url: https://example.com/fleet.git, path: clusters/a}
";
    let apps = "\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  path: ./apps
  sourceRef: {kind: GitRepository, name: NAME}
";
    let folder = Folder::with(&[("instance.yaml", instance)]);
    fs::create_dir(folder.path(".git")).unwrap();
    fs::create_dir_all(folder.path("clusters/a")).unwrap();
    fs::create_dir(folder.path("apps")).unwrap();
    folder.write("apps/apps.yaml", REGISTRY);
    folder.write("clusters/a/apps.yaml", &apps.replace("NAME", "flux-system"));
    let (report, _) = audited(&folder, "", 1);
    contains(&report, "Cluster clusters/a\n\nerror[FWI321]: ");
    contains(&report, "  --> apps/apps.yaml:7:8\n");
    // What another source brings is not of this repository.
    folder.write("clusters/a/apps.yaml", &apps.replace("NAME", "other"));
    let (report, _) = audited(&folder, "", 0);
    assert_eq!(
        report,
        "1 cluster, 2 objects: nothing found; 1 Kustomization not followed\n  clusters/a: the \
         Kustomization flux-system/apps is not followed: it applies the GitRepository other, \
         another source than the cluster's own\n"
    );
    folder.write(
        "clusters/a/apps.yaml",
        &(apps.replace("NAME", "flux-system") + "  suspend: true\n"),
    );
    let (report, _) = audited(&folder, "", 0);
    contains(&report, "flux-system/apps is not followed: it is suspended\n");
    // A folder that is not here, and one that only the cluster knows.
    for (path, reason) in [
        ("./absent", "there is no folder \"./absent\""),
        ("./${FOLDER}", "what its path \"./${FOLDER}\" becomes is not known here"),
    ] {
        let apps = apps.replace("NAME", "flux-system").replace("./apps", path);
        folder.write("clusters/a/apps.yaml", &apps);
        let (report, _) = audited(&folder, "", 0);
        contains(&report, &format!("flux-system/apps is not followed: {reason}\n"));
    }
}

/// Identity is a fact of a cluster: what is right in one may be wrong in the next.
#[test]
fn each_cluster_is_looked_at_on_its_own() {
    let folder = Folder::with(&[]);
    fs::create_dir(folder.path(".git")).unwrap();
    for cluster in ["a", "b"] {
        fs::create_dir_all(folder.path(&format!("clusters/{cluster}"))).unwrap();
        let sync = SYNC.replace("path: ./", &format!("path: ./clusters/{cluster}"));
        folder.write(&format!("clusters/{cluster}/gotk-sync.yaml"), &sync);
    }
    folder.write("clusters/b/apps.yaml", REGISTRY);
    let (report, _) = audited(&folder, "--format json", 1);
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let clusters: Vec<&serde_json::Value> =
        report["clusters"].as_array().unwrap().iter().map(|cluster| &cluster["path"]).collect();
    assert_eq!(clusters, ["clusters/a", "clusters/b"]);
    assert_eq!(report["findings"].as_array().unwrap().len(), 1);
    assert_eq!(report["findings"][0]["cluster"], "clusters/b");
    assert_eq!(report["findings"][0]["file"], "clusters/b/apps.yaml");
    // A folder that is named leaves the others alone.
    assert_eq!(audited(&folder, "clusters/a", 0).0, "1 cluster, 1 object: nothing found\n");
}

/// A comment in a file that two clusters share is used if one of them has the finding.
#[test]
fn a_comment_counts_for_all_clusters() {
    let folder = Folder::with(&[]);
    fs::create_dir(folder.path(".git")).unwrap();
    let with_reason =
        REGISTRY.replace("/apps\n", "/apps # fwi: ignore FWI321 pulled by the node\n");
    for cluster in ["a", "b"] {
        fs::create_dir_all(folder.path(&format!("clusters/{cluster}"))).unwrap();
        let sync = SYNC.replace("path: ./", &format!("path: ./clusters/{cluster}"));
        folder.write(&format!("clusters/{cluster}/gotk-sync.yaml"), &sync);
        let resources = "resources: [gotk-sync.yaml, ../../apps.yaml]\n";
        folder.write(&format!("clusters/{cluster}/kustomization.yaml"), resources);
    }
    folder.write("apps.yaml", &with_reason);
    assert_eq!(audited(&folder, "", 0).0, "2 clusters, 4 objects: nothing found\n");
}

#[cfg(unix)]
#[test]
fn what_only_a_link_reaches_is_missing_in_the_cluster() {
    let folder = Folder::with(&[("gotk-sync.yaml", SYNC)]);
    folder.write("kustomization.yaml", "resources: [gotk-sync.yaml, link.yaml]\n");
    fs::create_dir(folder.path("other")).unwrap();
    folder.write("other/apps.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n");
    std::os::unix::fs::symlink("other/apps.yaml", folder.path("link.yaml")).unwrap();
    let (report, _) = audited(&folder, "", 1);
    contains(&report, "error[FWI367]: ");
    contains(&report, "  --> kustomization.yaml:1:29\n");
}

#[test]
fn without_a_program_to_build_with_the_rest_is_looked_at() {
    let kustomization = "resources: [gotk-sync.yaml]\nnamePrefix: a-\n";
    let folder = Folder::with(&[("gotk-sync.yaml", SYNC), ("kustomization.yaml", kustomization)]);
    let mut command = program();
    let output =
        command.arg("audit").current_dir(folder.path("")).env("PATH", "").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    contains(&said, "neither kustomize nor kubectl is on the PATH");
}

/// A report for programs that held no more than what was found would close the alerts of a
/// repository that could not be built.
#[test]
fn what_could_not_be_looked_at_is_in_every_form() {
    let kustomization = "resources: [gotk-sync.yaml, absent.yaml]\n";
    let object = "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: a}\n\
                  spec: {provider: aws, url: oci://a.dkr.ecr.eu-west-1.amazonaws.com/a, \
                  serviceAccountName: absent}\n";
    let sync = SYNC.to_owned() + "---\n" + object;
    let folder = Folder::with(&[("gotk-sync.yaml", &sync), ("kustomization.yaml", kustomization)]);
    contains(&audited(&folder, "--format json", 2).0, "\"code\": \"FWI389\"");
    contains(&audited(&folder, "--format github", 2).0, "::error file=kustomization.yaml,line=1,");
    let document: serde_json::Value =
        serde_json::from_str(&audited(&folder, "--format sarif", 2).0).unwrap();
    let run = &document["runs"][0];
    assert_eq!(run["results"][0]["ruleId"], "FWI389");
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    // What is missing is not known.
    assert!(!audited(&folder, "", 2).0.contains("FWI333"));
}

/// One file that is no YAML, among those that a cluster applies: every form has its place, and what is
/// found in the others.
#[test]
fn a_broken_file_hides_nothing() {
    let folder = Folder::with(&[("gotk-sync.yaml", SYNC), ("apps.yaml", REGISTRY)]);
    fs::create_dir(folder.path(".git")).unwrap();
    let broken = "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: [1\n  b: 2\n";
    let kustomization = "resources: [gotk-sync.yaml, apps.yaml, broken.yaml]\n";
    // As Flux finds them by itself, and as a kustomization lists them.
    folder.write("broken.yaml", broken);
    for is_listed in [false, true] {
        if is_listed {
            folder.write("kustomization.yaml", kustomization);
        }
        let (report, said) = audited(&folder, "--format text", 2);
        contains(&report, "error[FWI321]: ");
        contains(&report, "  --> apps.yaml:7:8\n");
        contains(&report, "; 1 not readable\n");
        contains(&said, "error[FWI903]: ");
        contains(&said, "  --> broken.yaml:5:");
        let (report, _) = audited(&folder, "--format json", 2);
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        let found = report["findings"].as_array().unwrap().iter();
        let found: Vec<_> =
            found.map(|f| (f["code"].as_str(), f["file"].as_str(), f["line"].as_u64())).collect();
        assert!(found.contains(&(Some("FWI321"), Some("apps.yaml"), Some(7))), "{found:?}");
        assert!(found.contains(&(Some("FWI903"), Some("broken.yaml"), Some(5))), "{found:?}");
        let (report, _) = audited(&folder, "--format github", 2);
        contains(&report, "::error file=apps.yaml,line=7,col=8,title=FWI321");
        contains(&report, "::error file=broken.yaml,line=5,");
        let (report, _) = audited(&folder, "--format sarif", 2);
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        let run = &report["runs"][0];
        assert_eq!(run["invocations"][0]["executionSuccessful"], false);
        let results = run["results"].as_array().unwrap().iter();
        let places: Vec<_> = results
            .map(|result| {
                let place = &result["locations"][0]["physicalLocation"];
                let file = place["artifactLocation"]["uri"].as_str();
                (result["ruleId"].as_str(), file, place["region"]["startLine"].as_u64())
            })
            .collect();
        assert!(places.contains(&(Some("FWI321"), Some("apps.yaml"), Some(7))), "{places:?}");
        assert!(places.contains(&(Some("FWI903"), Some("broken.yaml"), Some(5))), "{places:?}");
    }
}

/// What a Kustomization adds is added to the root's own kustomization: another one would lie inside
/// of what it lists.
#[test]
fn a_kustomization_of_the_whole_repository_is_read() {
    let sync = SYNC.to_owned() + "  targetNamespace: apps\n  images: []\n";
    let kustomization = "resources: [gotk-sync.yaml, https://example.com/a.yaml]\n";
    let folder = Folder::with(&[("gotk-sync.yaml", &sync), ("kustomization.yaml", kustomization)]);
    contains(&audited(&folder, "", 0).0, "  --> kustomization.yaml:1:29\n");
}

#[test]
fn what_is_elsewhere_is_counted() {
    let kustomization = "resources: [gotk-sync.yaml, https://example.com/a.yaml]\n";
    let folder = Folder::with(&[("gotk-sync.yaml", SYNC), ("kustomization.yaml", kustomization)]);
    let (report, said) = audited(&folder, "", 0);
    assert_eq!(said, "");
    contains(&report, "info[FWI388]: . is not built here: it would be fetched\n");
    contains(&report, "  --> kustomization.yaml:1:29\n");
    contains(&report, "\n1 cluster, 0 objects: 1 info; 1 folder not built\n");
    audited(&folder, "--fail-on-unbuilt", 2);
}

#[test]
fn json_has_what_is_known_of_a_finding() {
    let folder = Folder::with(&[("apps.yaml", REGISTRY)]);
    let wanted = r#"{
  "findings": [
    {
      "code": "FWI321",
      "severity": "error",
      "message": "nothing can be read from this registry of aws without credentials",
      "help": "set spec.provider: aws",
      "file": "apps.yaml",
      "line": 7,
      "column": 8,
      "resource": {
        "apiVersion": "source.toolkit.fluxcd.io/v1",
        "kind": "OCIRepository",
        "namespace": "apps",
        "name": "apps"
      },
      "field": "spec.url"
    }
  ],
  "clusters": [
    {
      "controllers": [],
      "objects": 1,
      "notFollowed": 0,
      "notBuilt": 0
    }
  ]
}
"#;
    assert_eq!(audited(&folder, "--format json apps.yaml", 1).0, wanted);
}

#[test]
fn github_gets_one_command_a_finding() {
    let hostile = REGISTRY.replace("name: apps\n", "name: \"a\\n::error::%0A\"\n");
    let folder = Folder::with(&[("a,b:c.yaml", &hostile)]);
    let wanted = "::error file=a%2Cb%3Ac.yaml,line=7,col=8,title=FWI321%3A private registry without \
                  credentials::OCIRepository apps/a\\n::error::%250A: nothing can be read from this \
                  registry of aws without credentials (set spec.provider: aws)\n";
    assert_eq!(audited(&folder, "--format github a,b:c.yaml", 1).0, wanted);
}

#[test]
fn sarif_names_the_rule_and_the_place() {
    let folder = Folder::with(&[("a b.yaml", REGISTRY)]);
    let output = folder.raw(&["audit", "--format", "sarif", "a b.yaml"]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let run = &document["runs"][0];
    let result = &run["results"][0];
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "FWI321");
    assert_eq!(result["level"], "error");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%20b.yaml");
    assert_eq!(place["region"]["startLine"], 7);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_folder_that_applies_itself_in_growing_names_has_an_end() {
    let object = |name: &str, path: &str, value: &str| {
        format!(
            "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {{name: {name:?}, namespace: flux-system}}\nspec:\n  path: {path}\n  sourceRef: {{kind: GitRepository, name: flux-system}}\n  postBuild: {{substitute: {{A: {value:?}}}}}\n"
        )
    };
    for grown in ["${A}x", "${A}${A}"] {
        let folder = Folder::with(&[
            ("c/flux-system/gotk-sync.yaml", &object("flux-system", "./g", "a")),
            ("g/h.yaml", &object("h${A}", "./g", grown)),
        ]);
        for line in ["audit", "audit --all", "map", "init"] {
            let output = folder.raw(&line.split(' ').collect::<Vec<_>>());
            let said = String::from_utf8_lossy(&output.stderr).into_owned()
                + &String::from_utf8_lossy(&output.stdout);
            assert_eq!(output.status.code(), Some(2), "{line}: {said}");
            contains(&said, "g/h.yaml:5");
            contains(&said, "applies it again, under other names each time");
        }
    }
}
