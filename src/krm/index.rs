//! Objects by their names, so that one is found without a look at all of them.

use std::collections::HashMap;

use super::Object;

/// An index of objects by namespace (empty if none is written) and name. The names that an object
/// had before kustomize renamed it count too.
#[derive(Debug)]
pub(crate) struct ObjectIndex<'o, 't, 'a> {
    objects: &'o [Object<'t, 'a>],
    namespaces: HashMap<&'t str, HashMap<&'t str, Vec<usize>>>,
}

impl<'o, 't, 'a> ObjectIndex<'o, 't, 'a> {
    /// The index of these objects.
    pub(crate) fn of(objects: &'o [Object<'t, 'a>]) -> ObjectIndex<'o, 't, 'a> {
        let mut namespaces: HashMap<&str, HashMap<&str, Vec<usize>>> = HashMap::new();
        for (index, object) in objects.iter().enumerate() {
            let names = namespaces.entry(object.namespace().unwrap_or_default()).or_default();
            for name in [object.name()].into_iter().chain(object.previous_names()) {
                let indices = names.entry(name).or_default();
                if indices.last() != Some(&index) {
                    indices.push(index);
                }
            }
        }
        ObjectIndex { objects, namespaces }
    }

    /// The indices of the objects of a kind and name in a namespace; if there are none, of those
    /// without a namespace. A name that kustomize changed counts only where nothing has it now.
    pub(crate) fn find(
        &self,
        api_version: &str,
        kind: &str,
        namespace: &str,
        name: &str,
    ) -> Vec<usize> {
        for namespace in [Some(namespace), None] {
            let of_kind = |index: &usize| self.objects[*index].is(api_version, kind);
            let known: Vec<usize> =
                self.named(namespace, name).iter().copied().filter(of_kind).collect();
            let has_it_now = |index: &usize| self.objects[*index].name() == name;
            let now: Vec<usize> = known.iter().copied().filter(has_it_now).collect();
            let found = if now.is_empty() { known } else { now };
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// Whether there is an object of a kind that has no namespace, such as a Namespace.
    pub(crate) fn has_cluster_scoped(&self, kind: &str, name: &str) -> bool {
        self.named(None, name).iter().any(|index| self.objects[*index].kind() == kind)
    }

    /// The indices of the objects that have or had the name, in a namespace or without one.
    fn named(&self, namespace: Option<&str>, name: &str) -> &[usize] {
        let names = self.namespaces.get(namespace.unwrap_or_default());
        names.and_then(|names| names.get(name)).map_or(&[], Vec::as_slice)
    }
}
