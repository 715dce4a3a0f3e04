//! A config, a kustomization.yaml and manifests: bringing the entries that the program manages up to
//! date never panics, and done again it finds nothing to do. Where libyaml reads the file, it reads
//! the same afterwards but for these entries. The formats of `patches` are YAML.

#![no_main]

use flux_workload_identity::diagnostic::has_errors;
use flux_workload_identity::internal::{KustomizeParts, MARKER, Plan, Scope, manage};
use flux_workload_identity::{Format, Purpose, patches, yaml};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use serde::Deserialize;
use serde_yaml::{Deserializer, Value};

#[path = "../pieces.rs"]
mod pieces;
#[path = "../structured/mod.rs"]
mod structured;

use structured::{kustomizations, random::Random};

fuzz_target!(|input: &str| {
    let Some((config, text, manifests)) = kustomizations::split(input) else { return };
    let Ok(Some(config)) = yaml::parse(config, 0..config.len()) else { return };
    let Some((_, plan)) = Plan::read(Some(&config)).0 else { return };
    for moves in [false, true] {
        let parts = KustomizeParts::of_plan(&plan, Scope::Kustomization { moves }, None, |_| true);
        let done = manage(text, &plan, &parts, Purpose::Make, 0);
        if has_errors(&done.diagnostics) {
            continue;
        }
        let after = done.splices.apply(text, 0..text.len());
        let compared = compare(text, &after, parts.patches.len());
        let again = manage(&after, &plan, &parts, Purpose::Make, 0);
        assert!(again.splices.is_empty(), "{after}");
        if !moves {
            structured::count(input, !done.splices.is_empty() && compared.is_some());
        }
    }
    let manifests: Vec<&str> =
        Some(manifests).filter(|text| !text.is_empty()).into_iter().collect();
    let format = Format::ALL[input.len() % Format::ALL.len()];
    let Ok(patches) = patches(&config, &manifests, format) else { return };
    for document in Deserializer::from_str(&patches.text) {
        let read = Value::deserialize(document);
        assert!(read.is_ok(), "{}: {read:?}\n{}", format.name(), patches.text);
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let random = &mut Random::new(seed.into());
    let made = match random.below(8) {
        0..=2 => structured::replace(data, size, max_size, |_| kustomizations::generated(random)),
        3..=6 => {
            structured::replace(data, size, max_size, |text| kustomizations::changed(text, random))
        }
        _ => None,
    };
    made.unwrap_or_else(|| pieces::mutate(data, size, max_size, seed))
});

/// Compares what libyaml reads before and after; `None` if it can't read the text.
fn compare(before: &str, after: &str, patches: usize) -> Option<()> {
    let read = |text: &str| serde_yaml::from_str::<Value>(text.trim_start_matches('\u{FEFF}'));
    let mut before = read(before).ok()?;
    let mut new = read(after).unwrap_or_else(|error| panic!("{error}\n{after}"));
    take_managed(&mut before);
    let managed = take_managed(&mut new);
    assert_eq!(new, before, "in\n{after}");
    assert_eq!(managed, patches, "in\n{after}");
    Some(())
}

/// Takes the entries out that the program manages, and lists that this leaves empty; says how many
/// patches there were.
fn take_managed(root: &mut Value) -> usize {
    let mut patches = 0;
    let Some(pairs) = root.as_mapping_mut() else { return 0 };
    for key in ["patches", "configMapGenerator"] {
        let Some(entries) = pairs.get_mut(key) else { continue };
        if let Some(entries) = entries.as_sequence_mut() {
            let count = entries.len();
            entries.retain(|entry| !is_managed(key, entry));
            patches += if key == "patches" { count - entries.len() } else { 0 };
        }
        if entries.is_null() || entries.as_sequence().is_some_and(Vec::is_empty) {
            pairs.remove(key);
        }
    }
    patches
}

fn is_managed(key: &str, entry: &Value) -> bool {
    let text = |key| entry.get(key).and_then(Value::as_str).unwrap_or_default();
    if key == "patches" {
        return text("patch").starts_with(MARKER);
    }
    text("name").ends_with("-workload-identity-federation")
}
