//! The objects by name and namespace, so that one is found without looking at all.

use std::collections::HashMap;

use crate::krm::Object;

/// The places of objects by their names, those they had before kustomize renamed them included, and
/// by their namespaces.
#[derive(Debug)]
pub(super) struct Names<'t>(HashMap<Key<'t>, Vec<usize>>);

type Key<'t> = (&'t str, Option<&'t str>);

impl<'t> Names<'t> {
    pub(super) fn of(objects: &[Object<'t, '_>]) -> Names<'t> {
        let mut names: HashMap<Key<'t>, Vec<usize>> = HashMap::with_capacity(objects.len());
        for (place, object) in objects.iter().enumerate() {
            for name in [object.name()].into_iter().chain(object.previous_names()) {
                let places = names.entry((name, object.namespace())).or_default();
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
        }
        Names(names)
    }

    /// The places of the objects that have or had the name, in the namespace or without one, in
    /// order.
    pub(super) fn get(&self, name: &str, namespace: Option<&str>) -> &[usize] {
        self.0.get(&(name, namespace)).map_or(&[], Vec::as_slice)
    }
}
