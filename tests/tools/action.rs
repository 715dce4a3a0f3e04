//! The Action, the hooks of pre-commit and GitLab's job find drift, run by a shell in place of their
//! runners.

use serde_json::Value;

use super::bundled::{documents, path, read};
use super::markdown;
use super::need::has_tools;
use super::sandbox::{Printed, Sandbox};

const CLUSTER: &str = "clusters/production/flux-system";

/// A repository with one cluster, whose Component is not made yet.
fn repository() -> Sandbox {
    let sandbox = Sandbox::new();
    let file = |name: &str| format!("{CLUSTER}/{name}");
    sandbox.write(&file("workload-identity.yaml"), &read("examples/config.yaml"));
    sandbox.write(&file("gotk-components.yaml"), &read("examples/flux/flux.yaml"));
    sandbox.write(&file("gotk-sync.yaml"), "");
    sandbox.write(&file("kustomization.yaml"), &read("examples/component/kustomization.yaml"));
    sandbox
}

pub(crate) fn the_action_finds_drift() {
    if !has_tools("kustomize", "action.yml").unwrap() {
        return;
    }
    let sandbox = repository();
    let stale = run_action(&sandbox, &[("paths", "clusters")]);
    assert_eq!(stale.code, Some(1), "{}", stale.text);
    assert!(stale.text.contains("stale: "), "{}", stale.text);
    let written = sandbox.run("flux-workload-identity sync clusters");
    assert_eq!(written.code, Some(0), "{}", written.text);
    for inputs in [
        &[][..],
        &[("paths", "clusters"), ("build", "false")],
        &[("paths", "clusters\nclusters/production\n")],
    ] {
        let current = run_action(&sandbox, inputs);
        assert_eq!(current.code, Some(0), "{inputs:?}: {}", current.text);
        assert!(current.text.contains(": up to date"), "{inputs:?}: {}", current.text);
    }
}

pub(crate) fn the_action_audits() {
    if !has_tools("kustomize", "action.yml").unwrap() {
        return;
    }
    let sandbox = repository();
    let written = sandbox.run("flux-workload-identity sync clusters");
    assert_eq!(written.code, Some(0), "{}", written.text);
    let manifests = format!("{CLUSTER}/gotk-components.yaml");
    // A key that is nearly the one which the webhook of EKS reads.
    let account = "  name: source-controller\n  namespace: flux-system\n";
    let near = format!("{account}  annotations:\n    eks.amazon.com/role-arn: x\n");
    let text = sandbox.read(&manifests).unwrap();
    assert!(text.contains(account));
    sandbox.write(&manifests, &text.replacen(account, &near, 1));
    let printed = run_action(&sandbox, &[("paths", "clusters"), ("sarif", "audit.sarif")]);
    assert_eq!(printed.code, Some(0), "{}", printed.text);
    let report: Value = serde_json::from_str(&sandbox.read("audit.sarif").unwrap()).unwrap();
    let results = report["runs"][0]["results"].as_array().expect("results");
    assert!(!results.is_empty(), "{report}");
}

/// Runs the steps of action.yml, until one fails.
fn run_action(sandbox: &Sandbox, given: &[(&str, &str)]) -> Printed {
    let action = documents(&read("action.yml")).remove(0);
    let steps = action["runs"]["steps"].as_array().expect("steps");
    let mut printed = Printed { code: Some(0), text: String::new() };
    let is_audited = given.iter().any(|(key, _)| *key == "sarif");
    for step in steps {
        match step["if"].as_str() {
            None => {}
            Some("inputs.sarif != ''") if is_audited => {}
            Some("inputs.sarif != ''") => continue,
            Some(other) => panic!("a condition that is not known here: {other}"),
        }
        let value = |text: &Value| evaluate(text, given, &action, sandbox);
        let environment = step["env"].as_object().expect("env");
        let exports: String = environment
            .iter()
            .map(|(name, text)| format!("export {name}='{}'\n", value(text)))
            .collect();
        assert_eq!(step["shell"], "bash");
        let run = step["run"].as_str().expect("a step that runs");
        printed = sandbox.run(&format!("{exports}{run}"));
        if printed.code != Some(0) {
            break;
        }
    }
    printed
}

/// The value of an expression, or a text that is none.
fn evaluate(text: &Value, given: &[(&str, &str)], action: &Value, sandbox: &Sandbox) -> String {
    let text = text.as_str().expect("a string");
    let Some(rest) = text.strip_prefix("${{ ") else { return text.to_owned() };
    let (expression, rest) = rest.split_once(" }}").expect("the end of an expression");
    let value = match expression.split_once('.') {
        Some(("inputs", name)) => {
            let default = action["inputs"][name]["default"].as_str().expect("a default");
            given.iter().find(|(key, _)| *key == name).map_or(default, |(_, v)| v).to_owned()
        }
        Some(("runner", "temp")) => sandbox.path("runner").display().to_string(),
        Some(("github", "action_path")) => path("").display().to_string(),
        _ => panic!("an expression that is not known here: {expression}"),
    };
    value + rest
}

pub(crate) fn the_hooks_of_pre_commit_find_drift_and_mend_it() {
    if !has_tools("kustomize", ".pre-commit-hooks.yaml").unwrap() {
        return;
    }
    let sandbox = repository();
    let hooks = documents(&read(".pre-commit-hooks.yaml")).remove(0);
    let run = |id: &str| {
        let hooks = hooks.as_array().expect("a list of hooks");
        let hook = hooks.iter().find(|hook| hook["id"] == id).expect("the hook");
        assert_eq!((&hook["language"], &hook["pass_filenames"]), (&"rust".into(), &false.into()));
        sandbox.run(hook["entry"].as_str().expect("an entry"))
    };
    let codes = ["check", "sync", "check"].map(|name| {
        let printed = run(&format!("flux-workload-identity-{name}"));
        printed.code.expect("an exit code")
    });
    assert_eq!(codes, [1, 0, 0]);
}

/// The blocks of the page on CI that have this key at their top.
fn snippets(key: &str) -> Vec<(String, Value)> {
    let blocks = markdown::blocks(&read("docs/ci.md"));
    let yaml = blocks.into_iter().filter(|block| block.language == "yaml");
    let parsed = yaml.map(|block| (documents(&block.text).remove(0), block.text));
    parsed.filter(|(doc, _)| doc.get(key).is_some()).map(|(doc, text)| (text, doc)).collect()
}

pub(crate) fn the_job_of_gitlab_finds_drift() {
    if !has_tools("", "the pipeline of docs/ci.md").unwrap() {
        return;
    }
    let sandbox = repository();
    let (_, pipeline) = snippets("identities").remove(0);
    let script = pipeline["identities"]["script"].as_array().expect("a script");
    let lines: Vec<&str> = script.iter().filter_map(Value::as_str).collect();
    let run = || sandbox.run(&lines.join("\n")).code;
    assert_eq!(run(), Some(1));
    let written = sandbox.run("flux-workload-identity sync --no-build clusters");
    assert_eq!((written.code, run()), (Some(0), Some(0)), "{}", written.text);
}

pub(crate) fn the_workflows_on_the_page_have_no_fault() {
    if !has_tools("actionlint", "the workflow of docs/ci.md").unwrap() {
        return;
    }
    let sandbox = Sandbox::new();
    let workflows = snippets("jobs");
    assert!(!workflows.is_empty());
    for (text, _) in workflows {
        sandbox.write("workflow.yaml", &text);
        let printed = sandbox.run("actionlint workflow.yaml");
        assert_eq!((printed.code, printed.text.as_str()), (Some(0), ""));
    }
}
