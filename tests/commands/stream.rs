//! Streams: several texts come out as one, and each stays what it is.

use std::process::Stdio;

use super::aws::{self, CONFIG, MANIFESTS};
use super::folder::{Folder, contains};

const APPLY: &str = "apply -q -c config.yaml";

#[test]
fn documents_are_filtered_as_they_are() {
    let folder = aws::folder();
    folder.run_with(APPLY, MANIFESTS, &[]).is(0, &aws::edited(), "");
    folder.run_with("apply -q -c config.yaml -- -", MANIFESTS, &[]).is(0, &aws::edited(), "");
}

/// Directives, a byte order mark, CRLF, `...` and trailing markers stay; documents that are no
/// objects pass.
#[test]
fn what_surrounds_the_documents_stays() {
    let folder = aws::folder();
    let surrounded: &[fn(&str) -> String] = &[
        |text| format!("\u{feff}%YAML 1.2\n---\n# a\n{text}...\n"),
        |text| format!("---\n# nothing\n---\n{text}---\n"),
        |text| format!("a: [1, 2]\n---\n- 1\n---\n{text}"),
        |text| text.replace('\n', "\r\n"),
    ];
    for surround in surrounded {
        let ran = folder.run_with(APPLY, &surround(MANIFESTS), &[]);
        ran.is(0, &surround(&aws::edited()), "");
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
    let added = "\"b\",\n                    \"eks.amazonaws.com/role-arn\": \
                 \"arn:aws:iam::111122223333:role/new\"";
    aws::folder().run_with(APPLY, &list, &[]).is(0, &list.replace("\"b\"", added), "");
}

#[test]
fn several_files_come_out_as_one_stream() {
    let (one, two) = MANIFESTS.split_once("---\n").unwrap();
    let files = [("a.yaml", one.trim_end()), ("b.yaml", two), ("config.yaml", CONFIG)];
    let ran = Folder::with(&files).run("apply -q -c config.yaml a.yaml b.yaml");
    ran.is(0, &aws::edited(), "");
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
    let printed = Folder::with(&files).run("apply -q -c config.yaml a.json b.json").prints();
    let documents = serde_json::Deserializer::from_str(&printed).into_iter();
    let documents: Vec<serde_json::Value> = documents.map(Result::unwrap).collect();
    assert_eq!(documents.len(), 2);
    assert_eq!(printed.matches("role/new").count(), 2, "{printed}");
}

/// Whatever a text begins and ends with.
#[test]
fn texts_are_joined_so_that_each_stays_what_it_is() {
    for (second, wanted) in [
        ("%YAML 1.2\n---\na: b\n", "...\n%YAML 1.2\n---\na: b\n"),
        ("\u{feff}a: b\n", "---\na: b\n"),
        ("---\na: b", "---\na: b"),
        ("a: |\n  b", "---\na: |\n  b"),
    ] {
        let files = [("a.yaml", MANIFESTS), ("b.yaml", second), ("config.yaml", CONFIG)];
        let ran = Folder::with(&files).run("apply -q -c config.yaml a.yaml b.yaml");
        ran.is(0, &(aws::edited() + wanted), "");
    }
}

/// A line break that is added would become a part of the text that was cut off.
#[test]
fn behind_a_block_scalar_that_is_cut_off_nothing_is_joined() {
    let files = [("a.yaml", "a: |\n  b"), ("b.yaml", MANIFESTS), ("config.yaml", CONFIG)];
    let said = Folder::with(&files).run("apply -q -c config.yaml a.yaml b.yaml").fails(2);
    contains(&said, "a.yaml ends in a block scalar without a line break: end it with one\n");
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_flux-workload-identity"))
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
