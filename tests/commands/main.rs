//! The command line as a person meets it: screens, messages, exit codes, shells.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "../support/tools.rs"]
mod tools;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use tools::has_tools;

const PROGRAM: &str = env!("CARGO_BIN_EXE_flux-workload-identity");

const MANIFESTS: &str = "\
apiVersion: v1
kind: ServiceAccount
metadata:
  name: source-controller
  namespace: flux-system
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/old
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: kustomize-controller
  namespace: flux-system
";

const CONFIG: &str = "\
apiVersion: flux-workload-identity.dev/v1alpha1
kind: FluxWorkloadIdentity
metadata:
  name: flux
spec:
  provider: aws
  identities:
  - controllers: [source-controller, kustomize-controller]
    roleArn: arn:aws:iam::111122223333:role/new
";

struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// Runs the program in a folder with the manifests and the config.
fn run(line: &str, stdin: &str) -> Ran {
    run_on(&[("flux.yaml", MANIFESTS), ("config.yaml", CONFIG)], line, stdin, &[])
}

fn run_on(files: &[(&str, &str)], line: &str, stdin: &str, env: &[(&str, &str)]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let mut child = Command::new(PROGRAM)
        .args(line.split_whitespace())
        .current_dir(folder.path())
        .envs(env.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that does not read its input closes it.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

#[test]
fn a_check_says_what_is_wanted_and_what_is_there() {
    let ran = run("apply -c config.yaml --check flux.yaml", "");
    let wanted = "\
ServiceAccount flux-system/source-controller
  metadata.annotations['eks.amazonaws.com/role-arn'] (flux.yaml:7)
    wanted  \"arn:aws:iam::111122223333:role/new\"
    found   \"arn:aws:iam::111122223333:role/old\"
ServiceAccount flux-system/kustomize-controller
  metadata.annotations['eks.amazonaws.com/role-arn'] (flux.yaml:12)
    wanted  \"arn:aws:iam::111122223333:role/new\"
    found   nothing
";
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(1), wanted, ""));
}

#[test]
fn a_check_that_could_not_look_is_no_drift() {
    let files = [("flux.yaml", MANIFESTS), ("config.yaml", "a: b\n")];
    assert_eq!(run_on(&files, "apply -c config.yaml flux.yaml", "", &[]).code, Some(1));
    assert_eq!(run_on(&files, "apply -c config.yaml --check flux.yaml", "", &[]).code, Some(2));
    assert_eq!(run("apply -c config.yaml --check absent.yaml", "").code, Some(2));
    assert_eq!(run("apply -c absent.yaml flux.yaml", "").code, Some(2));
    let empty = run("apply -c config.yaml", "# nothing\n");
    assert_eq!(empty.code, Some(2));
    assert!(empty.stderr.starts_with("error: the input is empty\n"), "{}", empty.stderr);
}

#[test]
fn a_diff_is_unified_and_coloured_if_asked_for() {
    let ran = run("apply -q -c config.yaml --diff flux.yaml", "");
    assert_eq!(ran.code, Some(0));
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(&lines[..3], ["--- flux.yaml", "+++ flux.yaml", "@@ -4,10 +4,12 @@"]);
    assert!(lines.contains(&"+    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/new"));
    let colored = run("apply -q -c config.yaml --diff --color always flux.yaml", "");
    assert!(colored.stdout.contains("\u{1b}[32m+"));
    let files = [("flux.yaml", MANIFESTS), ("config.yaml", CONFIG)];
    let forced = [("CLICOLOR_FORCE", "1")];
    let line = "apply -q -c config.yaml --diff flux.yaml";
    assert!(run_on(&files, line, "", &forced).stdout.contains("\u{1b}[32m+"));
    let not = [("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")];
    assert_eq!(run_on(&files, line, "", &not).stdout, ran.stdout);
}

#[test]
fn the_documents_are_filtered_as_they_are() {
    let ran = run("apply -q -c config.yaml", MANIFESTS);
    let wanted = MANIFESTS.replace("role/old", "role/new").replace(
        "  name: kustomize",
        "  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/new\n  \
         name: kustomize",
    );
    assert_eq!((ran.code, ran.stdout), (Some(0), wanted));
    let dash = run("apply -q -c config.yaml -- -", MANIFESTS);
    assert_eq!(dash.stdout.len(), MANIFESTS.len() + 82);
    // Directives, a BOM, CRLF, `...` and trailing markers stay; values.yaml beside are no objects.
    for text in [
        format!("\u{feff}%YAML 1.2\n---\n# a\n{MANIFESTS}...\n"),
        format!("---\n# nothing\n---\n{MANIFESTS}---\n"),
        format!("a: [1, 2]\n---\n- 1\n---\n{MANIFESTS}"),
        MANIFESTS.replace('\n', "\r\n"),
    ] {
        let ran = run("apply -q -c config.yaml", &text);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        assert_eq!(ran.stdout.matches("role/new").count(), 2, "{text}");
        let without = ran.stdout.replace("role/new", "role/old");
        let annotation =
            "  annotations:\n    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/old\n";
        let annotation = if text.contains("\r\n") {
            annotation.replace('\n', "\r\n")
        } else {
            annotation.to_owned()
        };
        let place = without.rfind(&annotation).unwrap();
        assert_eq!(format!("{}{}", &without[..place], &without[place + annotation.len()..]), text);
    }
}

#[test]
fn a_list_of_json_is_filtered_as_it_is() {
    let account = |name: &str| {
        let head = "        {\n            \"apiVersion\": \"v1\",\n            \"kind\": \"ServiceAccount\"";
        format!(
            "{head},\n            \"metadata\": {{\n                \"annotations\": {{\n                    \
             \"a\": \"b\"\n                }},\n                \"name\": \"{name}\",\n                \
             \"namespace\": \"flux-system\"\n            }}\n        }}"
        )
    };
    let list = format!(
        "{{\n    \"apiVersion\": \"v1\",\n    \"items\": [\n{},\n{}\n    ],\n    \"kind\": \"List\"\n}}\n",
        account("source-controller"),
        account("kustomize-controller")
    );
    let ran = run("apply -c config.yaml", &list);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let added = "\"b\",\n                    \"eks.amazonaws.com/role-arn\": \
                 \"arn:aws:iam::111122223333:role/new\"";
    assert_eq!(ran.stdout, list.replace("\"b\"", added));
}

#[test]
fn several_files_come_out_as_one_stream() {
    let (one, two) = MANIFESTS.split_once("---\n").unwrap();
    let files = [("a.yaml", one.trim_end()), ("b.yaml", two), ("config.yaml", CONFIG)];
    let ran = run_on(&files, "apply -q -c config.yaml a.yaml b.yaml", "", &[]);
    assert_eq!(ran.stdout, run("apply -q -c config.yaml flux.yaml", "").stdout);
}

#[test]
fn the_config_may_stand_among_other_documents_or_in_the_arguments() {
    let among = format!("# ours\nkind: Other\n---\n{CONFIG}---\nkind: Last\n");
    let files = [("flux.yaml", MANIFESTS), ("config.yaml", among.as_str())];
    let wanted = run("apply -q -c config.yaml flux.yaml", "").stdout;
    assert_eq!(run_on(&files, "apply -q -c config.yaml flux.yaml", "", &[]).stdout, wanted);
    assert_eq!(run("apply -q -c - flux.yaml", CONFIG).stdout, wanted);
    let flat = "apply -q -s provider=aws -s controllers=source-controller,kustomize-controller \
                --set roleArn=arn:aws:iam::111122223333:role/new flux.yaml";
    assert_eq!(run(flat, "").stdout, wanted);
    let twice = format!("{CONFIG}---\n{CONFIG}");
    let files = [("flux.yaml", MANIFESTS), ("config.yaml", twice.as_str())];
    let ran = run_on(&files, "apply -c config.yaml flux.yaml", "", &[]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stderr.contains("more than one config\n  --> config.yaml:11:1\n"),
        "{}",
        ran.stderr
    );
}

#[test]
fn quiet_says_errors_and_verbose_says_changes() {
    let said = |line: &str| run(line, "").stderr;
    let usual = said("apply -c config.yaml flux.yaml");
    assert!(usual.starts_with("warning: aws identity: replaced"), "{usual}");
    assert!(usual.contains("\n  --> flux.yaml:7:33\n"), "{usual}");
    assert_eq!(said("apply -q -c config.yaml flux.yaml"), "");
    let verbose = said("-v apply -c config.yaml flux.yaml");
    assert!(verbose.contains("\ninfo: aws identity: set eks.amazonaws.com/role-arn"), "{verbose}");
    let painted = said("apply -c config.yaml flux.yaml --color always");
    assert!(painted.starts_with("\u{1b}[1m\u{1b}[33mwarning\u{1b}[0m: "), "{painted:?}");
}

#[test]
fn patches_of_given_manifests_are_exact() {
    let shards = "\
apiVersion: v1
kind: ServiceAccount
metadata: {name: source-controller, namespace: flux-system}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
  labels: {app.kubernetes.io/version: v2.9.3, app.kubernetes.io/part-of: flux}
spec: &spec
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: proxy
      - name: manager
        args: [--watch, --feature-gates=A=true]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: source-controller-shard1, namespace: flux-system}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
        args: [--watch]
";
    let files = [("flux.yaml", shards.replace(" &spec", "")), ("config.yaml", CONFIG.to_owned())];
    let files = files.each_ref().map(|(name, text)| (*name, text.as_str()));
    let line = "patches -q -s provider=azure -s services=acr,keyvault -s objectLevel=true \
                -s tenantId=00000000-0000-0000-0000-000000000000 \
                -s clientId=11111111-1111-1111-1111-111111111111 flux.yaml";
    let ran = run_on(&files, line, "", &[]);
    let wanted = "\
- target:
    kind: Deployment
    name: (source-controller|source-controller-shard1)
    namespace: flux-system
  patch: |
    # flux-workload-identity: azure identity
";
    assert!(ran.stdout.contains(wanted), "{}{}", ran.stdout, ran.stderr);
    let extended = "\
    name: source-controller
    namespace: flux-system
  patch: |
    # flux-workload-identity: object-level identity
    - op: replace
      path: /spec/template/spec/containers/1/args/1
      value: --feature-gates=A=true,ObjectLevelWorkloadIdentity=true
";
    assert!(ran.stdout.contains(extended), "{}", ran.stdout);
    assert!(!ran.stdout.contains("image-reflector-controller"), "{}", ran.stdout);
    let absent = run(
        "patches -s provider=aws -s services=s3 -s namespace=flux \
                      -s roleArn=arn:aws:iam::111122223333:role/x flux.yaml",
        "",
    );
    assert_eq!((absent.code, absent.stdout.as_str()), (Some(1), ""));
    assert!(absent.stderr.contains("matches nothing"), "{}", absent.stderr);
}

#[test]
fn the_aks_extension_refuses_by_name_what_it_has_no_setting_for() {
    let azure = "-s tenantId=00000000-0000-0000-0000-000000000000 \
                 -s clientId=11111111-1111-1111-1111-111111111111 -s provider=azure -s services=acr";
    let ran = run(&format!("patches --format aks-extension {azure}"), "");
    let settings = "workloadIdentity.enable=true\n\
                    workloadIdentity.azureClientId=11111111-1111-1111-1111-111111111111\n\
                    workloadIdentity.azureTenantId=00000000-0000-0000-0000-000000000000\n";
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), settings));
    let refused = run(&format!("patches --format aks-extension {azure} -s objectLevel=true"), "");
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(1), ""));
    let message = "error: the AKS extension has no setting for object-level identity\n";
    assert!(refused.stderr.starts_with(message), "{}", refused.stderr);
    assert_eq!(run("patches --format aks-extension -c config.yaml", "").code, Some(1));
    let written = run(&format!("patches --format aks-extension {azure} --write x"), "");
    assert_eq!(written.code, Some(2));
}

#[test]
fn mistyped_commands_and_values_get_a_suggestion() {
    for (line, tip) in [
        ("aply", "a similar subcommand exists: 'apply'"),
        ("patches -c x --format helm", "a similar value exists: 'helm-values'"),
        ("apply -c x --chek", "a similar argument exists: '--check'"),
    ] {
        let ran = run(line, "");
        assert_eq!(ran.code, Some(2));
        assert!(ran.stderr.contains(tip), "{}", ran.stderr);
    }
    assert_eq!(run("apply flux.yaml", "").code, Some(2));
    assert_eq!(run("apply -c config.yaml --write", "").code, Some(2));
    assert_eq!(run("apply -c config.yaml flux.yaml ./flux.yaml", "").code, Some(2));
}

#[test]
fn every_screen_fits_80_columns() {
    for command in ["", "apply", "patches", "schema", "completions", "man"] {
        for flag in ["-h", "--help"] {
            let ran = run(&format!("{command} {flag}"), "");
            assert_eq!(ran.code, Some(0));
            let long = ran.stdout.lines().find(|line| line.chars().count() > 80);
            assert_eq!(long, None, "{command} {flag}");
        }
    }
}

#[test]
fn cobra_s_protocol_completes_commands_flags_files_services_and_controllers() {
    let complete = |line: &str| run(line, "").stdout;
    let commands = complete("__complete pat");
    assert_eq!(
        commands,
        "patches\tPrint or maintain what Flux builds itself: patches and other native forms\n:4\n"
    );
    assert_eq!(complete("__completeNoDesc pat"), "patches\n:4\n");
    assert_eq!(complete("__completeNoDesc patches --form"), "--format\n:4\n");
    assert_eq!(complete("__completeNoDesc patches --format helm"), "helm-values\n:4\n");
    assert_eq!(complete("__completeNoDesc apply -c conf"), "config.yaml\n:4\n");
    assert_eq!(complete("__completeNoDesc apply -c x --write fl"), "flux.yaml\n:4\n");
    assert_eq!(
        complete("__completeNoDesc patches --set serv"),
        "serviceAccountEmail=\nservices=\n:6\n"
    );
    assert_eq!(complete("__completeNoDesc patches -s services=s3,pub"), "services=s3,pubsub\n:4\n");
    let controllers = complete("__completeNoDesc patches -s controllers=image-");
    assert_eq!(
        controllers,
        "controllers=image-reflector-controller\ncontrollers=image-automation-controller\n:4\n"
    );
}

#[test]
#[cfg(unix)]
fn in_the_plugin_folder_it_goes_by_flux_s_name() {
    let folder = tempfile::tempdir().unwrap();
    let usage = |path: &Path| {
        fs::create_dir_all(path).unwrap();
        let program = path.join("flux-workload-identity");
        std::os::unix::fs::symlink(PROGRAM, &program).unwrap();
        let mut command = Command::new(program);
        command.env("FLUXCD_PLUGINS", folder.path().join("mine")).args(["apply", "--help"]);
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    for plugins in [".fluxcd/plugins", "mine"] {
        let help = usage(&folder.path().join(plugins));
        assert!(help.contains("Usage: flux workload-identity apply"), "{help}");
        assert!(help.contains("| flux workload-identity apply -c config.yaml"), "{help}");
        assert!(!help.contains("flux-workload-identity"), "{help}");
    }
    assert!(usage(&folder.path().join("bin")).contains("Usage: flux-workload-identity apply"));
}

#[test]
fn the_scripts_of_the_shells_and_the_manual_are_there() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(&format!("completions {shell}"), "");
        assert_eq!(script.code, Some(0));
        assert!(script.stdout.contains("flux-workload-identity"));
    }
    assert!(run("man", "").stdout.contains(".TH flux-workload-identity 1"));
    assert!(run("man patches", "").stdout.contains(".TH flux-workload-identity-patches 1"));
    assert_eq!(run("man nothing", "").code, Some(2));
}

/// Bash, with the words of a command line as it hands them to a completion.
#[test]
fn bash_completes_commands_flags_and_values() {
    if !has_tools("bash", "the completion").unwrap() {
        return;
    }
    let complete = |words: &str| {
        let script = format!(
            "source <(flux-workload-identity completions bash)\n\
             COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMP_TYPE=9\n\
             COMP_LINE=\"${{COMP_WORDS[*]}}\"; COMP_POINT=${{#COMP_LINE}}\n\
             function=$(complete -p flux-workload-identity | sed 's/.* -F \\([^ ]*\\).*/\\1/')\n\
             $function flux-workload-identity \"${{COMP_WORDS[COMP_CWORD]}}\" x\n\
             echo \"${{COMPREPLY[*]}}\""
        );
        let program = Path::new(PROGRAM).parent().unwrap();
        let path = std::env::var("PATH").unwrap();
        let mut command = Command::new("bash");
        command.env("PATH", format!("{}:{path}", program.display())).arg("-c").arg(script);
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    assert_eq!(complete("flux-workload-identity patches --form"), "--format\n");
    assert_eq!(complete("flux-workload-identity patches --format helm"), "helm-values\n");
    assert_eq!(complete("flux-workload-identity man pat"), "\n");
    assert_eq!(complete("flux-workload-identity completions fi"), "fish\n");
    let services = complete("flux-workload-identity patches -s services=ec");
    assert_eq!(services, "services=ecr services=ecr-public\n");
}

#[test]
fn documents_of_json_stay_readable_as_such() {
    let account = |name: &str| {
        let metadata = format!("{{\"name\": \"{name}\", \"namespace\": \"flux-system\"}}");
        format!(
            "{{\"apiVersion\": \"v1\", \"kind\": \"ServiceAccount\", \"metadata\": {metadata}}}"
        )
    };
    let (one, two) = (account("source-controller"), account("kustomize-controller"));
    let files = [("a.json", one.as_str()), ("b.json", two.as_str()), ("config.yaml", CONFIG)];
    let ran = run_on(&files, "apply -q -c config.yaml a.json b.json", "", &[]);
    let documents = serde_json::Deserializer::from_str(&ran.stdout).into_iter();
    let documents: Vec<serde_json::Value> = documents.map(Result::unwrap).collect();
    assert_eq!(documents.len(), 2);
    assert!(ran.stdout.matches("role/new").count() == 2, "{}", ran.stdout);
}

/// One stream of several texts, whatever they begin and end with.
#[test]
fn texts_are_joined_so_that_each_stays_what_it_is() {
    let first = MANIFESTS;
    for (second, wanted) in [
        ("%YAML 1.2\n---\na: b\n", "...\n%YAML 1.2\n---\na: b\n"),
        ("\u{feff}a: b\n", "---\na: b\n"),
        ("---\na: b", "---\na: b"),
        ("a: |\n  b", "---\na: |\n  b"),
    ] {
        let files = [("a.yaml", first), ("b.yaml", second), ("config.yaml", CONFIG)];
        let ran = run_on(&files, "apply -q -c config.yaml a.yaml b.yaml", "", &[]);
        let alone = run("apply -q -c config.yaml flux.yaml", "").stdout;
        assert_eq!(ran.stdout, alone + wanted);
    }
    let files = [("a.yaml", "a: |\n  b"), ("b.yaml", first), ("config.yaml", CONFIG)];
    let ran = run_on(&files, "apply -q -c config.yaml a.yaml b.yaml", "", &[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    let message = "error: a.yaml ends in a block scalar without a line break: end it with one\n";
    assert_eq!(ran.stderr, message);
    assert_eq!(run("apply -c - -", CONFIG).code, Some(2));
}

/// What kustomize has built has the gate already: without patches for it the next build would not.
#[test]
fn the_result_of_patches_is_not_taken_for_what_they_patch() {
    let deployment = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: source-controller, namespace: flux-system}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - name: manager
        args: [--watch]
";
    let built =
        deployment.replace("--watch", "--watch, --feature-gates=ObjectLevelWorkloadIdentity=true");
    let patches = run_on(
        &[("flux.yaml", deployment)],
        "patches -q -s objectLevel=true --format kustomization flux.yaml",
        "",
        &[],
    );
    let files = [("built.yaml", built.as_str()), ("kustomization.yaml", patches.stdout.as_str())];
    for place in ["--check", "--write"] {
        let line = format!("patches -s objectLevel=true built.yaml {place} kustomization.yaml");
        let ran = run_on(&files, &line, "", &[]);
        assert_ne!(ran.code, Some(0));
        assert!(ran.stderr.contains("error: the manifests have already what"), "{}", ran.stderr);
        assert!(ran.stderr.contains("  --> built.yaml:1:1\n"), "{}", ran.stderr);
    }
}

/// A sidecar may stand first, and a merge moves the container that it concerns.
#[test]
fn the_gate_goes_to_the_controller_s_container() {
    if !has_tools("kustomize", "the sidecar").unwrap() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let manifests = "\
apiVersion: v1
kind: ServiceAccount
metadata: {name: source-controller, namespace: flux-system}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: source-controller, namespace: flux-system}
spec:
  template:
    spec:
      serviceAccountName: source-controller
      containers:
      - {name: side, args: [--a]}
      - {name: manager, args: [--b]}
";
    fs::write(folder.path().join("flux.yaml"), manifests).unwrap();
    fs::write(folder.path().join("kustomization.yaml"), "resources: [flux.yaml]\n").unwrap();
    let identity = "-s provider=aws -s cluster=other -s region=eu-west-1 \
                    -s controllers=source-controller -s roleArn=arn:aws:iam::111122223333:role/x";
    // The gate comes later than the identity.
    for gate in ["", "-s objectLevel=true"] {
        let line = format!("patches -q {identity} {gate} flux.yaml --write kustomization.yaml");
        let mut command = Command::new(PROGRAM);
        command.current_dir(folder.path()).args(line.split_whitespace());
        assert!(command.output().unwrap().status.success());
    }
    let built = Command::new("kustomize").arg("build").arg(folder.path()).output().unwrap();
    let built = String::from_utf8(built.stdout).unwrap();
    let deployment = built.split("---\n").find(|d| d.contains("kind: Deployment")).unwrap();
    let deployment: serde_yaml::Value = serde_yaml::from_str(deployment).unwrap();
    let containers = deployment["spec"]["template"]["spec"]["containers"].as_sequence().unwrap();
    for container in containers {
        let arguments = serde_yaml::to_string(&container["args"]).unwrap();
        let gated = arguments.contains("ObjectLevelWorkloadIdentity=true");
        assert_eq!(gated, container["name"] == "manager", "{built}");
    }
}

/// Without manifests nobody knows which container is in front: another one is no place for flags.
#[test]
fn flags_never_go_to_a_sidecar() {
    if !has_tools("kustomize", "the sidecar in front").unwrap() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let manifests = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: source-controller
  namespace: flux-system
  labels: {app.kubernetes.io/component: source-controller}
spec:
  template:
    spec:
      containers:
      - {name: side, args: [--a]}
      - {name: manager, args: [--b]}
";
    let patches = run("patches -q -s objectLevel=true", "").stdout;
    for (manifests, well) in [
        (manifests.to_owned(), false),
        (manifests.replace("      - {name: side, args: [--a]}\n", ""), true),
    ] {
        fs::write(folder.path().join("flux.yaml"), manifests).unwrap();
        let text = format!("resources: [flux.yaml]\n{patches}");
        fs::write(folder.path().join("kustomization.yaml"), text).unwrap();
        let built = Command::new("kustomize").arg("build").arg(folder.path()).output().unwrap();
        assert_eq!(built.status.success(), well, "{}", String::from_utf8_lossy(&built.stderr));
    }
}

/// Names are regular expressions to kustomize, and a target without a namespace takes all.
#[test]
fn targets_are_exact() {
    let manifests = "\
apiVersion: v1
kind: ServiceAccount
metadata: {name: team.a, namespace: x}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: source-controller}
";
    let config = format!(
        "{CONFIG}  objectLevel:\n    serviceAccounts:\n    - name: team.a\n      namespace: x\n      \
         roleArn: arn:aws:iam::111122223333:role/t\n"
    );
    let files = [("flux.yaml", manifests), ("config.yaml", config.as_str())];
    let ran = run_on(&files, "patches -q -c config.yaml flux.yaml", "", &[]);
    assert!(ran.stdout.contains("    name: team\\.a\n    namespace: x\n"), "{}", ran.stdout);
    let default = "    name: source-controller\n    namespace: default\n";
    assert!(ran.stdout.contains(default), "{}", ran.stdout);
}

/// What apply warns of or refuses, patches do too.
#[test]
fn patches_say_what_apply_says() {
    for line in ["apply -c config.yaml flux.yaml", "patches -c config.yaml flux.yaml"] {
        let ran = run(line, "");
        assert!(
            ran.stderr.contains("replaced eks.amazonaws.com/role-arn"),
            "{line}: {}",
            ran.stderr
        );
    }
    let strict = format!("{CONFIG}  strict: true\n");
    let files = [("flux.yaml", MANIFESTS), ("config.yaml", strict.as_str())];
    for (line, code) in [
        ("apply -c config.yaml flux.yaml", 1),
        ("patches -c config.yaml flux.yaml", 1),
        // Drift is drift.
        ("apply -c config.yaml --check flux.yaml", 1),
    ] {
        assert_eq!(run_on(&files, line, "", &[]).code, Some(code), "{line}");
    }
    let host = "apiVersion: flux-workload-identity.dev/v1alpha1\nkind: FluxWorkloadIdentity\nspec:\n  \
                provider: azure\n  cluster: gke\n  cloud: china\n  \
                tenantId: 00000000-0000-0000-0000-000000000000\n  identities:\n  \
                - controllers: [source-controller]\n    cloud: usgovernment\n    \
                clientId: 11111111-1111-1111-1111-111111111111\n  objectLevel:\n    enabled: true\n";
    let files = [("config.yaml", host)];
    let ran = run_on(&files, "patches -c config.yaml", "", &[]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("would get two values of AZURE_AUTHORITY_HOST"), "{}", ran.stderr);
}

#[test]
fn what_a_format_can_t_hold_is_said() {
    let config = format!(
        "{CONFIG}  objectLevel:\n    serviceAccounts:\n    - name: t\n      namespace: t\n      \
         roleArn: arn:aws:iam::111122223333:role/t\n"
    );
    let files = [("config.yaml", config.as_str())];
    for format in ["flux-instance", "helm-values"] {
        let ran = run_on(&files, &format!("patches -c config.yaml --format {format}"), "", &[]);
        assert!(ran.stderr.contains("is not part of this: it is not annotated"), "{}", ran.stderr);
        assert!(ran.stderr.contains("--> config.yaml:12:7\n"), "{}", ran.stderr);
    }
    for (text, message) in [
        ("replicaCount: 1\n", "this is a mapping, not a kustomization.yaml"),
        ("a: 1\n---\nb: 2\n", "the file holds several documents"),
        ("", "the file is empty"),
        (CONFIG, "this is a FluxWorkloadIdentity of flux-workload-identity.dev/v1alpha1, not"),
    ] {
        let files = [("config.yaml", CONFIG), ("other.yaml", text)];
        let ran = run_on(&files, "patches -q -c config.yaml --write other.yaml", "", &[]);
        assert_eq!(ran.code, Some(1));
        assert!(ran.stderr.contains(message), "{}", ran.stderr);
    }
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let mut child = Command::new(PROGRAM)
        .args(["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}
