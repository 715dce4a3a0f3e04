//! Gives Flux's controllers their cloud identity.
//!
//! The promise: what a config asks for is in the manifests afterwards, every other byte is as it
//! was, and whatever can't be done is said. The way of an edit:
//!
//! 1. [`krm::ResourceList`] reads the input; [`config`] reads and checks its functionConfig.
//! 2. [`plan::Plan`] says what each ServiceAccount of Flux needs, by [`flux`]'s tables and
//!    [`cloud`]'s forms. It knows no manifest.
//! 3. [`resolve`] holds the Plan against the objects: edits, additions, findings.
//! 4. [`yaml`] turns edits into byte ranges and checks the result by reading it again.
//! 5. [`krm`] splices them into the input, with the results.
//!
//! [`run`] goes that way; [`cli`] puts streams at both of its ends.

pub mod cli;
pub mod cloud;
pub mod config;
pub mod diagnostic;
pub mod flux;
pub mod krm;
pub mod patch;
pub mod plan;
pub mod render;
pub mod resolve;
pub mod run;
pub mod trust;
pub mod yaml;

/// What the tests, the benchmarks and the fuzzers of this repository use. Not a part of the library.
#[doc(hidden)]
pub mod internal {
    #[cfg(feature = "schema")]
    pub use crate::config::{definition, json_schema};
}
