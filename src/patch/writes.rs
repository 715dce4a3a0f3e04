//! What the patches of a text write to one object, whether this program or a person wrote them, so
//! that two texts can be compared.

use std::collections::BTreeSet;

use crate::krm::Documents;
use crate::yaml::{Node, Path};

use super::written::{Field, Written, written};

/// Where texts have patches of kustomize: a kustomization.yaml, a FluxInstance, and the chart
/// flux-instance in its values and in a HelmRelease.
const PLACES: [&[&str]; 4] = [
    &["patches"],
    &["spec", "kustomize", "patches"],
    &["instance", "kustomize", "patches"],
    &["spec", "values", "instance", "kustomize", "patches"],
];

/// What patches write.
#[derive(Clone, Debug, Default)]
pub(crate) struct Writes(Vec<Written>);

impl Writes {
    /// The writes of all patches of texts; none of what can't be read.
    pub(crate) fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Writes {
        let mut all = Vec::new();
        for text in texts {
            let mut documents = Documents::open(text, 0);
            if documents.read(|document| document.may_contain("patches")).is_err() {
                continue;
            }
            let lists =
                documents.roots().flat_map(|root| PLACES.iter().filter_map(|at| root.at(at)));
            all.extend(lists.flat_map(Node::items).flat_map(written));
        }
        Writes(all)
    }

    /// The fields at or below a path that are certainly written to an object, with their values.
    pub(crate) fn to(&self, kind: &str, name: &str, below: &Path) -> BTreeSet<String> {
        let named = self.0.iter().filter(|written| written.selector.names(kind, name));
        let fields = named.flat_map(|written| &written.fields);
        let told = |Field { path, value }: &Field| format!("{path}={value:?}");
        fields.filter(|field| field.path.0.starts_with(&below.0)).map(told).collect()
    }
}
