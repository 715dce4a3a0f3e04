//! The objects by name and namespace, so that one is found without looking at all.

use std::collections::HashMap;

use super::Object;

/// The places of objects by their namespaces (empty: none is written) and by their names, those
/// they had before kustomize renamed them included.
#[derive(Debug)]
pub(crate) struct ObjectIndex<'t>(HashMap<&'t str, HashMap<&'t str, Vec<usize>>>);

impl<'t> ObjectIndex<'t> {
    pub(crate) fn of(objects: &[Object<'t, '_>]) -> ObjectIndex<'t> {
        let mut namespaces: HashMap<&str, HashMap<&str, Vec<usize>>> = HashMap::new();
        for (place, object) in objects.iter().enumerate() {
            let names = namespaces.entry(object.namespace().unwrap_or_default()).or_default();
            for name in [object.name()].into_iter().chain(object.previous_names()) {
                let places = names.entry(name).or_default();
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
        }
        ObjectIndex(namespaces)
    }

    /// The places of the objects that have or had the name, in the namespace or without one, in
    /// order.
    pub(crate) fn get(&self, name: &str, namespace: Option<&str>) -> &[usize] {
        let names = self.0.get(namespace.unwrap_or_default());
        names.and_then(|names| names.get(name)).map_or(&[], Vec::as_slice)
    }
}
