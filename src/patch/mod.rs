//! Kustomize patches, made of a Plan alone or of the edits of given manifests.
//!
//! A [`Patch`] names its targets and holds a strategic merge or JSON 6902 operations. Patches with
//! equal bodies are one, and what several have in common is written once. This module builds
//! patches as values; it knows no file format and applies none.

mod by_hand;
mod factor;
pub(crate) mod field;
pub(crate) mod flux_instance;
mod from_edits;
mod from_plan;
mod json6902;
mod kept;
mod lost;
mod managed;
mod mark;
mod reached;
mod selector;
mod strategic_merge;
mod target;
pub(crate) mod tenant;
pub(crate) mod token_creation;
mod writes;
mod written;

use crate::plan::Plan;
use crate::yaml::{Layout, Value, block};

pub(crate) use by_hand::{Repeating, repeating};
pub(crate) use from_edits::from_edits;
pub(crate) use from_plan::from_plan;
pub(crate) use kept::{Kept, Repeats, keep, of_another};
pub(crate) use managed::update;
pub use mark::MARKER;
pub(crate) use mark::{Mark, mark};
pub(crate) use reached::Reached;
pub use target::Scope;
pub(crate) use target::Target;
pub(crate) use writes::Writes;

/// One patch and what it is applied to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Patch {
    /// `ServiceAccount`, `ConfigMap` or `Deployment`.
    pub kind: &'static str,
    /// The objects it is for.
    pub target: Target,
    /// What it is for, as the comment in its first line says.
    pub purpose: String,
    /// The patch: a mapping is a strategic merge, a list JSON 6902 operations.
    pub body: Value,
}

impl Patch {
    /// As an entry of the `patches` of a kustomization.yaml or of a FluxInstance.
    pub(crate) fn entry(&self, scope: Scope, plan: &Plan) -> Value {
        let target = self.target.value(self.kind, scope, &plan.namespace);
        let body = block(&self.body, 0, &Layout::default());
        let text = format!("{}{body}\n", mark(&plan.name, &self.purpose));
        Value::map([("target", target), ("patch", text.into())])
    }
}

/// The purpose of a patch for object identity, in words that stay as they are: entries that earlier
/// versions of this program wrote are known by their whole text.
const OBJECT_IDENTITY: &str = "object-level identity";

/// Adds a patch, or its target to a patch that does the same.
fn add(patches: &mut Vec<Patch>, patch: Patch) {
    let same = |known: &&mut Patch| {
        (known.kind, &known.purpose, &known.body) == (patch.kind, &patch.purpose, &patch.body)
            && known.target.is_like(&patch.target)
    };
    match patches.iter_mut().find(same) {
        Some(known) => {
            known.target.join(&patch.target);
        }
        None => patches.push(patch),
    }
}
