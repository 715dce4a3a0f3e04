//! What an audit says, to the byte.
//!
//! `rules/FWI3nn` runs the failing example of a code, which `docs/rules.md` shows, and its passing
//! twin: the report of the first is `testdata/audit/rules/FWI3nn.txt`. `FAMILY/CASE` is a folder
//! `testdata/audit/FAMILY/CASE` with manifests, or with a repository. `UPDATE=1` writes the
//! expected reports anew.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "support/command.rs"]
mod command;
#[path = "support/why.rs"]
mod why;

use std::fs;
use std::path::{Path, PathBuf};

use flux_workload_identity::diagnostic::{Code, code};
use libtest_mimic::{Arguments, Failed, Trial};
use similar::TextDiff;

/// Codes that are found where all of a cluster's manifests are known, in a repository.
const OF_A_REPOSITORY: [&str; 12] = [
    "FWI333", "FWI340", "FWI351", "FWI364", "FWI365", "FWI366", "FWI368", "FWI369", "FWI372",
    "FWI373", "FWI377", "FWI383",
];

/// Codes whose examples take a link, what is not there, an option or kustomize: other tests have them.
const OF_COMMANDS: [&str; 8] =
    ["FWI363", "FWI364", "FWI367", "FWI374", "FWI381", "FWI382", "FWI388", "FWI389"];

/// Cases of which nothing that matters may be said.
const SILENT: &str = "silent";

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/audit");
    let mut trials = Vec::new();
    let has_examples = |code: &Code| !OF_COMMANDS.contains(&code.to_string().as_str());
    for code in code::findings().filter(has_examples) {
        let file = root.join(format!("rules/{code}.txt"));
        trials.push(Trial::test(format!("rules/{code}"), move || example(code, &file)));
    }
    for family in folders(&root).filter(|family| !family.ends_with("rules")) {
        for case in folders(&family) {
            let name = case.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
            trials.push(Trial::test(name, move || is_as_expected(&case)));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

/// What a run came to.
struct Ran {
    status: i32,
    report: String,
}

/// Runs an audit; stderr has to be empty unless the status is 2.
fn audit(folder: &Path, arguments: &[&str], stdin: &str) -> Result<Ran, Failed> {
    let mut command = command::program();
    command.arg("audit").args(arguments).current_dir(folder).write_stdin(stdin);
    let output = command.output()?;
    let status = output.status.code().unwrap_or(-1);
    let (report, said) = (String::from_utf8(output.stdout)?, String::from_utf8(output.stderr)?);
    if status == 2 {
        return Ok(Ran { status, report: report + &said });
    }
    if said.is_empty() { Ok(Ran { status, report }) } else { Err(said.into()) }
}

/// The examples of a code: manifests, or the files of a repository, each behind a comment with its
/// path.
fn example(code: Code, file: &Path) -> Result<(), Failed> {
    let fails = example_of(code.fails, code)?;
    same(file, &fails.report)?;
    if !fails.report.contains(&format!("{}[{code}]", code.severity)) {
        return Err(format!("{code} is not found:\n{}", fails.report).into());
    }
    let passes = example_of(code.passes, code)?;
    if passes.status != 0 || passes.report.contains(&code.to_string()) {
        return Err(format!("the passing example fails:\n{}", passes.report).into());
    }
    Ok(())
}

fn example_of(text: &str, code: Code) -> Result<Ran, Failed> {
    let folder = tempfile::tempdir()?;
    let strict = ["--fail-on", "warning"];
    if !OF_A_REPOSITORY.contains(&code.to_string().as_str()) {
        return audit(folder.path(), &[&strict[..], &["-"]].concat(), text);
    }
    fs::create_dir(folder.path().join(".git"))?;
    let text =
        text.strip_prefix("# ").map_or(format!("cluster/manifests.yaml\n{text}"), str::to_owned);
    for file in text.split("---\n# ") {
        let (path, content) = file.split_once('\n').unwrap();
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap())?;
        fs::write(path, content)?;
    }
    let cluster = folder.path().join("cluster").exists().then_some("cluster");
    audit(folder.path(), &strict.into_iter().chain(cluster).collect::<Vec<_>>(), "")
}

fn is_as_expected(folder: &Path) -> Result<(), Failed> {
    why::demanded(folder)?;
    let repository = folder.join("repository");
    let strict = ["--fail-on", "warning"];
    let ran = if repository.exists() {
        // Of the repository that holds the tests nothing is to be found.
        let copy = tempfile::tempdir()?;
        fs::create_dir(copy.path().join(".git"))?;
        copy_files(&repository, copy.path())?;
        audit(copy.path(), &strict, "")?
    } else {
        audit(folder, &[&strict[..], &["manifests.yaml"]].concat(), "")?
    };
    same(&folder.join("report.txt"), &ran.report)?;
    let is_silent = folder.parent().is_some_and(|family| family.ends_with(SILENT));
    if is_silent != (ran.status == 0) {
        return Err(format!("status {}:\n{}", ran.status, ran.report).into());
    }
    Ok(())
}

fn copy_files(from: &Path, to: &Path) -> Result<(), Failed> {
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            fs::create_dir(&to)?;
            copy_files(&path, &to)?;
        } else {
            fs::copy(&path, &to)?;
        }
    }
    Ok(())
}

/// Demands that a file has this text.
fn same(file: &Path, found: &str) -> Result<(), Failed> {
    if std::env::var_os("UPDATE").is_some() {
        fs::write(file, found)?;
    }
    let expected = fs::read_to_string(file).unwrap_or_default();
    if expected == found {
        return Ok(());
    }
    let diff = TextDiff::from_lines(expected.as_str(), found);
    let shown = diff.unified_diff().header("expected", "found").to_string();
    Err(format!("{}\n{shown}", file.display()).into())
}

fn folders(parent: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let entries = fs::read_dir(parent).unwrap().map(|entry| entry.unwrap().path());
    let mut folders: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders.into_iter()
}
