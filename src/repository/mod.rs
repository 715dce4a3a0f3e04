//! A repository as Flux sees it: its files, its kustomizations and what each of them reaches, and
//! what kustomize builds of them.
//!
//! Nothing outside of the repository's root is read, and nothing is fetched: a kustomization that
//! names such a thing is not built, and the place that names it is told. Paths are relative to the
//! root, with links resolved.

mod applied;
mod builder;
mod child;
mod common_metadata;
mod embedded;
mod field;
mod file_name;
mod files;
mod flux_kustomization;
mod generated;
mod graph;
mod kustomization;
mod nested;
mod origin;
mod overlay;
mod place;
mod reach;
mod remote;
mod root;
mod source_ignore;
mod stage;
mod survey;
mod sync;
mod walk;

pub(crate) use applied::{Applied, NotFollowed};
pub(crate) use builder::{Builder, NO_PROGRAM};
pub(crate) use common_metadata::CommonMetadata;
pub(crate) use file_name::{FILE_NAMES, is_kustomization, is_manifest, is_yaml};
pub(crate) use files::Files;
pub(crate) use flux_kustomization::{SUBSTITUTE, opts_out};
pub(crate) use graph::Graph;
pub(crate) use kustomization::{Kustomization, Named, Role};
pub(crate) use origin::{Origins, patch_of};
pub(crate) use overlay::is_planned;
pub(crate) use place::{NotBuilt, Place};
pub(crate) use reach::Reach;
pub(crate) use root::{Root, path_from};
pub(crate) use source_ignore::LeftOut;
pub(crate) use stage::{Content, Stage, with_instances};
pub(crate) use survey::{Build, Survey};
pub(crate) use sync::Sync;
pub(crate) use walk::walk;
