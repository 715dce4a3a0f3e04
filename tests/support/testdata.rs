//! The cases of the function: the folders `testdata/FAMILY/CASE`. Those of the families `audit`,
//! `patches` and `trust` are the commands' of those names.

use std::fs;
use std::path::{Path, PathBuf};

/// Every case's name, `FAMILY/CASE`, and folder, in the order of names.
pub(crate) fn cases() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut cases = Vec::new();
    let commands = ["audit", "patches", "trust"];
    let is_command = |family: &PathBuf| commands.iter().any(|name| family.ends_with(name));
    for family in folders(&root).filter(|family| !is_command(family)) {
        // A case that is not in a family would never be run.
        let stray = ["input.yaml", "input.json"].iter().any(|name| family.join(name).exists());
        assert!(!stray, "{} is a case outside of a family", family.display());
        for case in folders(&family) {
            let name = case.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
            cases.push((name, case));
        }
    }
    cases.sort();
    assert!(cases.len() > 250, "the cases are gone");
    cases
}

fn folders(parent: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let entries = fs::read_dir(parent).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.is_dir())
}
