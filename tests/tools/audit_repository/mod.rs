//! `audit` of whole repositories: each layout with its wirings has to end without a warning or an
//! error, and each way to break one (`breakages.rs`) has to be found at its place, and nothing else.
//!
//! A test is `audit_repository/LAYOUT/WIRING`, and `audit_repository/LAYOUT/WIRING/BREAKAGE`. A new
//! layout is a row in `layout.rs`, a new wiring an arm in `wiring.rs`; breakages that fit are tried with
//! it by themselves, and with EVERY_BREAKAGE set all of them.

mod beside;
mod breakage;
mod breakages;
mod files;
mod flux;
mod known;
mod layout;
mod patched;
mod wiring;

use std::fs;
use std::process::Output;

use libtest_mimic::{Failed, Trial};

use super::command::program;
use super::need::has_tools;
use breakages::BREAKAGES;
use files::Files;
use layout::LAYOUTS;
use wiring::wiring;

/// Of how many breakages a layout tries one: all of them in every layout take minutes.
const TURNS: usize = 5;

/// All of them; none without kustomize.
pub(super) fn trials() -> Vec<Trial> {
    let mut trials =
        vec![Trial::test("audit_repository/every_breakage_is_tried", every_breakage_is_tried)];
    if !has_tools("kustomize", "audits of whole repositories").unwrap() {
        return trials;
    }
    trials.push(Trial::test(
        "audit_repository/a_file_that_kustomize_can_t_read_has_its_place",
        a_file_that_kustomize_can_t_read_has_its_place,
    ));
    let is_all = std::env::var_os("EVERY_BREAKAGE").is_some();
    for (number, layout) in LAYOUTS.iter().enumerate() {
        for (turn, name) in layout.wirings.iter().enumerate() {
            // The first layout has them all, the others take turns.
            let is_due = |breakage: usize| {
                is_all || number == 0 || (breakage + number + turn).is_multiple_of(TURNS)
            };
            let files = (layout.make)(&wiring(name));
            let test = format!("audit_repository/{}/{name}", layout.name);
            for (place, breakage) in BREAKAGES.iter().enumerate() {
                let broken = breakage.of(&files).filter(|_| is_due(place));
                let Some(broken) = broken else { continue };
                let test = format!("{test}/{}", breakage.name);
                trials.push(Trial::test(test, move || breakage.is_found(&broken)));
            }
            trials.push(Trial::test(test, move || is_right(&files)));
        }
    }
    trials
}

/// A breakage that fits no repository would never be seen.
fn every_breakage_is_tried() -> Result<(), Failed> {
    let repositories: Vec<Files> = LAYOUTS
        .iter()
        .flat_map(|layout| layout.wirings.iter().map(|name| (layout.make)(&wiring(name))))
        .collect();
    for breakage in BREAKAGES {
        if !repositories.iter().any(|files| breakage.of(files).is_some()) {
            return Err(format!("{} fits no repository", breakage.name).into());
        }
    }
    Ok(())
}

/// A repository that is wired rightly.
fn is_right(files: &Files) -> Result<(), Failed> {
    let audited = Audited::of(files)?;
    match audited.findings.iter().find(|finding| finding.severity != "info") {
        None if audited.status == 0 => Ok(()),
        _ => Err(audited.report.into()),
    }
}

/// Runs an audit of a repository, with a report of this form.
fn audit(files: &Files, format: &str) -> Result<Output, Failed> {
    let folder = tempfile::tempdir()?;
    fs::create_dir(folder.path().join(".git"))?;
    for (name, text) in &files.texts {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap())?;
        fs::write(path, text)?;
    }
    let mut command = program();
    command.args(["audit", "--fail-on", "warning", "--format", format]);
    command.args(files.named).current_dir(folder.path());
    Ok(command.env("PATH", std::env::var_os("PATH").unwrap()).output()?)
}

/// Of a folder that kustomize can't build, the file that is at fault has its place in every form of
/// the report, and the rest of the cluster is looked at.
fn a_file_that_kustomize_can_t_read_has_its_place() -> Result<(), Failed> {
    let layout = LAYOUTS.iter().find(|layout| layout.name == "kustomize-helm-example").unwrap();
    let mut files = (layout.make)(&wiring("aws"));
    let file = "apps/base/podinfo/apps.yaml";
    let text = files.texts.get_mut(file).unwrap();
    *text = text.replacen("  interval: 5m\n", "  interval: [5m\n", 1);
    let mistyped = ["role-arn:", "role_arn:"];
    let flux = "clusters/staging/flux-system/kustomization.yaml";
    let patched = files.texts.get_mut(flux).unwrap();
    *patched = patched.replacen(mistyped[0], mistyped[1], 1);
    let (line, here) = (
        files.texts[file].lines().position(|line| line.contains("[5m")).unwrap() + 2,
        files.texts[flux].lines().position(|line| line.contains(mistyped[1])).unwrap() + 1,
    );
    for (format, places) in [
        ("text", [format!("--> {file}:{line}:"), format!("--> {flux}:{here}:")]),
        ("github", [format!("file={file},line={line},"), format!("file={flux},line={here},")]),
        (
            "json",
            [
                format!("\"file\": \"{file}\",\n      \"line\": {line},"),
                format!("\"file\": \"{flux}\",\n      \"line\": {here},"),
            ],
        ),
        ("sarif", [format!("\"startLine\": {line}"), format!("\"startLine\": {here}")]),
    ] {
        let output = audit(&files, format)?;
        let said = String::from_utf8(output.stdout)? + &String::from_utf8(output.stderr)?;
        let absent = places.iter().find(|place| !said.contains(*place));
        if let Some(place) = absent {
            return Err(format!("{format} has no {place}:\n{said}").into());
        }
        assert_eq!(output.status.code(), Some(2), "{said}");
    }
    Ok(())
}

/// What an audit came to.
struct Audited {
    status: i32,
    findings: Vec<Finding>,
    /// Everything it said.
    report: String,
}

/// What was found, with the text of its line.
#[derive(Debug)]
struct Finding {
    code: String,
    severity: String,
    line: String,
}

impl Audited {
    fn of(files: &Files) -> Result<Audited, Failed> {
        let output = audit(files, "json")?;
        let (report, said) = (String::from_utf8(output.stdout)?, String::from_utf8(output.stderr)?);
        let read: serde_json::Value = serde_json::from_str(&report)
            .map_err(|error| format!("no report: {error}\n{report}{said}"))?;
        let findings = read["findings"].as_array().unwrap().iter().map(|finding| {
            let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
            let number = finding["line"].as_u64().unwrap_or_default();
            let line = usize::try_from(number).unwrap().checked_sub(1);
            let line = line.and_then(|line| files.texts.get(&text("file"))?.lines().nth(line));
            Finding {
                code: text("code"),
                severity: text("severity"),
                line: line.unwrap_or_default().to_owned(),
            }
        });
        let findings = findings.collect();
        Ok(Audited { status: output.status.code().unwrap_or(-1), findings, report: report + &said })
    }
}
