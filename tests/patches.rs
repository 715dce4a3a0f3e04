//! `patches` in every format: of each config of `testdata/patches`, what is printed, to the byte.
//!
//! `UPDATE=1` writes the expected files anew. See testdata/README.md. That kustomize makes of the
//! patches what the function makes of the manifests is tested in `tests/tools/native.rs`.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "support/command.rs"]
mod command;
#[path = "support/why.rs"]
mod why;

use std::fs;
use std::path::{Path, PathBuf};

use flux_workload_identity::Format;
use libtest_mimic::{Arguments, Failed, Trial};
use serde::Deserialize;
use serde_yaml::Value;
use similar::TextDiff;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/patches");
    let mut folders: Vec<PathBuf> =
        fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let mut trials = Vec::new();
    for folder in folders {
        let case = format!("patches/{}", folder.file_name().unwrap().to_str().unwrap());
        for format in Format::ALL {
            let folder = folder.clone();
            let name = format!("{case}/{}", format.name());
            trials.push(Trial::test(name, move || printed(&folder, format)));
        }
        trials.push(Trial::test(case, move || is_a_case(&folder)));
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

/// The files in which a format's outcome is expected: what is printed, or what is said where the
/// format can't hold the config.
fn files(format: Format) -> [String; 2] {
    let name = format.name();
    let extension = if format == Format::AksExtension { "txt" } else { "yaml" };
    [format!("{name}.{extension}"), format!("{name}.stderr.txt")]
}

fn printed(folder: &Path, format: Format) -> Result<(), Failed> {
    let mut command = command::program();
    command.current_dir(folder).args(["patches", "-q", "-c", "config.yaml", "--format"]);
    command.arg(format.name());
    if folder.join("manifests.yaml").exists() {
        command.arg("manifests.yaml");
    }
    let output = command.output()?;
    for (file, bytes) in files(format).iter().zip([output.stdout.clone(), output.stderr]) {
        let (file, found) = (folder.join(file), String::from_utf8(bytes)?);
        if std::env::var_os("UPDATE").is_some() {
            if !found.is_empty() {
                fs::write(&file, &found)?;
            } else if file.exists() {
                fs::remove_file(&file)?;
            }
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        if expected != found {
            let diff = TextDiff::from_lines(&expected, &found);
            let diff = diff.unified_diff().header("expected", "found").to_string();
            return Err(format!("{} differs\n{diff}", file.display()).into());
        }
    }
    // An output is whole or is not there.
    let status = i32::from(output.stdout.is_empty());
    if output.status.code() != Some(status) {
        return Err(format!("{} instead of {status}", output.status).into());
    }
    let text = String::from_utf8(output.stdout)?;
    for document in serde_yaml::Deserializer::from_str(&text) {
        Value::deserialize(document)?;
    }
    Ok(())
}

/// It has a reason, and no file that nobody reads.
fn is_a_case(folder: &Path) -> Result<(), Failed> {
    why::demanded(folder)?;
    let inputs = ["config.yaml", "manifests.yaml", "why.txt"].map(str::to_owned);
    let known: Vec<String> = Format::ALL.into_iter().flat_map(files).chain(inputs).collect();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !known.contains(&name) {
            return Err(format!("{name} is no file of a case").into());
        }
    }
    Ok(())
}
