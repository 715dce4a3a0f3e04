//! Values of the Helm charts that install Flux: what a Plan comes to as values, and a user's values
//! in which they are kept.

mod chart;
mod document;
mod emptied;
mod flux2;
mod flux_instance;
mod instance;
mod leftover;
mod made;
mod managed;
mod merge;
mod objects;
mod pending;
mod switched_off;
mod values;

pub(crate) use chart::{Chart, controller_key};
pub(crate) use document::is_release;
pub(crate) use made::{Made, made_of_values};
pub(crate) use managed::manage;
pub(crate) use values::{Installation, Values};
