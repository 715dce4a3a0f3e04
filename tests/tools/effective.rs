//! The effective check: exit 0 means that what kustomize or kubectl builds carries what the config
//! asks, wherever hand-written patches stand; what wins is named by its place.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::{Command, Output};

use super::need::has_tools;

const CONFIG: &str = "\
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata: {name: flux}
spec:
  provider: aws
  identities:
  - controllers: [source-controller]
    roleArn: arn:aws:iam::111122223333:role/flux
";

const FLUX: &str = "\
apiVersion: v1
kind: ServiceAccount
metadata: {name: source-controller, namespace: flux-system}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
  labels: {app.kubernetes.io/component: source-controller, app.kubernetes.io/version: v2.9.3}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers: [{name: manager, args: [--log-level=info]}]
";

const SYNC: &str = "\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: flux-system, namespace: flux-system}
spec: {path: ./cluster, sourceRef: {kind: GitRepository, name: flux-system}}
";

const OLD: &str = "eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/old";

/// A patch of the ServiceAccount by hand.
fn merge() -> String {
    format!(
        "{{apiVersion: v1, kind: ServiceAccount, metadata: {{name: source-controller, namespace: flux-system, annotations: {{{OLD}}}}}}}"
    )
}

/// A repository with a cluster, whose Flux is in a folder of its own.
pub(super) struct Repository(pub(super) tempfile::TempDir);

impl Repository {
    pub(super) fn new(kustomization: &str) -> Repository {
        let repository = Repository(tempfile::tempdir().unwrap());
        fs::create_dir(repository.0.path().join(".git")).unwrap();
        repository.write("config.yaml", CONFIG);
        repository.write("cluster/flux-system/gotk-components.yaml", FLUX);
        repository.write("cluster/flux-system/gotk-sync.yaml", SYNC);
        repository.write(KUSTOMIZATION, kustomization);
        repository
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.path().join(name)).unwrap()
    }

    /// Runs the program with `tool` as the only one on the PATH.
    pub(super) fn run(&self, tool: &str, line: &str) -> Output {
        let path = self.tool(tool);
        let mut command = super::command::program();
        command.args(line.split_whitespace()).env("PATH", path).current_dir(self.0.path());
        command.output().unwrap()
    }

    /// A folder with a tool, if it is here.
    pub(super) fn tool(&self, tool: &str) -> PathBuf {
        let path = self.0.path().join(".git/bin");
        fs::create_dir_all(&path).unwrap();
        if !path.join(tool).exists() {
            let found = std::env::split_paths(&std::env::var_os("PATH").unwrap())
                .map(|folder| folder.join(tool))
                .find(|path| path.is_file());
            if let Some(found) = found {
                symlink(found, path.join(tool)).unwrap();
            }
        }
        path
    }

    /// Whether what is built of a folder has the identity, as the tool itself builds it.
    fn carries(&self, tool: &str, folder: &str) -> bool {
        let verb = if tool == "kubectl" { "kustomize" } else { "build" };
        let built = Command::new(tool)
            .args([verb, "--load-restrictor", "LoadRestrictionsNone"])
            .arg(self.0.path().join(folder))
            .output()
            .unwrap();
        assert!(built.status.success(), "{}", text(&built.stderr));
        text(&built.stdout).contains("role-arn: arn:aws:iam::111122223333:role/flux\n")
    }
}

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

pub(super) const WRITE: &str = "patches -c config.yaml cluster/flux-system/gotk-components.yaml --write \
                     cluster/flux-system/kustomization.yaml";
const COMPONENT: &str = "patches -c config.yaml cluster/flux-system/gotk-components.yaml --format \
                         component --write cluster/flux-system/identity";
const KUSTOMIZATION: &str = "cluster/flux-system/kustomization.yaml";
pub(super) const RESOURCES: &str = "resources: [gotk-components.yaml, gotk-sync.yaml]\n";

/// Where hand-written entries stand: fields of the kustomization, other files, and what wins, if
/// they do: its field and its file.
type Winner = Option<(&'static str, &'static str)>;

struct Stand {
    fields: String,
    files: &'static [(&'static str, &'static str)],
    /// Over our entries, and over a Component, which comes before all of them.
    wins: [Winner; 2],
}

fn stands() -> Vec<Stand> {
    let own = |field| [Some((field, KUSTOMIZATION)); 2];
    let stand = |fields: String, wins| Stand { fields, files: &[], wins };
    let merge = merge();
    let target = "target: {kind: ServiceAccount, name: source-controller}";
    let json = format!("'- {{op: add, path: /metadata/annotations, value: {{{OLD}}}}}'");
    vec![
        stand(String::new(), [None; 2]),
        stand(
            format!("patchesStrategicMerge:\n- '{merge}'\n"),
            [None, Some(("patchesStrategicMerge[0]", KUSTOMIZATION))],
        ),
        stand(
            format!("patchesJson6902:\n- patch: {json}\n  {target}\n"),
            own("patchesJson6902[0]"),
        ),
        stand("commonAnnotations: {team: a}\n".to_owned(), [None; 2]),
        stand(format!("commonAnnotations: {{{OLD}}}\n"), own("commonAnnotations['eks")),
        stand(
            "replacements:\n- source: {kind: Deployment, name: source-controller, fieldPath: \
             metadata.name}\n  targets:\n  - select: {kind: ServiceAccount}\n    fieldPaths: \
             ['metadata.annotations.[eks.amazonaws.com/role-arn]']\n"
                .to_owned(),
            own("replacements[0]"),
        ),
        stand(
            format!(
                "transformers:\n- '{{apiVersion: builtin, kind: AnnotationsTransformer, metadata: {{name: a}}, annotations: {{{OLD}}}, fieldSpecs: [{{path: metadata/annotations, create: true}}]}}'\n"
            ),
            own("transformers[0]"),
        ),
        Stand {
            fields: "transformers: [../t.yaml]\n".to_owned(),
            files: &[(
                "cluster/t.yaml",
                "apiVersion: builtin\nkind: PatchTransformer\nmetadata: {name: a}\npatch: '- {op: remove, path: /metadata/annotations}'\ntarget: {kind: ServiceAccount}\n",
            )],
            wins: own("transformers[0]"),
        },
        Stand {
            fields: String::new(),
            files: &[
                (
                    "cluster/kustomization.yaml",
                    "resources: [flux-system]\npatches:\n- path: p.yaml\n  target: {kind: ServiceAccount}\n",
                ),
                (
                    "cluster/p.yaml",
                    "- {op: replace, path: /metadata/annotations, value: {team: a}}\n",
                ),
            ],
            wins: [Some(("patches[0]", "cluster/kustomization.yaml")); 2],
        },
        Stand {
            fields: String::new(),
            files: &[(
                "cluster/kustomization.yaml",
                "resources: [flux-system]\nnamespace: other\n",
            )],
            wins: [Some(("namespace", "cluster/kustomization.yaml")); 2],
        },
    ]
}

/// Whether a run says what it has to, and nothing else than what the build has.
fn judge(repository: &Repository, tool: &str, output: &Output, wins: Winner) {
    let said = text(&output.stderr);
    let about = format!("{}\n{said}", repository.read(KUSTOMIZATION));
    let carries = repository.carries(tool, "cluster/flux-system");
    match wins {
        None => {
            assert_eq!(output.status.code(), Some(0), "{about}");
            assert!(carries, "{about}");
        }
        Some((field, file)) => {
            assert_eq!(output.status.code(), Some(1), "{about}");
            assert!(said.contains("error[FWI251]"), "{about}");
            assert!(said.contains(&format!("  --> {field}")), "{about}");
            assert!(said.contains(&format!("  --> {file}:")), "{about}");
        }
    }
}

fn every_stand(tool: &str) {
    if !has_tools(tool, "the effective check").unwrap() {
        return;
    }
    for (which, line) in [WRITE, COMPONENT].into_iter().enumerate() {
        for Stand { fields, files, wins } in stands() {
            let repository = Repository::new(&format!("{RESOURCES}{fields}"));
            files.iter().for_each(|(name, text)| repository.write(name, text));
            let written = repository.run(tool, &format!("{line} --no-build"));
            assert!(written.status.success(), "{}", text(&written.stderr));
            let check = line.replace("--write", "--check");
            judge(&repository, tool, &repository.run(tool, &check), wins[which]);
        }
    }
}

pub(crate) fn kustomize_decides_wherever_patches_stand() {
    every_stand("kustomize");
}

pub(crate) fn kubectl_decides_wherever_patches_stand() {
    every_stand("kubectl");
}

/// Of two patches in one list the last one counts, and a Component comes before all of them.
pub(crate) fn the_order_of_patches_decides() {
    if !has_tools("kubectl", "the order of patches").unwrap() {
        return;
    }
    let by_hand = format!("patches:\n- patch: '{}'\n", merge());
    let repository = Repository::new(&format!("{RESOURCES}{by_hand}"));
    let written = repository.run("kubectl", WRITE);
    judge(&repository, "kubectl", &written, None);
    // The same entry behind ours.
    let ours = repository.read(KUSTOMIZATION);
    let behind = ours.replace(&format!("- patch: '{}'\n", merge()), "") + "- path: p.yaml\n";
    repository.write(KUSTOMIZATION, &behind);
    repository.write("cluster/flux-system/p.yaml", &merge());
    let check = WRITE.replace("--write", "--check");
    let wins = Some(("patches[1]", KUSTOMIZATION));
    judge(&repository, "kubectl", &repository.run("kubectl", &check), wins);
    // A Component.
    let repository = Repository::new(&format!("{RESOURCES}{by_hand}"));
    let wins = Some(("patches[0]", KUSTOMIZATION));
    judge(&repository, "kubectl", &repository.run("kubectl", COMPONENT), wins);
}

/// What Flux itself adds to the build of its folder may win too, also where its Kustomization is
/// patched to add it.
pub(crate) fn what_flux_adds_to_the_build_counts() {
    if !has_tools("kustomize", "what Flux adds").unwrap() {
        return;
    }
    let removal =
        "{target: {kind: ServiceAccount}, patch: '- {op: remove, path: /metadata/annotations}'}";
    let spec = format!("spec: {{patches: [{removal}], path:");
    let with_patch = SYNC.replace("spec: {path:", &spec);
    let path = "spec.patches[0]";
    for (field, sync) in [
        (path, with_patch),
        (
            "spec.components[0]",
            SYNC.replace("spec: {path:", "spec: {components: [../removal], path:"),
        ),
    ] {
        let repository = Repository::new(RESOURCES);
        repository.write("cluster/flux-system/gotk-sync.yaml", &sync);
        let component = format!(
            "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\npatches: [{removal}]\n"
        );
        repository.write("removal/kustomization.yaml", &component);
        let written = repository.run("kustomize", &format!("{WRITE} --no-build"));
        assert!(written.status.success(), "{}", text(&written.stderr));
        let checked = repository.run("kustomize", &WRITE.replace("--write", "--check"));
        let said = text(&checked.stderr);
        assert_eq!(checked.status.code(), Some(1), "{field}: {said}");
        assert!(
            said.contains("error[FWI251]") && said.contains("the build of cluster lacks"),
            "{said}"
        );
        assert!(!said.contains("overlay"), "{said}");
        if field == path {
            assert!(said.contains("  --> spec.patches[0]"), "{said}");
            assert!(said.contains("  --> cluster/flux-system/gotk-sync.yaml:4:"), "{said}");
        }
    }
    // The Kustomization is patched in the build itself.
    let patch = format!(
        "patches:\n- target: {{kind: Kustomization}}\n  patch: |\n    - op: add\n      path: /spec/patches\n      value: [{removal}]\n"
    );
    let repository = Repository::new(&format!("{RESOURCES}{patch}"));
    let written = repository.run("kustomize", &format!("{WRITE} --no-build"));
    assert!(written.status.success(), "{}", text(&written.stderr));
    let checked = repository.run("kustomize", &WRITE.replace("--write", "--check"));
    let said = text(&checked.stderr);
    assert_eq!(checked.status.code(), Some(1), "{said}");
    assert!(said.contains("  --> spec.patches[0]"), "{said}");
}

/// Where nothing can build, a check has not found out; what is written is written.
pub(crate) fn without_a_tool_a_check_has_not_found_out() {
    let repository = Repository::new(RESOURCES);
    let written = repository.run("no-such-tool", WRITE);
    assert!(text(&written.stderr).contains("warning[FWI253]"), "{}", text(&written.stderr));
    assert_eq!(written.status.code(), Some(0));
    let check = WRITE.replace("--write", "--check");
    let checked = repository.run("no-such-tool", &check);
    assert!(text(&checked.stderr).contains("error[FWI253]"));
    assert_eq!(checked.status.code(), Some(2));
    let checked = repository.run("no-such-tool", &format!("{check} --no-build"));
    assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stderr));
    assert!(!text(&checked.stderr).contains("FWI253"), "{}", text(&checked.stderr));
}

/// Before the first bootstrap Flux's files are absent or empty: there is nothing to find yet.
pub(crate) fn before_the_bootstrap_a_check_is_green_and_says_so() {
    if !has_tools("kubectl", "the check before the bootstrap").unwrap() {
        return;
    }
    let dotted = "resources: [./gotk-components.yaml, ./gotk-sync.yaml]\n";
    for (resources, left) in [
        (RESOURCES, None),
        (RESOURCES, Some("")),
        (RESOURCES, Some("---\n# made by flux bootstrap\n")),
        (dotted, None),
    ] {
        let repository = Repository::new(resources);
        for file in ["gotk-components.yaml", "gotk-sync.yaml"] {
            let path = repository.0.path().join("cluster/flux-system").join(file);
            match left {
                None => fs::remove_file(path).unwrap(),
                Some(text) => fs::write(path, text).unwrap(),
            }
        }
        let write = WRITE.replace("cluster/flux-system/gotk-components.yaml ", "") + " -v";
        let written = repository.run("kubectl", &write);
        let said = text(&written.stderr);
        assert!(written.status.success() && said.contains("info[FWI255]"), "{said}");
        let checked = repository.run("kubectl", &write.replace("--write", "--check"));
        let said = text(&checked.stderr);
        assert!(checked.status.success() && said.contains("is still empty"), "{said}");
        // The same command is exact once the files are there.
        repository.write("cluster/flux-system/gotk-components.yaml", FLUX);
        repository.write("cluster/flux-system/gotk-sync.yaml", SYNC);
        let checked = repository.run("kubectl", &WRITE.replace("--write", "--check"));
        judge(&repository, "kubectl", &checked, None);
    }
    // With one of them there the other is missing, and kustomize builds nothing.
    let repository = Repository::new(RESOURCES);
    assert!(repository.run("kubectl", WRITE).status.success());
    fs::remove_file(repository.0.path().join("cluster/flux-system/gotk-sync.yaml")).unwrap();
    let checked = repository.run("kubectl", &WRITE.replace("--write", "--check"));
    assert_eq!(checked.status.code(), Some(2), "{}", text(&checked.stderr));
}

/// A build that can't be read is no difference: nothing was found out.
pub(crate) fn a_build_that_can_t_be_read_is_not_judged() {
    if !has_tools("kubectl", "a build that can't be read").unwrap() {
        return;
    }
    let repository = Repository::new(RESOURCES);
    // kustomize writes U+2028, which ends a line in YAML 1.1, as it is.
    let object = "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  annotations:\n    \
                  x: \"a\\n\\L b\"\n";
    repository.write("cluster/flux-system/gotk-sync.yaml", &[SYNC, object].concat());
    assert!(repository.run("kubectl", WRITE).status.success());
    let checked = repository.run("kubectl", &WRITE.replace("--write", "--check"));
    let said = text(&checked.stderr);
    assert_eq!(checked.status.code(), Some(2), "{said}");
    assert!(said.contains("is not built: what kustomize makes can't be read: "), "{said}");
}
