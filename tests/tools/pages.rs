//! The documentation can't rot: the blocks of its pages run.
//!
//! Every fenced block of a page does one of these, by its language and by the comments directly
//! above it:
//!
//! - `sh` runs in a copy of the bundled files, with the program on PATH, and has to exit with 0.
//! - `yaml` that is a functionConfig, or only its `spec`, runs on the bundled manifests and has to
//!   exit with 0 and without a warning. One with `base` is for commands that read files: it has to
//!   be a file for a `sh` block.
//! - `<!-- file: PATH -->` writes the block to a file for the blocks below it.
//! - `<!-- same as: PATH -->`: the block is that file of the repository.
//! - `<!-- output -->`: the block is what the `sh` block above it printed.
//! - `<!-- diff: FROM TO -->`: the block is what differs between two files, without their names.
//! - `<!-- not run: REASON -->`: nothing.
//!
//! `UPDATE=1` writes what `output`, `diff` and `same as` blocks have to be into the page.
//!
//! A `sh` block can have more:
//!
//! - `<!-- exit: N -->` and `<!-- prints: TEXT -->` say what to expect.
//! - `<!-- needs: TOOL TOOL -->`: without these it is skipped, or fails if REQUIRE_TOOLS is set.
//!   `docker` stands for an engine and for the image named by FWI_IMAGE, which then takes the place
//!   of the public one. A block that names no needs and stands below a skipped one, in its section,
//!   is skipped too: it may need what that one makes.
//! - `<!-- stub: NAME -->` puts a stand-in for a tool on PATH (tests/docs/sandbox.rs).

use std::fmt;
use std::fs;

use serde_json::{Value, json};

use super::bundled;
use super::markdown::{self, Block};
use super::need::{has_tools, skip};
use super::sandbox::{Printed, Sandbox};

/// The pages of the documentation: the Markdown files of the top folder, of docs/ and of the
/// functions' folders.
pub(crate) fn all() -> Vec<String> {
    let mut found = Vec::new();
    let functions =
        ["functions/flux-workload-identity/", "functions/flux-workload-identity-audit/"];
    for folder in ["", "docs/"].into_iter().chain(functions) {
        for entry in fs::read_dir(bundled::path(folder)).expect("a folder of pages") {
            let name = entry.expect("an entry of a folder").file_name();
            let name = name.to_string_lossy();
            found.extend(name.ends_with(".md").then(|| format!("{folder}{name}")));
        }
    }
    found.sort();
    found
}

/// The pages whose blocks run here: all but the one that is made of the list of codes, whose
/// examples src/diagnostic/code runs.
pub(crate) fn with_blocks() -> Vec<String> {
    all().into_iter().filter(|page| page != "docs/rules.md").collect()
}

/// Runs the blocks of a page, one after the other, in a folder of their own.
pub(crate) fn the_blocks_run(file: &str) -> Result<(), String> {
    let sandbox = Sandbox::new();
    let mut state = State::default();
    let mut failures = Vec::new();
    let mut updates = Vec::new();
    let text = bundled::read(file);
    for block in markdown::blocks(&text) {
        let place = format!("{file}:{}", block.line);
        match run_block(&block, &place, &sandbox, &mut state) {
            Ok(()) => {}
            Err(Failure::Differs { is, .. }) if std::env::var_os("UPDATE").is_some() => {
                updates.push((block, is));
            }
            Err(failure) => failures.push(format!("{place}: {failure}")),
        }
    }
    if !updates.is_empty() {
        let text = markdown::replaced(&text, &updates);
        fs::write(bundled::path(file), text).map_err(|error| format!("{file}: {error}"))?;
    }
    if failures.is_empty() { Ok(()) } else { Err(failures.join("\n\n")) }
}

/// Why a block is not as it has to be.
enum Failure {
    /// It can't be right whatever it holds.
    Wrong(String),
    /// It has to be another text.
    Differs { what: &'static str, is: String, block: String },
}

impl From<String> for Failure {
    fn from(message: String) -> Failure {
        Failure::Wrong(message)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Wrong(message) => write!(f, "{message}"),
            Failure::Differs { what, is, block } => {
                let diff = similar::TextDiff::from_lines(block, is);
                write!(f, "is not {what}\n{}", diff.unified_diff().header("the block", what))
            }
        }
    }
}

const MARKS: &[&str] =
    &["file", "same as", "output", "diff", "not run", "exit", "prints", "needs", "stub"];

/// What the blocks so far have come to.
#[derive(Default)]
struct State {
    /// What the last `sh` block printed; none if it was skipped.
    printed: Option<Printed>,
    /// The section of the last block that was skipped.
    skipped: Option<usize>,
}

fn run_block(
    block: &Block,
    place: &str,
    sandbox: &Sandbox,
    state: &mut State,
) -> Result<(), Failure> {
    if let Some((key, _)) = block.marks.iter().find(|(key, _)| !MARKS.contains(&key.as_str())) {
        return Err(format!("unknown mark {key:?}").into());
    }
    if let Some(reason) = block.mark("not run") {
        let alone = block.marks.len() == 1 && !reason.is_empty();
        return if alone {
            Ok(())
        } else {
            Err("\"not run\" wants a reason, alone".to_owned().into())
        };
    }
    let mut checked = block.mark("file").map(|file| sandbox.write(file, &block.text)).is_some();
    if let Some(file) = block.mark("same as") {
        same("the file of the repository", &bundled::read(file), &block.text)?;
        checked = true;
    }
    if let Some(files) = block.mark("diff") {
        let (from, to) = files.split_once(' ').ok_or("\"diff\" wants two files".to_owned())?;
        let (from, to) = (sandbox.read(from)?, sandbox.read(to)?);
        let diff = similar::TextDiff::from_lines(&from, &to);
        let lines = diff.unified_diff().to_string();
        return same("what differs", &lines, &block.text);
    }
    if block.mark("output").is_some() {
        let printed = state.printed.as_ref();
        return printed.map_or(Ok(()), |p| same("the output", &p.text, &block.text));
    }
    match block.language.as_str() {
        "sh" => {
            state.printed = None;
            match block.mark("needs") {
                None if state.skipped == Some(block.section) => {
                    skip(place, "it may need what the skipped block above it makes");
                }
                needs if has_tools(needs.unwrap_or_default(), place)? => {
                    state.printed = Some(run_commands(block, sandbox)?);
                }
                _ => state.skipped = Some(block.section),
            }
            Ok(())
        }
        "yaml" => match config(&block.text) {
            Some(config) => Ok(run_config(&config)?),
            None if checked => Ok(()),
            None => Err("neither run nor marked: <!-- not run: REASON -->".to_owned().into()),
        },
        _ if checked => Ok(()),
        _ => Err("neither run nor marked: <!-- not run: REASON -->".to_owned().into()),
    }
}

fn run_commands(block: &Block, sandbox: &Sandbox) -> Result<Printed, String> {
    if let Some(tool) = block.mark("stub") {
        sandbox.stub(tool)?;
    }
    let printed = sandbox.run(&block.text);
    let code = block.mark("exit").map_or(Some(0), |code| code.parse().ok());
    if printed.code != code {
        return Err(format!("exit {:?} instead of {code:?}\n{}", printed.code, printed.text));
    }
    match block.mark("prints").filter(|text| !printed.text.contains(text)) {
        Some(text) => Err(format!("does not print {text:?}\n{}", printed.text)),
        None => Ok(printed),
    }
}

/// The functionConfig that a block is, completed if it is only a `spec`.
fn config(text: &str) -> Option<Value> {
    let document: Value = serde_yaml::from_str(text).ok()?;
    if document.pointer("/spec/base").is_some() {
        return None;
    }
    let kind = document["kind"].as_str();
    if kind.is_none() && document.get("spec").is_some() {
        return Some(json!({
            "apiVersion": "flux-workload-identity.dev/v1alpha1",
            "kind": "FluxWorkloadIdentity",
            "metadata": { "name": "flux" },
            "spec": document["spec"],
        }));
    }
    let kinds = ["FluxWorkloadIdentity", AUDIT, "ConfigMap"];
    kind.is_some_and(|kind| kinds.contains(&kind)).then_some(document)
}

/// The kind of an audit's config.
const AUDIT: &str = "FluxWorkloadIdentityAudit";

fn run_config(config: &Value) -> Result<(), String> {
    let run = bundled::run(config);
    if run.code != Some(0) || !run.stderr.is_empty() {
        return Err(format!("the config ends with {:?}\n{}", run.code, run.stderr));
    }
    // An audit only looks.
    match run.changed != (config["kind"] == AUDIT) {
        true => Ok(()),
        false if run.changed => Err("the audit changes something".to_owned()),
        false => Err("the config changes nothing".to_owned()),
    }
}

fn same(what: &'static str, is: &str, block: &str) -> Result<(), Failure> {
    if is.trim_end() == block.trim_end() {
        return Ok(());
    }
    Err(Failure::Differs { what, is: is.to_owned(), block: block.to_owned() })
}
