//! What the tools of others say of the cases: shells, Terraform, AWS's stand-in, schemas.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use flux_workload_identity::internal::Format;

use crate::case::{Case, cases, file};
use crate::need::{has_tools, skip};

/// The files of a format, of all cases.
fn files(format: Format) -> Vec<PathBuf> {
    let paths = cases().into_iter().map(|case| case.folder.join(file(format)));
    let found: Vec<PathBuf> = paths.filter(|path| path.exists()).collect();
    assert!(found.len() > 5, "the cases are gone");
    found
}

fn in_tests(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trust").join(name)
}

fn succeeds(output: &Output, what: &str) {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    let said = text(&output.stdout) + &text(&output.stderr);
    assert!(output.status.success(), "{what}: {}\n{said}", output.status);
}

pub(crate) fn shells_take_the_scripts() {
    if !has_tools("sh shellcheck", "trust: shells take the scripts").unwrap() {
        return;
    }
    for path in files(Format::Cli) {
        succeeds(&Command::new("sh").arg("-n").arg(&path).output().unwrap(), "sh -n");
    }
    let output = Command::new("shellcheck").args(files(Format::Cli)).output().unwrap();
    succeeds(&output, "shellcheck");
}

/// `terraform fmt` formats with hclwrite, which is to be had without Terraform.
pub(crate) fn hclwrite_changes_nothing() {
    if !has_tools("go", "trust: hclwrite changes nothing").unwrap() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("hclwrite");
    let mut build = Command::new("go");
    build.current_dir(in_tests("hclwrite")).args(["build", "-o"]).arg(&program).arg(".");
    succeeds(&build.output().unwrap(), "go build");
    for path in files(Format::Terraform) {
        let source = fs::read(&path).unwrap();
        let formatted = piped(Command::new(&program), &source);
        succeeds(&formatted, "hclwrite");
        assert!(formatted.stdout == source, "{} is not as terraform fmt leaves it", path.display());
    }
}

fn piped(mut command: Command, input: &[u8]) -> Output {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

/// Where there is a Terraform. Nobody needs one to work on this program.
pub(crate) fn terraform_changes_nothing() {
    let found = Command::new("terraform").arg("version").output();
    if found.is_err() {
        skip("trust: terraform changes nothing", "there is no terraform");
        return;
    }
    let mut format = Command::new("terraform");
    format.args(["fmt", "-check", "-diff"]).args(files(Format::Terraform));
    succeeds(&format.output().unwrap(), "terraform fmt");
}

pub(crate) fn parliament_finds_no_fault_in_permissions() {
    if has_tools("python3 parliament", "trust: parliament finds no fault").unwrap() {
        let mut judge = Command::new("python3");
        judge.arg(in_tests("permissions.py")).args(files(Format::Json));
        succeeds(&judge.output().unwrap(), "parliament");
    }
}

/// Cases of what the stand-in knows: it has no Pod Identity, no access entries and only one account.
const STAND_IN: [&str; 8] = [
    "eks",
    "eks-audience",
    "eks-one-controller",
    "audiences-aws",
    "aws-projected",
    "aws-several-clusters",
    "aws-china",
    "aws-govcloud",
];

pub(crate) fn aws_runs_the_script_twice() {
    if has_tools("python3 moto_server aws sh", "trust: aws runs the script twice").unwrap() {
        let is_known =
            |case: &Case| STAND_IN.iter().any(|name| case.name == format!("trust/{name}"));
        let known: Vec<Case> = cases().into_iter().filter(is_known).collect();
        assert_eq!(known.len(), STAND_IN.len());
        let mut run = Command::new("python3");
        run.arg(in_tests("twice.py"));
        run.args(known.iter().map(|case| case.folder.join(file(Format::Cli))));
        succeeds(&run.output().unwrap(), "aws");
    }
}

pub(crate) fn readers_take_the_documents() {
    let check = "trust: eksctl and the operators take the documents";
    if has_tools("python3 jsonschema", check).unwrap() {
        let mut judge = Command::new("python3");
        judge.arg(in_tests("schemas.py")).arg(in_tests("known"));
        judge.args(files(Format::Eksctl)).args(files(Format::Krm));
        succeeds(&judge.output().unwrap(), "schemas");
    }
}

pub(crate) fn tools_take_the_arguments() {
    if has_tools("python3 hcl2tojson", "trust: the tools take the arguments").unwrap() {
        let mut judge = Command::new("python3");
        judge.arg(in_tests("arguments.py")).arg(in_tests("known"));
        judge.args(files(Format::Cli)).args(files(Format::Terraform));
        succeeds(&judge.output().unwrap(), "arguments");
    }
}
