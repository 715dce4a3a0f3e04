//! The controllers that the flux-operator makes of FluxInstances.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::ResourceRef;
use crate::flux::group;
use crate::krm::{Documents, Outline};
use crate::repository::{Builder, NO_PROGRAM, NotBuilt};
use crate::run::effective::patched_controllers;

/// A FluxInstance in the texts of a cluster.
#[derive(Debug)]
pub(crate) struct Instance {
    /// The index of its text.
    pub(crate) text: usize,
    /// Its bytes there.
    pub(crate) span: Range<usize>,
    pub(crate) name: ResourceRef,
}

/// The FluxInstances in a text of this index, each with what becomes of its controllers.
pub(super) fn controllers(
    text: &str,
    index: usize,
    builder: Option<&Builder>,
) -> Vec<(Instance, Result<Arc<str>, NotBuilt>)> {
    let mut documents = Documents::open(text, 0);
    let is_instance = |o: &Outline<'_>| o.kind().is_some_and(|(_, kind)| kind == KIND);
    // Whoever looks at the objects says what can't be read.
    if !text.contains(KIND) || documents.read(is_instance).is_err() {
        return Vec::new();
    }
    let made_by = |builder, instance: &_| {
        patched_controllers(instance, builder)
            .unwrap_or_else(|error| Err(NotBuilt::because(error.to_string())))
    };
    let no_program = || Err(NotBuilt::because(NO_PROGRAM));
    let objects = documents.objects();
    let instances = objects.iter().filter(|object| object.kind() == KIND).map(|object| {
        let made = builder.map_or_else(no_program, |builder| made_by(builder, object));
        let (span, name) = (object.node.span.clone(), object.resource_ref());
        (Instance { text: index, span, name }, made)
    });
    instances.collect()
}

const KIND: &str = group::FLUX_INSTANCE.1;
