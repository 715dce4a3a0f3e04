//! Flux.
pub mod yaml;
