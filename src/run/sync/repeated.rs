//! Patches by hand in a kustomization.yaml that the Component which it lists makes superfluous.

use crate::diagnostic::{Diagnostic, code};
use crate::patch::repeating;
use crate::yaml::{self, Path};

/// Warnings of the patches of a kustomization.yaml that set what the Component of the config of a
/// name sets too, with the same values.
pub(crate) fn repeated(kustomization: &str, component: &str) -> Vec<Diagnostic> {
    let list = Path::keys(["patches"]);
    let [by_hand, ours] = [kustomization, component].map(|text| {
        let root = yaml::parse(text, 0..text.len()).ok().flatten();
        root.and_then(|root| Some(list.find(&root)?.items().to_vec())).unwrap_or_default()
    });
    let told = |index: usize| {
        let message = "this patch by hand sets what the Component sets too";
        Diagnostic::new(code::PATCHED_BY_HAND, message)
            .help("remove it: what Flux builds stays the same, and the config alone decides")
            .path(list.clone().index(index))
            .span(by_hand[index].span.clone())
    };
    // What stands in files is not read here.
    let repeating = repeating(&by_hand, ours.iter(), &|_| None);
    repeating.superfluous.into_iter().map(told).collect()
}
