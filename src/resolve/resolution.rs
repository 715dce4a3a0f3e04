//! What a Plan comes to on objects.

use std::collections::HashSet;

use crate::diagnostic::Diagnostic;
use crate::flux::{Controller, Version};
use crate::krm::Object;
use crate::plan::{PlannedChange, Reason};
use crate::yaml::{Edit, Path, Value};

use super::addition::{self, Added};

/// The changes of the objects, the objects to add, and what there is to say.
#[derive(Debug, Default)]
pub struct Resolution {
    /// The changes, in the order of their objects.
    pub changes: Vec<PlannedChange>,
    /// Objects to add.
    pub added: Vec<Added>,
    /// The version of Flux that the objects tell.
    pub installed: Option<Version>,
    /// The Deployments that have an argument already which object identity asks for.
    pub satisfied: Vec<usize>,
    /// The controllers that are there.
    pub present: Vec<Controller>,
    /// What there is to say beside the effects of the changes.
    pub diagnostics: Vec<Diagnostic>,
}

impl Resolution {
    /// Sets a field of an object.
    pub(super) fn set(
        &mut self,
        object: usize,
        path: Path,
        value: impl Into<Value>,
        reason: Reason,
    ) {
        self.change(object, Edit::set(path, value), reason);
    }

    /// Removes a field of an object.
    pub(super) fn remove(&mut self, object: usize, path: Path, reason: Reason) {
        self.change(object, Edit::remove(path), reason);
    }

    /// Edits an object.
    pub(super) fn change(&mut self, object: usize, edit: Edit, reason: Reason) {
        self.changes.push(PlannedChange { object, edit, reason });
    }

    /// Says something.
    pub(super) fn say(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Puts the changes into the order of their objects, gives what is added its file, and leaves
    /// of what is said twice the first.
    pub(super) fn settle(&mut self, objects: &[Object<'_, '_>]) {
        self.changes.sort_by_key(|change| change.object);
        addition::place(objects, &mut self.added);
        let mut said = HashSet::new();
        self.diagnostics.retain(|diagnostic| {
            said.insert((diagnostic.message.clone(), diagnostic.location.clone()))
        });
    }
}
