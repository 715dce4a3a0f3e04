//! What a config comes to in files that this program keeps: a user's kustomization.yaml, the folder
//! of a Component, or values of a Helm chart. Nothing is written here.

mod component;
mod file;
mod listed_config;
mod managed_files;
mod moved;
mod order;

pub(crate) use file::{File, planned};
pub(crate) use managed_files::ManagedFiles;
pub(crate) use moved::Moved;
pub(crate) use order::{Cause, Order, Ready, Stopped};
