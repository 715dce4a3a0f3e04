//! The labels and annotations that Flux sets on every object, over those that it has.
//!
//! Source: <https://fluxcd.io/flux/components/kustomize/kustomizations/#common-metadata>; set behind
//! the build and the variables: fluxcd/kustomize-controller, `kustomization_controller.go` (`apply`),
//! and fluxcd/pkg `ssa/utils`, `SetCommonMetadata`. The flux-operator does the same.

use crate::krm::Documents;
use crate::yaml::{Edit, Node, Path};

/// What `spec.commonMetadata` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CommonMetadata(Vec<Edit>);

impl CommonMetadata {
    /// The field of an object.
    pub(crate) const FIELD: [&'static str; 2] = ["spec", "commonMetadata"];

    /// Reads that of an object.
    pub(crate) fn read(object: &Node<'_>) -> CommonMetadata {
        let edits = ["labels", "annotations"].into_iter().flat_map(|field| {
            let [spec, common] = CommonMetadata::FIELD;
            let entries = object.at(&[spec, common, field]).map(Node::entries).unwrap_or_default();
            entries.iter().filter_map(move |entry| {
                let path = Path::keys(["metadata", field, entry.key.text()?]);
                Some(Edit::set(path, entry.value.text()?))
            })
        });
        CommonMetadata(edits.collect())
    }

    /// Whether it sets nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A text with it set on every object; none if nothing changes. A text that can't be read stays:
    /// whoever looks at its objects says so.
    pub(super) fn set_in(&self, text: &str) -> Option<String> {
        if self.is_empty() {
            return None;
        }
        let mut documents = Documents::open(text, 0);
        documents.read(|_| true).ok()?;
        let objects = documents.objects();
        let numbers = 0..objects.len();
        let edits: Vec<_> =
            numbers.flat_map(|object| self.0.iter().map(move |edit| (object, edit))).collect();
        let edited = documents.edit(&objects, &edits).ok()?;
        let written = documents.write(edited, &[]).ok()?;
        (!written.is_unchanged()).then(|| written.slices().concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse;

    #[test]
    fn every_object_has_it_over_its_own() {
        let object = "spec: {commonMetadata: {labels: {a: x}, annotations: {b: \"1\"}}}\n";
        let common = CommonMetadata::read(&parse(object, 0..object.len()).unwrap().unwrap());
        let text = "kind: A\nmetadata:\n  annotations:\n    b: own\n---\nkind: B\n";
        let set = common.set_in(text).unwrap();
        assert_eq!(set.matches("    b: \"1\"\n").count(), 2, "{set}");
        assert_eq!(set.matches("    a: x\n").count(), 2, "{set}");
        assert_eq!(common.set_in(&set), None);
        assert_eq!(CommonMetadata::default().set_in(text), None);
    }
}
