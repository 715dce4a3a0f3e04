//! A text as a ResourceList: wherever the reading of the whole accepts it, the reading by lines
//! comes to the same bytes and the same findings. Neither ever panics.

#![no_main]

use flux_workload_identity::run::{Reading, read_by};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

#[path = "../pieces.rs"]
mod pieces;

fuzz_target!(|text: &str| {
    let lines = read_by(text, Reading::Outline);
    let Ok(whole) = read_by(text, Reading::Whole) else { return };
    let lines = lines.expect("what the reading of the whole accepts");
    assert_eq!(lines.output.slices().concat(), whole.output.slices().concat());
    assert_eq!(lines.diagnostics, whole.diagnostics);
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    pieces::mutate(data, size, max_size, seed)
});
