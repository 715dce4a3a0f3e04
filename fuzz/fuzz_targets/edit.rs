//! A text with edits in front of it, a line each: the lossless layer never panics, bytes outside
//! of its splices stay, what comes of them parses, and a second run of edits under keys finds
//! nothing to do. Where libyaml reads the text it reads the edited one, and every scalar in it was
//! there before or comes of an edit.
//!
//! `= a/b[name=c]/#0 value` sets, `! a/b` removes.

#![no_main]

use std::collections::BTreeSet;

use flux_workload_identity::yaml::{
    Edit, Frame, Kind, Op, Path, Step, Transient, Value, edit, parse,
};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

#[path = "../pieces.rs"]
mod pieces;
#[path = "../structured/mod.rs"]
mod structured;

use structured::{mutate, random::Random};

fuzz_target!(|text: &str| {
    let (edits, source) = split(text);
    let whole = 0..source.len();
    let Ok(Some(root)) = parse(source, whole.clone()) else { return };
    let dashed = matches!(&root.kind, Kind::Sequence { items, flow: false } if items.len() == 1);
    check(source, &Frame { range: whole.clone(), root, dashed: false }, &edits);
    if dashed && let Ok(Some(frame)) = Frame::parse(source, whole, true) {
        check(source, &frame, &edits);
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let random = &mut Random::new(seed.into());
    let made = match random.below(4) {
        0 => structured::replace(data, size, max_size, |_| structured::edits(random)),
        1 | 2 => structured::replace(data, size, max_size, |text| mutate::mutated(text, random)),
        _ => None,
    };
    made.unwrap_or_else(|| pieces::mutate(data, size, max_size, seed))
});

const TRANSIENT: Transient = |key| key.starts_with("config.");

fn check(source: &str, frame: &Frame<'_>, edits: &[Edit]) {
    let Ok(edited) = edit(source, frame, edits, TRANSIENT) else { return };
    structured::count(!edited.splices.is_empty());
    let after = edited.splices.apply(source, frame.range.clone());
    // What stays, in order: a splice takes no more than its range, and puts its text there.
    let (mut old, mut new) = (source, after.as_str());
    let mut at = 0;
    for splice in edited.splices.iter() {
        let kept = splice.range.start - at;
        assert_eq!(old[..kept], new[..kept]);
        old = &old[kept + splice.range.len()..];
        new = new[kept..].strip_prefix(splice.text.as_str()).expect("the text of the splice");
        at = splice.range.end;
    }
    assert_eq!(old, new);
    other_reader(&source[frame.range.clone()], &after, edits);
    let range = 0..after.len();
    let again = Frame::parse(&after, range, frame.dashed).expect("YAML");
    // What an element is found by may be changed, so paths of keys only.
    let keys = |edit: &Edit| edit.path.0.iter().all(|step| matches!(step, Step::Key(_)));
    if let Some(again) = again
        && edits.iter().all(keys)
    {
        let second = edit(&after, &again, edits, TRANSIENT);
        assert!(second.is_ok_and(|second| second.splices.is_empty()), "{after}");
    }
}

/// What libyaml, which judges independently, reads before and after.
fn other_reader(before: &str, after: &str, edits: &[Edit]) {
    let read =
        |text: &str| serde_yaml::from_str::<serde_yaml::Value>(text.trim_start_matches('\u{FEFF}'));
    let Ok(before) = read(before) else { return };
    let new = read(after).unwrap_or_else(|error| panic!("{error}\n{after}"));
    let (mut known, mut found) = (BTreeSet::from(["Null".to_owned()]), BTreeSet::new());
    scalars(&before, &mut known);
    scalars(&new, &mut found);
    for edit in edits {
        for step in &edit.path.0 {
            match step {
                Step::Key(key) => known.extend([string(key)]),
                Step::Element { key, value } => known.extend([string(key), string(value)]),
                Step::Index(_) => {}
            }
        }
        if let Op::Set(value) = &edit.op {
            set(value, &mut known);
        }
    }
    assert!(found.is_subset(&known), "{:?} in\n{after}", found.difference(&known));
}

fn string(text: &str) -> String {
    format!("{:?}", serde_yaml::Value::from(text))
}

fn scalars(value: &serde_yaml::Value, found: &mut BTreeSet<String>) {
    match value {
        serde_yaml::Value::Mapping(pairs) => {
            for (key, value) in pairs {
                scalars(key, found);
                scalars(value, found);
            }
        }
        serde_yaml::Value::Sequence(items) => items.iter().for_each(|item| scalars(item, found)),
        serde_yaml::Value::Tagged(tagged) => scalars(&tagged.value, found),
        scalar => {
            found.insert(format!("{scalar:?}"));
        }
    }
}

fn set(value: &Value, known: &mut BTreeSet<String>) {
    match value {
        Value::Map(pairs) => {
            for (key, value) in pairs {
                known.insert(string(key));
                set(value, known);
            }
        }
        Value::List(items) => items.iter().for_each(|item| set(item, known)),
        Value::String(text) => known.extend([string(text)]),
        Value::Bool(value) => known.extend([format!("{:?}", serde_yaml::Value::from(*value))]),
        Value::Integer(value) => known.extend([format!("{:?}", serde_yaml::Value::from(*value))]),
    }
}

fn split(text: &str) -> (Vec<Edit>, &str) {
    let mut edits = Vec::new();
    let mut rest = text;
    while let Some((line, behind)) = rest.split_once('\n')
        && edits.len() < 8
        && let Some(edit) = read(line)
    {
        edits.push(edit);
        rest = behind;
    }
    (edits, rest)
}

fn read(line: &str) -> Option<Edit> {
    if let Some(place) = line.strip_prefix("! ") {
        return Some(Edit { path: path(place), op: Op::Remove });
    }
    let (place, text) = line.strip_prefix("= ")?.split_once(' ')?;
    Some(Edit { path: path(place), op: Op::Set(value(text, 0)) })
}

fn path(text: &str) -> Path {
    let mut steps = Vec::new();
    for part in text.split('/') {
        if let Some(index) = part.strip_prefix('#').and_then(|n| n.parse().ok()) {
            steps.push(Step::Index(index));
            continue;
        }
        match part.split_once("[name=") {
            Some((key, name)) => {
                steps.push(Step::Key(key.to_owned()));
                let value = name.trim_end_matches(']').to_owned();
                steps.push(Step::Element { key: "name", value });
            }
            None => steps.push(Step::Key(part.to_owned())),
        }
    }
    Path(steps)
}

fn value(text: &str, depth: usize) -> Value {
    if let Ok(number) = text.parse() {
        return Value::Integer(number);
    }
    match text {
        "true" => return Value::Bool(true),
        "false" => return Value::Bool(false),
        _ => {}
    }
    match text.chars().next() {
        Some('[') if depth == 0 => Value::List(
            text[1..].split(',').filter(|part| !part.is_empty()).map(|p| value(p, 1)).collect(),
        ),
        Some('{') if depth == 0 => {
            let pairs = text[1..].split(',').filter_map(|part| part.split_once(':'));
            let mut known: Vec<(String, Value)> = Vec::new();
            for (key, text) in pairs {
                if !known.iter().any(|(k, _)| k == key) {
                    known.push((key.to_owned(), value(text, 1)));
                }
            }
            Value::Map(known)
        }
        _ => Value::String(text.to_owned()),
    }
}
