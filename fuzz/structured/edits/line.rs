//! An edit as a line.

use flux_workload_identity::yaml::{Edit, Op, Path, Step, Value};

/// Whether a key or a name can stand in a line: without what separates there.
pub(super) fn can_name(text: &str) -> bool {
    !text.is_empty() && !text.contains(['/', '[', ']', '#', ' ', '\n'])
}

/// The edit of a line; `None` if it is none, or so deep that libyaml may not read the result.
pub(super) fn read(line: &str) -> Option<Edit> {
    let edit = match line.strip_prefix("! ") {
        Some(place) => Edit { path: path(place), op: Op::Remove },
        None => {
            let (place, text) = line.strip_prefix("= ")?.split_once(' ')?;
            Edit { path: path(place), op: Op::Set(value(text, 0)) }
        }
    };
    Some(edit).filter(|edit| edit.path.0.len() <= 32)
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
        _ => Value::String(text.replace("\\n", "\n")),
    }
}
