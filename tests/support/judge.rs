//! What must hold of every run, whatever its case expects. Judges of other make: nothing here
//! uses the program's own reading of YAML.

use libtest_mimic::Failed;
use serde_yaml::Value;
use similar::{ChangeTag, TextDiff};

use super::pieces;

/// What the program did.
pub(crate) struct Run {
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Two texts are the same; else their difference.
pub(crate) fn same(what: &str, expected: &str, found: &str) -> Result<(), Failed> {
    if expected == found {
        return Ok(());
    }
    let diff = TextDiff::from_lines(expected, found);
    let diff = diff.unified_diff().context_radius(2).header("expected", "found").to_string();
    Err(format!("{what} differs\n{diff}").into())
}

/// Every piece of the input is still there, in its place, but for those that the case names; with
/// an error there is nothing else. The byte-order mark, the line breaks and the end are the
/// input's.
pub(crate) fn lossless(input: &str, run: &Run, removed: &str, json: bool) -> Result<(), Failed> {
    let output = &run.stdout;
    if input.starts_with('\u{FEFF}') != output.starts_with('\u{FEFF}') {
        return Err("the byte-order mark is lost or new".into());
    }
    if input.ends_with('\n') != output.ends_with('\n') {
        return Err("the final line break is lost or new".into());
    }
    let (lf, crlf) = breaks(input);
    let (new_lf, new_crlf) = breaks(output);
    if (lf == 0 && crlf > 0 && new_lf > 0) || (crlf == 0 && new_crlf > 0) {
        return Err("a line break is not the input's".into());
    }
    // The last line gets a break if there is none, as it has when something follows.
    let newline = if crlf > 0 { "\r\n" } else { "\n" };
    let ended = |text: &str| match text {
        text if json || text.ends_with('\n') => text.to_owned(),
        text => format!("{text}{newline}"),
    };
    let (input, output) = (ended(input), ended(output));
    let (old, new) = (pieces::of(&input, json), pieces::of(&output, json));
    if run.exit == 1 {
        return same("the list, in spite of an error,", &old.concat(), &new.concat());
    }
    let mut removed = removed.lines();
    for change in TextDiff::from_slices(&old, &new).iter_all_changes() {
        let piece = change.value().trim_end_matches(['\r', '\n']);
        if change.tag() == ChangeTag::Delete && removed.next() != Some(piece) {
            return Err(format!("this is lost: {piece:?}").into());
        }
    }
    match removed.next() {
        Some(line) => Err(format!("removed.txt names what stays: {line:?}").into()),
        None => Ok(()),
    }
}

/// How many line breaks are LF alone, and how many CRLF.
fn breaks(text: &str) -> (usize, usize) {
    let crlf = text.matches("\r\n").count();
    (text.matches('\n').count() - crlf, crlf)
}

/// The results are true of the output, and stderr says the problems among them. Objects that no
/// change names are as they were, and with an error every object is.
pub(crate) fn results(input: &str, run: &Run) -> Result<(), Failed> {
    // Some inputs have what this judge refuses (duplicate keys) in parts that pass through.
    let (Ok(before), Ok(after)) = (read(input), read(&run.stdout)) else {
        return if read(input).is_err() { Ok(()) } else { Err("the output does not parse".into()) };
    };
    let results = after["results"].as_sequence().cloned().unwrap_or_default();
    let failed = results.iter().any(|r| r["severity"] == "error");
    // What an audit finds fails the run or not, as its config says.
    let is_audit = before["functionConfig"]["kind"] == "FluxWorkloadIdentityAudit";
    if !is_audit && failed != (run.exit == 1) {
        return Err("exit status and results disagree".into());
    }
    for severity in ["warning", "error"] {
        let said = run.stderr.lines().filter(|l| l.starts_with(&format!("{severity}["))).count();
        if said != results.iter().filter(|r| r["severity"] == severity).count() {
            return Err(format!("stderr and results have not the same {severity}s").into());
        }
    }
    let a_change = |r: &&Value| {
        let field = &r["field"];
        let added = r["message"].as_str().is_some_and(|m| m.starts_with("added the "));
        added || !field["proposedValue"].is_null() || !field["currentValue"].is_null()
    };
    let info = |r: &&Value| r["severity"] == "info";
    if failed && results.iter().any(|r| info(&r) || !r["field"]["proposedValue"].is_null()) {
        return Err("with an error, results hold more than problems".into());
    }
    let (old, new) = (objects(&before["items"]), objects(&after["items"]));
    let named = |object: &Value| results.iter().filter(a_change).any(|r| is_about(r, object));
    for (these, those) in [(&old, &new), (&new, &old)] {
        let lone = these.iter().find(|o| !those.contains(o) && (failed || !named(o)));
        if let Some(object) = lone {
            let name = object["metadata"]["name"].as_str().unwrap_or("?");
            return Err(format!("changed or added without a result: {name}").into());
        }
    }
    for result in &results {
        let proposed = &result["field"]["proposedValue"];
        let (Some(path), false) = (result["field"]["path"].as_str(), proposed.is_null()) else {
            continue;
        };
        let mut about = new.iter().filter(|o| is_about(result, o));
        if !about.any(|o| holds(path, at(o, path), proposed)) {
            return Err(format!("not so in the output: {path}").into());
        }
    }
    Ok(())
}

/// Whether a value is the proposed one. Results write every value as text; what Kubernetes wants
/// as a string must be one.
fn holds(path: &str, value: &Value, proposed: &Value) -> bool {
    let string = ["annotations[", "labels[", ".env[", ".args[", "data["];
    if string.iter().any(|part| path.contains(part)) {
        return value == proposed;
    }
    match value {
        Value::Bool(_) | Value::Number(_) => {
            serde_yaml::to_string(value).is_ok_and(|text| proposed == text.trim())
        }
        value => value == proposed,
    }
}

/// A second run changes no byte of the list.
pub(crate) fn idempotent(first: &Run, second: &Run, json: bool) -> Result<(), Failed> {
    let status = |run: &Run| format!("{}\n", run.exit);
    same("exit status of a second run", &status(first), &status(second))?;
    let list = |run: &Run| pieces::of(&run.stdout, json).concat();
    same("a second run", &list(first), &list(second))
}

fn read(text: &str) -> Result<Value, Failed> {
    Ok(serde_yaml::from_str(text.trim_start_matches('\u{FEFF}'))?)
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
