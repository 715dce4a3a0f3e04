//! `functions/` and `examples/` fit the program: the definitions are generated, every config runs, the
//! catalog's entries have the form.

#![expect(clippy::expect_used, reason = "a check may stop at what it can't read")]

#[path = "docs/bundled.rs"]
mod bundled;
#[path = "support/command.rs"]
mod command;

use std::fs;

use serde_json::Value;

use bundled::{documents, image, path, read};

/// The folders of the functions, each with the kind of its config and its tag in a catalog.
const FUNCTIONS: [(&str, &str, &str); 2] = [
    ("functions/flux-workload-identity", "FluxWorkloadIdentity", "mutator"),
    ("functions/flux-workload-identity-audit", "FluxWorkloadIdentityAudit", "validator"),
];

/// The two ways in which kustomize runs a function.
const FORMS: [&str; 2] = ["container", "exec"];

const RUNS: &str = "config.kubernetes.io/function";
const LOCAL: &str = "config.kubernetes.io/local-config";

/// The files of a folder, by name.
fn files(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(path(folder)).expect("a folder");
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// The only document of a file.
fn document(file: &str) -> Value {
    let mut documents = documents(&read(file));
    assert_eq!(documents.len(), 1, "{file} has one document");
    documents.remove(0)
}

/// The configs of a function, in one of the forms.
fn configs(folder: &str, form: &str) -> Vec<String> {
    let folder = format!("{folder}/configs/{form}");
    files(&folder).iter().map(|name| format!("{folder}/{name}")).collect()
}

/// All of them.
fn all_configs() -> impl Iterator<Item = (&'static str, &'static str, String)> {
    let forms =
        FUNCTIONS.into_iter().flat_map(|(folder, kind, _)| FORMS.map(|f| (folder, kind, f)));
    forms.flat_map(|(folder, kind, form)| {
        configs(folder, form).into_iter().map(move |file| (kind, form, file))
    })
}

#[test]
fn every_folder_is_of_a_function() {
    let known = FUNCTIONS.map(|(folder, ..)| folder.trim_start_matches("functions/"));
    assert_eq!(files("functions"), known);
}

#[test]
fn the_definitions_are_what_the_program_prints() {
    for (folder, kind, _) in FUNCTIONS {
        for (format, name) in [("krm", "function.yaml"), ("json-schema", "schema.json")] {
            let line = ["schema", kind, "--format", format];
            let printed = command::program().args(line).output().expect("the program runs");
            let printed = String::from_utf8_lossy(&printed.stdout);
            let file = format!("{folder}/{name}");
            let old = read(&file);
            let diff = similar::TextDiff::from_lines(old.as_str(), &printed);
            let diff = diff.unified_diff().header(&file, "printed").to_string();
            assert!(old == printed, "{file} is out of date\n{diff}");
        }
    }
    let default = command::program().arg("schema").output().expect("the program runs");
    let file = format!("{}/function.yaml", FUNCTIONS[0].0);
    assert_eq!(String::from_utf8_lossy(&default.stdout), read(&file), "without a kind");
}

#[test]
fn every_config_runs_on_the_bundled_manifests() {
    for (kind, _, file) in all_configs() {
        let run = bundled::run(&document(&file));
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{file}");
        // Pod Identity is bound at the cloud, and an audit only looks.
        let is_changing = kind == "FluxWorkloadIdentity" && !file.contains("pod-identity");
        assert_eq!(run.changed, is_changing, "{file} changes the manifests");
    }
}

#[test]
fn every_config_says_how_it_runs_and_stays_out_of_the_cluster() {
    let image = image();
    for (kind, form, file) in all_configs() {
        let config = document(&file);
        assert_eq!(config["kind"], kind, "{file}");
        let annotations = &config["metadata"]["annotations"];
        assert_eq!(annotations[LOCAL], "true", "{file}: {LOCAL}");
        let runs = documents(annotations[RUNS].as_str().unwrap_or_default());
        let expected = match form {
            "container" => serde_json::json!({ "container": { "image": image } }),
            _ => serde_json::json!({ "exec": { "path": "flux-workload-identity" } }),
        };
        assert_eq!(runs, [expected], "{file}: {RUNS}");
    }
}

#[test]
fn the_forms_of_a_config_differ_in_nothing_else() {
    for (folder, ..) in FUNCTIONS {
        let [container, exec] = FORMS.map(|form| format!("{folder}/configs/{form}"));
        assert_eq!(files(&container), files(&exec), "both forms of each config");
        for name in files(&container) {
            let [container, exec] = [&container, &exec].map(|folder| {
                let text = read(&format!("{folder}/{name}"));
                let others = text.lines().filter(|line| {
                    let how = ["container:", "exec:", "image: ", "path: "];
                    !how.iter().any(|key| line.trim_start().starts_with(key))
                });
                others.map(str::to_owned).collect::<Vec<_>>()
            });
            assert_eq!(container, exec, "{name}");
        }
    }
}

#[test]
fn every_config_is_in_the_readme() {
    for (folder, ..) in FUNCTIONS {
        let readme = read(&format!("{folder}/README.md"));
        for file in FORMS.into_iter().flat_map(|form| configs(folder, form)) {
            let link =
                format!("[file]({})", file.trim_start_matches(folder).trim_start_matches('/'));
            assert!(readme.contains(&link), "{folder}/README.md has no {link}");
        }
    }
}

/// Source of the form: kptdev/krm-functions-catalog, documentation/content/en/metadata-schema.
#[test]
fn the_entries_of_the_catalog_fit() {
    for (function, kind, tag) in FUNCTIONS {
        let metadata = document(&format!("{function}/metadata.yaml"));
        let definition = document(&format!("{function}/function.yaml"));
        assert_eq!(definition["spec"]["names"]["kind"], kind);
        let known = ["description", "examplePackageURLs", "image", "license", "sourceURL", "tags"];
        let fields: Vec<&str> =
            metadata.as_object().expect("fields").keys().map(String::as_str).collect();
        assert_eq!(fields, known);
        let image = image();
        assert_eq!(
            metadata["image"].as_str(),
            image.split(':').next(),
            "the image, without its tag"
        );
        assert_eq!(metadata["description"], definition["spec"]["description"]);
        assert_eq!(metadata["license"], "Apache-2.0");
        assert_eq!(metadata["tags"], serde_json::json!([tag]));
        let source = metadata["sourceURL"].as_str().unwrap_or_default();
        assert!(source.ends_with(&format!("/tree/main/{function}")), "{source}");
        let examples = metadata["examplePackageURLs"].as_array().expect("a list");
        for url in examples.iter().chain([&metadata["sourceURL"]]).filter_map(Value::as_str) {
            let (_, folder) = url.split_once("/tree/main/").expect("a folder of the main branch");
            assert!(path(folder).is_dir(), "there is no {folder}");
        }
    }
}

#[test]
fn the_examples_share_their_manifests_and_their_config() {
    assert_eq!(read("examples/kpt/flux.yaml"), read("examples/flux/flux.yaml"));
    let spec =
        |folder: &str| document(&format!("{folder}/flux-workload-identity.yaml"))["spec"].clone();
    let expected =
        document(&format!("{}/configs/exec/aws-eks.yaml", FUNCTIONS[0].0))["spec"].clone();
    for folder in ["examples/kpt", "examples/kustomize-exec", "examples/kustomize-container"] {
        assert_eq!(spec(folder), expected, "{folder}");
    }
}
