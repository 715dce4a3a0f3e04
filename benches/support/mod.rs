//! Inputs for the benchmarks: made by code, the same bytes every time.

mod controller;
mod crd;
mod input;
mod object;
mod random;

pub(crate) use input::text;
