//! A text as a ResourceList: wherever the reading of the whole accepts it, the reading by lines
//! comes to the same bytes and the same findings. Neither ever panics.

#![no_main]

use flux_workload_identity::function::{Reading, run};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

#[path = "../pieces.rs"]
mod pieces;

fuzz_target!(|text: &str| {
    let lines = run(text, Reading::Lines);
    let Ok(whole) = run(text, Reading::Whole) else { return };
    let lines = lines.expect("what the reading of the whole accepts");
    assert_eq!(lines.output.slices().concat(), whole.output.slices().concat());
    assert_eq!(lines.findings, whole.findings);
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    pieces::mutate(data, size, max_size, seed)
});
