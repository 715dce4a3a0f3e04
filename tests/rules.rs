//! Every code is documented, and every code is seen: a case of testdata, or a test of a command,
//! expects it. `UPDATE=1` writes `docs/rules.md` anew.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};

use flux_workload_identity::diagnostic::code;

const PAGE: &str = "docs/rules.md";

#[test]
fn the_page_is_the_list() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let wanted = code::document();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&page, &wanted).unwrap();
    }
    let found = fs::read_to_string(&page).unwrap();
    assert!(found == wanted, "{PAGE} is not what the list of codes says: UPDATE=1 writes it");
}

#[test]
fn every_code_is_expected_by_a_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut expected = String::new();
    for folder in ["testdata", "tests"] {
        for file in files(&root.join(folder)) {
            expected.push_str(&fs::read_to_string(file).unwrap_or_default());
        }
    }
    let unseen: Vec<String> = code::all()
        .map(|code| code.to_string())
        // As a message or a result has it; a mention in words is none.
        .filter(|code| {
            ![format!("[{code}]"), format!("rule: {code}"), format!("\"{code}\"")]
                .iter()
                .any(|form| expected.contains(form))
        })
        .collect();
    assert!(unseen.is_empty(), "no test expects {}", unseen.join(", "));
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}
