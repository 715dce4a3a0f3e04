//! The documentation can't rot: the blocks of the READMEs run, and what they say is held against
//! the program and the repository.
//!
//! Every fenced block of README.md and of the function's own README does one of these, by its
//! language and by the comments directly above it:
//!
//! - `sh` runs in a copy of the bundled files, with the program on PATH, and has to exit with 0.
//! - `yaml` that is a functionConfig, or only its `spec`, runs on the bundled manifests and has to
//!   exit with 0 and without a warning.
//! - `<!-- file: PATH -->` writes the block to a file for the blocks below it.
//! - `<!-- same as: PATH -->`: the block is that file of the repository.
//! - `<!-- output -->`: the block is what the `sh` block above it printed.
//! - `<!-- not run: REASON -->`: nothing.
//!
//! A `sh` block can have more:
//!
//! - `<!-- exit: N -->` and `<!-- prints: TEXT -->` say what to expect.
//! - `<!-- needs: TOOL TOOL -->`: without these it is skipped, or fails if REQUIRE_TOOLS is set.
//!   `docker` stands for an engine and for the image named by FWI_IMAGE, which then takes the place
//!   of the public one. A block that names no needs and stands below a skipped one, in its section,
//!   is skipped too: it may need what that one makes.
//! - `<!-- stub: TOOL -->` puts a stand-in for a tool on PATH.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use flux_workload_identity::internal::{Provider, Service};
use serde_json::{Value, json};

use super::markdown::Block;
use super::need::{has_tools, skip};
use super::sandbox::{Printed, Sandbox};
use super::{bundled, markdown};

const FUNCTION_README: &str = "functions/flux-workload-identity/README.md";

pub(crate) fn the_blocks_of_the_readme_run() {
    run_blocks("README.md");
}

pub(crate) fn the_blocks_of_the_function_s_readme_run() {
    run_blocks(FUNCTION_README);
}

fn run_blocks(file: &str) {
    let sandbox = Sandbox::new();
    let mut state = State::default();
    let mut failures = Vec::new();
    for block in markdown::blocks(&bundled::read(file)) {
        let place = format!("{file}:{}", block.line);
        if let Err(message) = run_block(&block, &place, &sandbox, &mut state) {
            failures.push(format!("{place}: {message}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

const MARKS: &[&str] = &["file", "same as", "output", "not run", "exit", "prints", "needs", "stub"];

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
) -> Result<(), String> {
    if let Some((key, _)) = block.marks.iter().find(|(key, _)| !MARKS.contains(&key.as_str())) {
        return Err(format!("unknown mark {key:?}"));
    }
    if let Some(reason) = block.mark("not run") {
        let alone = block.marks.len() == 1 && !reason.is_empty();
        return if alone { Ok(()) } else { Err("\"not run\" wants a reason, alone".to_owned()) };
    }
    let mut checked = block.mark("file").map(|file| sandbox.write(file, &block.text)).is_some();
    if let Some(file) = block.mark("same as") {
        same(file, &bundled::read(file), &block.text)?;
        checked = true;
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
            Some(config) => run_config(&config),
            None if checked => Ok(()),
            None => Err("neither run nor marked: <!-- not run: REASON -->".to_owned()),
        },
        _ if checked => Ok(()),
        _ => Err("neither run nor marked: <!-- not run: REASON -->".to_owned()),
    }
}

fn run_commands(block: &Block, sandbox: &Sandbox) -> Result<Printed, String> {
    if let Some(tool) = block.mark("stub") {
        sandbox.stub(tool);
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
    let kind = document["kind"].as_str();
    if kind.is_none() && document.get("spec").is_some() {
        return Some(json!({
            "apiVersion": "flux-workload-identity.dev/v1alpha1",
            "kind": "FluxWorkloadIdentity",
            "metadata": { "name": "flux" },
            "spec": document["spec"],
        }));
    }
    matches!(kind, Some("FluxWorkloadIdentity" | "ConfigMap")).then_some(document)
}

fn run_config(config: &Value) -> Result<(), String> {
    let run = bundled::run(config);
    if run.code != Some(0) || !run.stderr.is_empty() {
        return Err(format!("the config ends with {:?}\n{}", run.code, run.stderr));
    }
    if run.changed { Ok(()) } else { Err("the config changes nothing".to_owned()) }
}

fn same(what: &str, is: &str, block: &str) -> Result<(), String> {
    if is.trim_end() == block.trim_end() {
        return Ok(());
    }
    let diff = similar::TextDiff::from_lines(block, is);
    Err(format!("is not {what}\n{}", diff.unified_diff().header("the block", what)))
}

/// The documents whose paths and links are checked, by their folder.
fn documents() -> Vec<String> {
    let top = fs::read_dir(bundled::path("")).expect("the repository");
    let names = top.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut found: Vec<String> = names.filter(|name| name.ends_with(".md")).collect();
    found.extend([FUNCTION_README.to_owned(), "docs/performance.md".to_owned()]);
    found.sort();
    found
}

pub(crate) fn paths_and_links_lead_somewhere() {
    let mut failures = Vec::new();
    for file in documents() {
        let text = bundled::read(&file);
        let folder = Path::new(&file).parent().unwrap_or(Path::new(""));
        for (line, prose) in markdown::prose(&text) {
            let links = markdown::links(prose).into_iter();
            let links = links.filter(|link| !leads_somewhere(link, &file, folder));
            let spans = markdown::spans(prose).into_iter();
            let spans = spans.filter(|span| is_path(span) && !bundled::path(span).exists());
            failures.extend(links.chain(spans).map(|what| format!("{file}:{line}: no {what}")));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn leads_somewhere(link: &str, file: &str, folder: &Path) -> bool {
    if link.contains("://") {
        return true;
    }
    let (path, anchor) = link.split_once('#').map_or((link, None), |(p, a)| (p, Some(a)));
    let target = if path.is_empty() {
        bundled::path(file)
    } else {
        bundled::path("").join(folder).join(path)
    };
    let has_anchor = |anchor: &str| {
        let text = fs::read_to_string(&target).unwrap_or_default();
        markdown::anchors(&text).iter().any(|a| a == anchor)
    };
    target.exists() && anchor.is_none_or(has_anchor)
}

/// Whether a code span is a path of the repository: a Markdown file, or what begins with one of
/// its folders.
fn is_path(span: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-' | '_');
    let first = span.split('/').next().unwrap_or_default();
    let known = span.contains('/') && bundled::path(first).is_dir() && first != "target";
    !first.is_empty() && span.chars().all(plain) && (known || span.ends_with(".md"))
}

pub(crate) fn the_command_for_the_tests_is_the_one_that_ci_calls() {
    let blocks = markdown::blocks(&bundled::read("README.md"));
    let mut commands = blocks.iter().map(|b| b.text.trim()).filter(|t| t.starts_with("cargo test"));
    let command = commands.next().expect("README.md has a block with cargo test");
    assert_eq!(commands.next(), None, "one command");
    let run = bundled::read(".ci/run");
    let step = run.lines().find(|line| line.starts_with("step 'test' ")).expect("a step 'test'");
    assert!(step.ends_with(&format!(" {command}")), "README.md: {command}\n.ci/run: {step}");
    let hosted = bundled::read(".github/workflows/ci.yaml");
    assert!(hosted.lines().any(|line| line.trim() == format!("- run: {command}")), "{command}");
}

pub(crate) fn the_changelog_has_a_section_of_this_version() {
    let heading = format!("## [{}]", env!("CARGO_PKG_VERSION"));
    let changelog = bundled::read("CHANGELOG.md");
    assert!(changelog.lines().any(|line| line.starts_with(&heading)), "no {heading}");
}

pub(crate) fn the_image_is_the_one_of_this_version() {
    let image = bundled::image();
    let repository = image.split(':').next().expect("a repository before the tag");
    let mut open = vec![bundled::path("functions"), bundled::path("examples")];
    let mut files: Vec<_> = documents().iter().map(|file| bundled::path(file)).collect();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry of a folder").path();
            if path.is_dir() { open.push(path) } else { files.push(path) }
        }
    }
    // The catalog wants the image without its tag.
    files.retain(|file| !file.ends_with("metadata.yaml"));
    for file in files {
        let text = fs::read_to_string(&file).expect("a text file");
        for (place, _) in text.match_indices(repository) {
            assert!(text[place..].starts_with(&image), "{}: not {image}", file.display());
        }
    }
}

pub(crate) fn the_services_are_the_program_s() {
    let text = bundled::read("README.md");
    let tables = markdown::tables(&text, "service");
    let [(line, rows)] = tables.as_slice() else {
        panic!("README.md has {} tables of services", tables.len());
    };
    let rows: Vec<String> = rows.iter().map(|cells| cells.join(" | ")).collect();
    let mut expected = Vec::new();
    for provider in Provider::ALL {
        for service in Service::of(provider) {
            let reach = service.reach(provider).expect("a service of the provider");
            let controllers: Vec<&str> = reach.controllers.iter().map(|c| c.name()).collect();
            let since = reach.since.map_or("any".to_owned(), |version| version.to_string());
            let controllers = controllers.join(", ");
            expected.push(format!("`{service}` | {provider} | {controllers} | {since}"));
        }
    }
    let (is, expected) = (rows.join("\n"), expected.join("\n"));
    same("what the program knows", &expected, &is)
        .unwrap_or_else(|e| panic!("README.md:{line}: {e}"));
}

pub(crate) fn the_fields_are_the_program_s() {
    let definition = bundled::definition();
    let schema = "/spec/versions/0/schema/openAPIV3Schema/properties/spec";
    let schema = definition.pointer(schema).expect("the schema of spec");
    let text = bundled::read("README.md");
    let tables = markdown::tables(&text, "field");
    let objects = [
        ("spec", ""),
        ("identities", "/properties/identities/items"),
        ("objectLevel", "/properties/objectLevel"),
        ("serviceAccounts", "/properties/objectLevel/properties/serviceAccounts/items"),
    ];
    assert_eq!(tables.len(), objects.len(), "a table for each object");
    for ((line, rows), (name, pointer)) in tables.iter().zip(objects) {
        let schema = schema.pointer(pointer).and_then(|s| s["properties"].as_object());
        let known: BTreeSet<String> = schema
            .expect("the object's fields")
            .iter()
            .map(|(field, schema)| format!("`{field}` {}", type_of(schema)))
            .collect();
        let told: BTreeSet<String> =
            rows.iter().map(|cells| format!("{} {}", cells[0], cells[1])).collect();
        assert!(rows.iter().all(|cells| cells.len() == 5), "README.md:{line}: five cells a row");
        let missing: Vec<_> = known.difference(&told).collect();
        let wrong: Vec<_> = told.difference(&known).collect();
        assert!(
            missing.is_empty() && wrong.is_empty() && rows.len() == known.len(),
            "README.md:{line}: fields of {name}: missing {missing:?}, wrong {wrong:?}"
        );
    }
}

/// The type of a field, as the tables call it.
fn type_of(schema: &Value) -> String {
    let schema = schema.pointer("/anyOf/0").unwrap_or(schema);
    if let Some(words) = schema["enum"].as_array() {
        let mut words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
        let last = words.pop().unwrap_or_default();
        return format!("{} or {last}", words.join(", "));
    }
    match schema["type"].as_str() {
        Some("array") => "list".to_owned(),
        kind => kind.unwrap_or_default().to_owned(),
    }
}
