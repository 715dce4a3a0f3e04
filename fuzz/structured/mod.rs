//! Inputs made by structure instead of by bytes, so that most of them are accepted and edited; and
//! how many were. The differential test makes its inputs in the same way.

// A target uses a part of it.
#![allow(dead_code, unused_imports)]

mod counts;
pub(crate) mod edits;
pub(crate) mod kustomizations;
#[path = "../../tests/differential/manifests.rs"]
pub(crate) mod manifests;
#[path = "../../tests/differential/mutate.rs"]
pub(crate) mod mutate;
#[path = "../../tests/differential/random.rs"]
pub(crate) mod random;
#[path = "../../tests/differential/tree.rs"]
pub(crate) mod tree;

pub(crate) use counts::count;

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
