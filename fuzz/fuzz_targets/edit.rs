//! A text with edits in front of it, a line each: the lossless layer never panics, bytes outside
//! of its splices stay, what comes of them parses, and a second run of edits under keys finds
//! nothing to do. Where libyaml reads the text it reads the edited one, and its value is the one
//! before with the edits and no other change.

#![no_main]

use std::hash::{DefaultHasher, Hash, Hasher};

use flux_workload_identity::yaml::{Edit, Frame, Kind, Step, Transient, edit, parse};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use serde_yaml::{Mapping, Value};

#[path = "../expected.rs"]
mod expected;
#[path = "../pieces.rs"]
mod pieces;
#[path = "../structured/mod.rs"]
mod structured;

use expected::expected;
use structured::{edits, random::Random};

/// What libFuzzer does around each run takes longer than one of these.
const VARIANTS: usize = 8;

fuzz_target!(|input: &str| {
    look_at(input);
    let random = &mut Random::new(hash(input));
    for _ in 0..VARIANTS {
        let variant = match random.below(3) {
            0 => edits::changed(input, random),
            _ => edits::generated(random),
        };
        if variant.len() <= LONGEST {
            look_at(&variant);
        }
    }
});

/// Most faults show in a few lines, and those are read in no time.
const LONGEST: usize = 400;

fn hash(input: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    input.hash(&mut hasher);
    hasher.finish()
}

fn look_at(input: &str) {
    let (edits, source) = edits::split(input);
    let whole = 0..source.len();
    let Ok(Some(root)) = parse(source, whole.clone()) else { return };
    let dashed = source.trim_start_matches(' ').starts_with('-')
        && matches!(&root.kind, Kind::Sequence { items, flow: false } if items.len() == 1);
    let mut frames = vec![Frame { range: whole.clone(), root, dashed: false }];
    if dashed {
        frames.extend(Frame::parse(source, whole, true).ok().flatten());
    }
    let made: Vec<bool> = frames.iter().filter_map(|frame| check(source, frame, &edits)).collect();
    if !made.is_empty() {
        structured::count(input, made.contains(&true));
    }
}

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let random = &mut Random::new(seed.into());
    let made = match random.below(16) {
        0..=8 => structured::replace(data, size, max_size, |_| edits::generated(random)),
        9..=14 => structured::replace(data, size, max_size, |input| edits::changed(input, random)),
        _ => None,
    };
    made.unwrap_or_else(|| pieces::mutate(data, size, max_size, seed))
});

const TRANSIENT: Transient = |key| key.starts_with("config.");

/// Whether edits that are accepted change anything, and libyaml's values were compared.
fn check(source: &str, frame: &Frame<'_>, edits: &[Edit]) -> Option<bool> {
    let edited = edit(source, frame, edits, TRANSIENT).ok()?;
    // In YAML 1.1 these break lines, and keys may begin behind them; an edit there is refused.
    if edited.splices.is_empty() && source.contains(['\u{85}', '\u{2028}', '\u{2029}']) {
        return Some(false);
    }
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
    let compared = other_reader(&source[frame.range.clone()], &after, frame.dashed, edits);
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
    Some(!edited.splices.is_empty() && compared.is_some())
}

/// Compares what libyaml, which judges independently, reads before and after; `None` if it can't.
fn other_reader(before: &str, after: &str, dashed: bool, edits: &[Edit]) -> Option<()> {
    let read = |text: &str| serde_yaml::from_str::<Value>(text.trim_start_matches('\u{FEFF}'));
    let old = read(before).ok()?;
    let new = read(after).unwrap_or_else(|error| panic!("{error}\n{edits:?}\n{before}\n{after}"));
    let root = |value| if dashed { sole(value) } else { value };
    let (new, expected) = (root(new), expected(&root(old), edits)?);
    // Of what is left empty as a whole nothing may stand there.
    let is_empty =
        [Value::Mapping(Mapping::new()), Value::Sequence(Vec::new())].contains(&expected);
    assert!(
        new == expected || is_empty && new.is_null(),
        "{new:?}, not {expected:?}\n{edits:?}\n{before}\n{after}"
    );
    Some(())
}

/// The one element of a list.
fn sole(list: Value) -> Value {
    match list {
        Value::Sequence(mut items) if items.len() == 1 => items.remove(0),
        other => panic!("one element is expected, found {other:?}"),
    }
}
