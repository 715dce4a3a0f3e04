//! One folder of testdata, one test: the program is run on its input, and its output, its messages
//! and its exit status must be those beside it.
//!
//! The contract is checked on every case, unasked, by judges of other make: no line is lost that
//! the case does not name, the output parses, the results are true of it, a second run changes
//! nothing. `UPDATE=1` writes the expected files anew. See testdata/README.md.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use libtest_mimic::{Arguments, Failed, Trial};
use serde_yaml::Value;
use similar::{ChangeTag, TextDiff};

fn main() {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut folders: Vec<PathBuf> =
        fs::read_dir(root).unwrap().map(|e| e.unwrap().path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    let trials = folders.into_iter().map(|folder| {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        Trial::test(name, move || case(&folder))
    });
    libtest_mimic::run(&arguments, trials.collect()).exit();
}

/// What the program did.
struct Run {
    exit: i32,
    stdout: String,
    stderr: String,
}

fn run(input: &[u8], arguments: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flux-workload-identity"));
    let output = command.env_clear().args(arguments).write_stdin(input).output().unwrap();
    Run {
        exit: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn case(folder: &Path) -> Result<(), Failed> {
    let json = folder.join("input.json").exists();
    let extension = if json { "json" } else { "yaml" };
    let input = fs::read(folder.join(format!("input.{extension}")))?;
    let run = run(&input, &[]);
    if std::env::var_os("UPDATE").is_some() {
        update(folder, extension, &run)?;
    }
    let expected = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
    let exit = expected("exit").trim().parse().unwrap_or(0);
    same("exit status", &format!("{exit}\n"), &format!("{}\n", run.exit))?;
    same("stderr", &expected("stderr.txt"), &run.stderr)?;
    same("stdout", &expected(&format!("output.{extension}")), &run.stdout)?;
    if run.exit == 2 {
        return if run.stdout.is_empty() { Ok(()) } else { Err("output at exit 2".into()) };
    }
    let input = String::from_utf8(input)?;
    lossless(&input, &run.stdout, &expected("removed.txt"), json)?;
    results_hold(&input, &run)?;
    idempotent(&run)?;
    readings_agree(&input, &run)
}

/// Writes the expected files; what is empty or the default has none.
fn update(folder: &Path, extension: &str, run: &Run) -> Result<(), Failed> {
    let exit = if run.exit == 0 { String::new() } else { format!("{}\n", run.exit) };
    let output = format!("output.{extension}");
    for (name, text) in
        [(output.as_str(), &run.stdout), ("stderr.txt", &run.stderr), ("exit", &exit)]
    {
        let path = folder.join(name);
        if !text.is_empty() {
            fs::write(path, text)?;
        } else if path.exists() {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn same(what: &str, expected: &str, found: &str) -> Result<(), Failed> {
    if expected == found {
        return Ok(());
    }
    let diff = TextDiff::from_lines(expected, found);
    let diff = diff.unified_diff().context_radius(2).header("expected", "found").to_string();
    Err(format!("{what} differs\n{diff}").into())
}

/// Every line of the input is still there, in its place, but for those that the case names, and
/// line breaks are the input's.
fn lossless(input: &str, output: &str, removed: &str, json: bool) -> Result<(), Failed> {
    if input.starts_with('\u{FEFF}') != output.starts_with('\u{FEFF}') {
        return Err("the byte-order mark is lost or new".into());
    }
    if input.ends_with('\n') != output.ends_with('\n') {
        return Err("the final line break is lost or new".into());
    }
    if input.contains("\r\n")
        && output.split_inclusive('\n').any(|l| l.ends_with('\n') && !l.ends_with("\r\n"))
    {
        return Err("a line break is not the input's".into());
    }
    if json {
        return Ok(());
    }
    let (input, output) = (without_results(input), without_results(output));
    let mut removed = removed.lines();
    for change in TextDiff::from_lines(&input, &output).iter_all_changes() {
        let line = change.value().trim_end_matches(['\r', '\n']);
        let cut = input.ends_with(line) && output.contains(line);
        if change.tag() == ChangeTag::Delete && !cut && removed.next() != Some(line) {
            return Err(format!("this line is lost: {line:?}").into());
        }
    }
    match removed.next() {
        Some(line) => Err(format!("removed.txt names a line that stays: {line:?}").into()),
        None => Ok(()),
    }
}

/// The text without its block of results.
fn without_results(text: &str) -> String {
    let mut inside = false;
    let kept = text.split_inclusive('\n').filter(|line| {
        if line.starts_with("results:") {
            inside = true;
        } else if !line.starts_with([' ', '-', '#', '\r', '\n']) {
            inside = false;
        }
        !inside
    });
    kept.collect()
}

fn read(text: &str) -> Result<Value, Failed> {
    Ok(serde_yaml::from_str(text.trim_start_matches('\u{FEFF}'))?)
}

/// The results are true of the output, objects that none names are as they were, and with an
/// error every object is.
fn results_hold(input: &str, run: &Run) -> Result<(), Failed> {
    // Some inputs have what this judge refuses (duplicate keys) in parts that pass through.
    let (Ok(before), Ok(after)) = (read(input), read(&run.stdout)) else {
        return if read(input).is_err() { Ok(()) } else { Err("the output does not parse".into()) };
    };
    let results = after["results"].as_sequence().cloned().unwrap_or_default();
    let failed = results.iter().any(|r| r["severity"] == "error");
    if failed != (run.exit == 1) {
        return Err("exit status and results disagree".into());
    }
    let (old, new) = (objects(&before["items"]), objects(&after["items"]));
    for object in &old {
        let named = results
            .iter()
            .any(|r| is_about(r, object) && !r["field"]["proposedValue"].is_null())
            || results.iter().any(|r| is_about(r, object) && !r["field"]["currentValue"].is_null());
        if (failed || !named) && !new.contains(object) {
            return Err(format!(
                "changed without a result: {}",
                object["metadata"]["name"].as_str().unwrap_or("?")
            )
            .into());
        }
    }
    for result in &results {
        let proposed = &result["field"]["proposedValue"];
        let (Some(path), false) = (result["field"]["path"].as_str(), proposed.is_null()) else {
            continue;
        };
        let holds =
            new.iter().filter(|o| is_about(result, o)).any(|o| text(at(o, path)) == text(proposed));
        if !holds {
            return Err(format!("not so in the output: {path}").into());
        }
    }
    Ok(())
}

fn objects(items: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    for item in items.as_sequence().into_iter().flatten() {
        if item["kind"] == "List" {
            found.extend(objects(&item["items"]));
        } else {
            found.push(item.clone());
        }
    }
    found
}

fn is_about(result: &Value, object: &Value) -> bool {
    let resource = &result["resourceRef"];
    resource["kind"] == object["kind"]
        && resource["name"] == object["metadata"]["name"]
        && resource["namespace"] == object["metadata"]["namespace"]
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => serde_yaml::to_string(other).unwrap().trim().to_owned(),
    }
}

/// The value at a JSON path, `a.b[0]['c.d/e']`.
fn at<'v>(value: &'v Value, path: &str) -> &'v Value {
    let mut value = value;
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix("['") {
            let (key, after) = quoted.split_once("']").unwrap();
            (value, rest) = (&value[key], after);
        } else if let Some(index) = rest.strip_prefix('[') {
            let (index, after) = index.split_once(']').unwrap();
            (value, rest) = (&value[index.parse::<usize>().unwrap()], after);
        } else {
            let word = rest.strip_prefix('.').unwrap_or(rest);
            let end = word.find(['.', '[']).unwrap_or(word.len());
            (value, rest) = (&value[&word[..end]], &word[end..]);
        }
    }
    value
}

/// A second run changes no item.
fn idempotent(first: &Run) -> Result<(), Failed> {
    let second = run(first.stdout.as_bytes(), &[]);
    same(
        "exit status of a second run",
        &format!("{}\n", first.exit),
        &format!("{}\n", second.exit),
    )?;
    match (read(&first.stdout), read(&second.stdout)) {
        (Ok(one), Ok(two)) if one["items"] != two["items"] => {
            return Err("a second run changes items".into());
        }
        _ => {}
    }
    if first.stdout.starts_with('{') {
        return Ok(());
    }
    same("a second run", &without_results(&first.stdout), &without_results(&second.stdout))
}

/// Both ways of reading the input come to the same.
fn readings_agree(input: &str, first: &Run) -> Result<(), Failed> {
    let whole = run(input.as_bytes(), &["--read-whole"]);
    same("stdout, the whole parsed", &whole.stdout, &first.stdout)?;
    same("stderr, the whole parsed", &whole.stderr, &first.stderr)
}
