//! Inputs made by structure instead of by bytes, so that most of them are accepted and edited; and
//! how many were. The differential test makes its inputs in the same way.

// A target uses a part of it.
#![allow(dead_code)]

#[path = "../../tests/differential/manifests.rs"]
pub(crate) mod manifests;
#[path = "../../tests/differential/mutate.rs"]
pub(crate) mod mutate;
#[path = "../../tests/differential/random.rs"]
pub(crate) mod random;
#[path = "../../tests/differential/tree.rs"]
pub(crate) mod tree;

use std::sync::atomic::{AtomicU64, Ordering};

use random::Random;
use tree::{Tree, Writer};

static ACCEPTED: AtomicU64 = AtomicU64::new(0);
static EDITED: AtomicU64 = AtomicU64::new(0);

/// Counts an input that was accepted; now and then the counts are printed.
pub(crate) fn count(edited: bool) {
    let accepted = ACCEPTED.fetch_add(1, Ordering::Relaxed) + 1;
    let edited = EDITED.fetch_add(u64::from(edited), Ordering::Relaxed) + u64::from(edited);
    if accepted.is_multiple_of(10_000) {
        eprintln!("counted: {accepted} accepted, of these {edited} edited");
    }
}

/// Puts what `make` makes of a text in its place, if it fits.
pub(crate) fn replace(
    data: &mut [u8],
    size: usize,
    max_size: usize,
    make: impl FnOnce(&str) -> String,
) -> Option<usize> {
    let text = make(std::str::from_utf8(&data[..size]).ok()?);
    if text.len() > max_size {
        return None;
    }
    data[..text.len()].copy_from_slice(text.as_bytes());
    Some(text.len())
}

/// A text with edits of it in front, a line each.
pub(crate) fn edits(random: &mut Random) -> String {
    let mut paths = Vec::new();
    let tree = mapping(random, 0, "", &mut paths);
    let mut text = String::new();
    for _ in 0..=random.below(3) {
        let path = &paths[random.below(paths.len())];
        text += &match random.below(5) {
            0..=2 => format!("! {path}\n"),
            3 => format!("= {path} v\n"),
            _ => format!("= {path}/k true\n"),
        };
    }
    let compact = !random.one_in(3);
    let unusual = [4, 8, 1_000][random.below(3)];
    Writer { random, step: 2, compact, unusual }.block(&tree, 0, &mut text);
    text
}

/// A mapping whose entries are at `paths`.
fn mapping(random: &mut Random, depth: usize, path: &str, paths: &mut Vec<String>) -> Tree {
    let keys = ["a", "b", "k", "z"];
    let count = 1 + random.below(keys.len());
    let pairs = keys.iter().take(count).map(|key| {
        let path = if path.is_empty() { (*key).to_owned() } else { format!("{path}/{key}") };
        paths.push(path.clone());
        ((*key).to_owned(), value(random, depth + 1, &path, paths))
    });
    Tree::Map(pairs.collect())
}

fn value(random: &mut Random, depth: usize, path: &str, paths: &mut Vec<String>) -> Tree {
    match random.below(if depth < 3 { 5 } else { 2 }) {
        0 | 1 => Tree::Any,
        2 => mapping(random, depth, path, paths),
        3 => {
            let count = 1 + random.below(3);
            let items = (0..count).map(|index| {
                let path = format!("{path}/#{index}");
                paths.push(path.clone());
                value(random, depth + 1, &path, paths)
            });
            Tree::List(items.collect())
        }
        _ => {
            let names = ["n", "o", "p"];
            let count = 1 + random.below(names.len());
            let items = names.iter().take(count).map(|name| {
                paths.push(format!("{path}[name={name}]"));
                Tree::map([("name", Tree::word(name)), ("value", Tree::Any)])
            });
            Tree::List(items.collect())
        }
    }
}
