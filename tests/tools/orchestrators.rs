//! The function in the hands of kustomize, kubectl and kpt: what was asked for is in the result
//! and nothing else is, a second run changes nothing, and a faulty config stops the command with
//! our message on its stderr.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde::Deserialize;
use serde_yaml::Value;

use super::need::{has_tools, tested_image};

const PROGRAM: &str = env!("CARGO_BIN_EXE_flux-workload-identity");

const MANIFESTS: &str = "\
apiVersion: v1
kind: ServiceAccount
metadata:
  labels:
    app.kubernetes.io/part-of: flux
    app.kubernetes.io/version: v2.9.3
  name: source-controller
  namespace: flux-system
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
spec:
  selector:
    matchLabels:
      app: source-controller
  template:
    metadata:
      labels:
        app: source-controller
    spec:
      containers:
      - image: ghcr.io/fluxcd/source-controller:v1.9.3
        name: manager
      serviceAccountName: source-controller
";

const ROLE: &str = "arn:aws:iam::111122223333:role/flux-ecr";
const CONTROLLER: &str = "source-controller";
const MISTYPED: &str = "sorce-controller";
const MESSAGES: [&str; 2] =
    ["unknown controller \"sorce-controller\"", "did you mean \"source-controller\"?"];

fn documents(text: &str) -> Vec<Value> {
    let documents = serde_yaml::Deserializer::from_str(text);
    let mut documents: Vec<Value> =
        documents.map(|document| Value::deserialize(document).unwrap()).collect();
    documents.sort_by_key(|d| d["kind"].as_str().unwrap_or_default().to_owned());
    documents
}

/// The manifests are in the text as they were, but for the role on the ServiceAccount.
fn assert_wired(text: &str) {
    let mut wanted = documents(MANIFESTS);
    let account = wanted.iter_mut().find(|d| d["kind"] == "ServiceAccount").unwrap();
    account["metadata"]["annotations"]["eks.amazonaws.com/role-arn"] = ROLE.into();
    assert_eq!(documents(text), wanted, "{text}");
}

fn assert_refused(output: &Output) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "a faulty config does not stop the command: {stderr}");
    for message in MESSAGES {
        assert!(stderr.contains(message), "{message:?} is not in {stderr}");
    }
}

fn stdout(output: Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).unwrap();
}

/// A config for a controller; `runs` says to kustomize how the function is run.
fn config(controller: &str, runs: &str) -> String {
    let function = match runs {
        "" => String::new(),
        runs => format!("    config.kubernetes.io/function: |\n      {runs}\n"),
    };
    format!(
        "apiVersion: flux-workload-identity.dev/v1alpha1\nkind: FluxWorkloadIdentity\nmetadata:\n  \
         name: flux\n  annotations:\n    config.kubernetes.io/local-config: \"true\"\n{function}\
         spec:\n  provider: aws\n  identities:\n  - controllers: [{controller}]\n    \
         roleArn: {ROLE}\n"
    )
}

/// Builds manifests by way of the function.
fn build(command: &[&str], manifests: &str, controller: &str, runs: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "flux.yaml", manifests);
    write(folder.path(), "identity.yaml", &config(controller, runs));
    let kustomization = "resources:\n- flux.yaml\ntransformers:\n- identity.yaml\n";
    write(folder.path(), "kustomization.yaml", kustomization);
    Command::new(command[0]).args(&command[1..]).arg(folder.path()).output().unwrap()
}

fn kustomize(command: &[&str], runs: &str) {
    let first = build(command, MANIFESTS, CONTROLLER, runs);
    assert_eq!(String::from_utf8_lossy(&first.stderr), "");
    let first = stdout(first);
    assert_wired(&first);
    assert_eq!(stdout(build(command, &first, CONTROLLER, runs)), first, "a second run");
    assert_refused(&build(command, MANIFESTS, MISTYPED, runs));
}

const KUSTOMIZE: [&str; 4] = ["kustomize", "build", "--enable-alpha-plugins", "--enable-exec"];
const KUBECTL: [&str; 3] = ["kubectl", "kustomize", "--enable-alpha-plugins"];

pub(crate) fn kustomize_runs_the_program() {
    if has_tools("kustomize", "kustomize, exec").unwrap() {
        kustomize(&KUSTOMIZE, &format!("exec: {{path: {PROGRAM:?}}}"));
    }
}

pub(crate) fn kustomize_runs_the_image() {
    if has_tools("kustomize docker", "kustomize, container").unwrap() {
        kustomize(&KUSTOMIZE[..3], &format!("container: {{image: {}}}", tested_image().unwrap()));
    }
}

pub(crate) fn kubectl_runs_the_image() {
    if has_tools("kubectl docker", "kubectl, container").unwrap() {
        kustomize(&KUBECTL, &format!("container: {{image: {}}}", tested_image().unwrap()));
    }
}

/// Runs kpt on a package of the manifests. `pipeline` is the mutator in its Kptfile. The config is
/// in the package, as identity.yaml; CONTROLLER in an argument stands for the controller.
fn kpt(arguments: &[&str], pipeline: &str) {
    let folder = tempfile::tempdir().unwrap();
    let mutators = match pipeline {
        "" => String::new(),
        mutator => format!("pipeline:\n  mutators:\n  - {mutator}\n"),
    };
    let kptfile =
        format!("apiVersion: kpt.dev/v1\nkind: Kptfile\nmetadata:\n  name: p\n{mutators}");
    write(folder.path(), "Kptfile", &kptfile);
    write(folder.path(), "flux.yaml", MANIFESTS);
    let run = |controller: &str| {
        write(folder.path(), "identity.yaml", &config(controller, ""));
        let arguments = arguments.iter().map(|a| a.replace("CONTROLLER", controller));
        Command::new("kpt").arg("fn").args(arguments).current_dir(&folder).output().unwrap()
    };
    let flux = || fs::read_to_string(folder.path().join("flux.yaml")).unwrap();
    assert_refused(&run(MISTYPED));
    assert_eq!(documents(&flux()), documents(MANIFESTS), "after a refusal");
    stdout(run(CONTROLLER));
    let first = flux();
    assert_wired(&first);
    stdout(run(CONTROLLER));
    assert_eq!(flux(), first, "a second run");
}

pub(crate) fn kpt_eval_runs_the_program() {
    if has_tools("kpt", "kpt fn eval, exec").unwrap() {
        kpt(&["eval", "--exec", PROGRAM, "--fn-config", "identity.yaml"], "");
    }
}

pub(crate) fn kpt_eval_runs_the_image_with_arguments() {
    if has_tools("kpt docker", "kpt fn eval, image").unwrap() {
        let (image, role) = (tested_image().unwrap(), format!("roleArn={ROLE}"));
        let data = ["--", "provider=aws", "controllers=CONTROLLER", &role];
        let image = ["eval", "--image-pull-policy", "never", "--image", &image];
        kpt(&[&image[..], &data[..]].concat(), "");
    }
}

pub(crate) fn kpt_render_runs_the_program() {
    if has_tools("kpt", "kpt fn render, exec").unwrap() {
        let mutator = format!("exec: {PROGRAM:?}\n    configPath: identity.yaml");
        kpt(&["render", "--allow-exec"], &mutator);
    }
}

pub(crate) fn kpt_render_runs_the_image() {
    if has_tools("kpt docker", "kpt fn render, image").unwrap() {
        let mutator = format!("image: {}\n    configPath: identity.yaml", tested_image().unwrap());
        kpt(&["render", "--image-pull-policy", "never"], &mutator);
    }
}

pub(crate) fn kpt_gets_the_results() {
    if has_tools("kpt", "kpt fn eval, results").unwrap() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "flux.yaml", MANIFESTS);
        let config_folder = tempfile::tempdir().unwrap();
        write(config_folder.path(), "identity.yaml", &config(CONTROLLER, ""));
        let run = Command::new("kpt")
            .args(["fn", "eval", "--exec", PROGRAM, "--fn-config"])
            .arg(config_folder.path().join("identity.yaml"))
            .arg("--results-dir")
            .arg(config_folder.path())
            .current_dir(&folder)
            .output();
        stdout(run.unwrap());
        let text = fs::read_to_string(config_folder.path().join("results.yaml")).unwrap();
        let list: Value = serde_yaml::from_str(&text).unwrap();
        let results = list["items"][0]["results"].as_sequence().unwrap();
        let result =
            results.iter().find(|result| !result["field"]["proposedValue"].is_null()).unwrap();
        assert_eq!(result["severity"], "info", "{text}");
        assert_eq!(result["resourceRef"]["name"], CONTROLLER, "{text}");
        assert_eq!(result["field"]["path"], "metadata.annotations['eks.amazonaws.com/role-arn']");
        assert_eq!(result["field"]["proposedValue"], ROLE, "{text}");
        assert_eq!(result["file"]["path"], "flux.yaml", "{text}");
    }
}

/// The audit sees what the mutator before it made; a finding stops the pipeline, and the files stay as
/// they were. Both configs may lie in the package.
pub(crate) fn a_validator_stops_kpt() {
    if !has_tools("kpt", "kpt fn render, validators").unwrap() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let kptfile = format!(
        "apiVersion: kpt.dev/v1\nkind: Kptfile\nmetadata:\n  name: p\npipeline:\n  mutators:\n  - \
         exec: {PROGRAM:?}\n    configPath: identity.yaml\n  validators:\n  - exec: {PROGRAM:?}\n    \
         configPath: audit.yaml\n"
    );
    write(folder.path(), "Kptfile", &kptfile);
    write(folder.path(), "flux.yaml", MANIFESTS);
    write(folder.path(), "identity.yaml", &config(CONTROLLER, ""));
    let audit = "apiVersion: flux-workload-identity.dev/v1alpha1\nkind: FluxWorkloadIdentityAudit\n\
                 metadata:\n  name: audit\nspec:\n  cluster: production\n";
    write(folder.path(), "audit.yaml", audit);
    let render = || {
        let mut command = Command::new("kpt");
        command.args(["fn", "render", "--allow-exec"]).current_dir(&folder).output().unwrap()
    };
    let oci = |provider: &str| {
        format!(
            "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata:\n  name: apps\n  \
             namespace: apps\nspec:\n  url: \
             oci://490185926743.dkr.ecr.eu-west-1.amazonaws.com/apps\n  provider: {provider}\n"
        )
    };
    write(folder.path(), "apps.yaml", &oci("azure"));
    let refused = render();
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success(), "{said}");
    assert!(
        said.contains("production: a registry of aws can't be read with provider azure"),
        "{said}"
    );
    let flux = fs::read_to_string(folder.path().join("flux.yaml")).unwrap();
    assert_eq!(documents(&flux), documents(MANIFESTS), "after a finding");
    write(folder.path(), "apps.yaml", &oci("aws"));
    stdout(render());
    assert_wired(&fs::read_to_string(folder.path().join("flux.yaml")).unwrap());
}

/// What a case writes is what kustomize takes, and it says the same.
pub(crate) fn kustomize_takes_projected_manifests() {
    if !has_tools("kustomize", "kustomize, plain resources").unwrap() {
        return;
    }
    for case in ["identity/three-providers", "identity/two-providers-aws-azure", "projected/shards"]
    {
        let file = format!("testdata/{case}/output.yaml");
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        let list: Value = serde_yaml::from_str(&text).unwrap();
        let items = list["items"].as_sequence().unwrap();
        let texts: Vec<String> =
            items.iter().map(|item| serde_yaml::to_string(item).unwrap()).collect();
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "flux.yaml", &texts.join("---\n"));
        write(folder.path(), "kustomization.yaml", "resources:\n- flux.yaml\n");
        let built = Command::new("kustomize").arg("build").arg(folder.path()).output();
        let (built, wanted) = (documents(&stdout(built.unwrap())), documents(&texts.join("---\n")));
        assert_eq!(built, wanted, "{case}");
    }
}
