//! A text as a ResourceList: wherever the reading of the whole accepts it, the reading by lines
//! comes to the same bytes and the same findings. Neither ever panics.

#![no_main]

use flux_workload_identity::internal::{Reading, read_by};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

#[path = "../pieces.rs"]
mod pieces;
#[path = "../structured/mod.rs"]
mod structured;

use structured::{manifests, mutate, random::Random};

fuzz_target!(|text: &str| {
    let lines = read_by(text, Reading::Outline);
    let Ok(whole) = read_by(text, Reading::Whole) else { return };
    let lines = lines.expect("what the reading of the whole accepts");
    assert_eq!(lines.output.slices().concat(), whole.output.slices().concat());
    assert_eq!(lines.diagnostics, whole.diagnostics);
    structured::count(text, lines.diagnostics.iter().any(|said| said.change.is_some()));
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let random = &mut Random::new(seed.into());
    let made = match random.below(4) {
        0 => {
            let config = manifests::config(random);
            structured::replace(data, size, max_size, |_| manifests::list(random, &config))
        }
        1 | 2 => structured::replace(data, size, max_size, |text| mutate::mutated(text, random)),
        _ => None,
    };
    made.unwrap_or_else(|| pieces::mutate(data, size, max_size, seed))
});
