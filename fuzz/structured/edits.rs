//! Inputs of the target `edit`: a text, and in front of it edits of what stands there, a line each.
//!
//! `= a/b[name=c]/#0 value` sets, `! a/b` removes.

mod line;

use flux_workload_identity::yaml::{Edit, Kind, Node, parse};

use super::mutate;
use super::random::Random;
use super::tree::{Tree, Writer};

/// What is set: as it stands there, as a text that needs quotes, or as a collection.
const VALUES: &[&str] = &[
    "v",
    "true",
    "5",
    "yes",
    "null",
    "",
    "x: y",
    "# c",
    "it's",
    "\"q",
    "- a",
    " x ",
    "a\\nb\\n",
    "\\n",
    "é",
    "[a,b",
    "[",
    "{c:d,e:true",
    "{",
];

/// Keys that are added.
const KEYS: &[&str] = &["n", "n", "config.x", "yes", "1", "it's"];

/// The edits of an input, and its text.
pub(crate) fn split(input: &str) -> (Vec<Edit>, &str) {
    let mut edits = Vec::new();
    let mut rest = input;
    while let Some((line, behind)) = rest.split_once('\n')
        && edits.len() < 8
        && let Some(edit) = line::read(line)
    {
        edits.push(edit);
        rest = behind;
    }
    (edits, rest)
}

/// An input.
pub(crate) fn generated(random: &mut Random) -> String {
    loop {
        let text = text(random);
        if let Some(input) = with_edits(&mutate::mutated(&text, random), random) {
            return input;
        }
    }
}

fn text(random: &mut Random) -> String {
    let tree = mapping(random, 0);
    let compact = !random.one_in(3);
    let unusual = [4, 8, 1_000][random.below(3)];
    let mut text = String::new();
    Writer { random, step: 2, compact, unusual }.block(&tree, 0, &mut text);
    if random.one_in(8) { text.replace('\n', "\r\n") } else { text }
}

/// An input with another text, and mostly with other edits.
pub(crate) fn changed(input: &str, random: &mut Random) -> String {
    let (_, text) = split(input);
    let changed = mutate::mutated(text, random);
    let edited = if random.one_in(8) { None } else { with_edits(&changed, random) };
    edited.unwrap_or_else(|| format!("{}{changed}", &input[..input.len() - text.len()]))
}

/// The text with edits of it in front, if it can be read. None is above another one: such edits are
/// refused.
fn with_edits(text: &str, random: &mut Random) -> Option<String> {
    let root = parse(text, 0..text.len()).ok()??;
    let mut places = Vec::new();
    match &root.kind {
        // As one element of a list is edited: on its own.
        Kind::Sequence { items, .. } if items.len() == 1 && random.one_in(2) => {
            gather(&items[0], "", random, &mut places);
        }
        _ => gather(&root, "", random, &mut places),
    }
    let mut paths: Vec<String> = Vec::new();
    let mut input = String::new();
    for _ in 0..(1 + random.below(3)).min(places.len()) {
        let (place, node) = &places[random.below(places.len())];
        let removes = random.below(5) < 2;
        let path = if removes { place.clone() } else { place.clone() + &below(node, random) };
        let meets = |known: &String| is_at_or_below(known, &path) || is_at_or_below(&path, known);
        if paths.iter().any(meets) {
            continue;
        }
        input += &match removes {
            true => format!("! {path}\n"),
            false => format!("= {path} {}\n", random.choose(VALUES)),
        };
        paths.push(path);
    }
    Some(input + text)
}

fn is_at_or_below(path: &str, other: &str) -> bool {
    path.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '[']))
}

/// What a path to the node is continued with to set something there.
fn below(node: &Node<'_>, random: &mut Random) -> String {
    match &node.kind {
        Kind::Mapping { .. } => format!("/{}", random.choose(KEYS)),
        Kind::Sequence { items, .. } => match random.below(3) {
            0 => "[name=n]/value".to_owned(),
            _ => format!("/#{}", items.len()),
        },
        _ if node.is_null() && random.one_in(2) => format!("/{}", random.choose(KEYS)),
        _ => String::new(),
    }
}

/// The places below a node that a line can name.
fn gather<'t, 'a>(
    node: &'t Node<'a>,
    path: &str,
    random: &mut Random,
    places: &mut Vec<(String, &'t Node<'a>)>,
) {
    for entry in node.entries() {
        let Some(key) = entry.key.text().filter(|key| line::can_name(key)) else { continue };
        let path = if path.is_empty() { key.to_owned() } else { format!("{path}/{key}") };
        gather(&entry.value, &path, random, places);
        places.push((path, &entry.value));
    }
    for (index, item) in node.items().iter().enumerate() {
        let name = item.get("name").and_then(Node::text).filter(|name| line::can_name(name));
        let path = match name {
            Some(name) if !path.is_empty() && !random.one_in(4) => format!("{path}[name={name}]"),
            _ if path.is_empty() => format!("#{index}"),
            _ => format!("{path}/#{index}"),
        };
        gather(item, &path, random, places);
        places.push((path, item));
    }
}

fn mapping(random: &mut Random, depth: usize) -> Tree {
    let keys = ["a", "b", "k", "z"];
    let count = 2 + random.below(keys.len() - 1);
    let pairs = keys.iter().take(count);
    Tree::Map(pairs.map(|key| ((*key).to_owned(), value(random, depth + 1))).collect())
}

fn value(random: &mut Random, depth: usize) -> Tree {
    match random.below(if depth < 3 { 6 } else { 2 }) {
        0 | 1 => Tree::Any,
        2 => mapping(random, depth),
        3 => {
            let count = 1 + random.below(3);
            Tree::List((0..count).map(|_| value(random, depth + 1)).collect())
        }
        4 => {
            let names = ["n", "o", "p"].into_iter().take(1 + random.below(3));
            let element = |name| Tree::map([("name", Tree::word(name)), ("value", Tree::Any)]);
            Tree::List(names.map(element).collect())
        }
        _ => [Tree::Map(Vec::new()), Tree::List(Vec::new())][random.below(2)].clone(),
    }
}
