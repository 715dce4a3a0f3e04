//! Patches by hand in a kustomization.yaml that the Component which it lists makes superfluous.

use crate::diagnostic::{Diagnostic, code};
use crate::patch::superfluous;
use crate::yaml::{self, Node, Path};

/// Warnings of the patches of a kustomization.yaml that set what the Component of the config of a
/// name sets too, with the same values.
pub(crate) fn repeated(kustomization: &str, component: &str, config: &str) -> Vec<Diagnostic> {
    let list = Path::keys(["patches"]);
    let [by_hand, ours] = [kustomization, component].map(|text| {
        let root = yaml::parse(text, 0..text.len()).ok().flatten();
        root.and_then(|root| Some(list.find(&root)?.items().to_vec())).unwrap_or_default()
    });
    let count = by_hand.len();
    let all: Vec<Node<'_>> = [by_hand, ours].concat();
    let told = |index: usize| {
        let message = "this patch by hand sets what the Component sets too";
        Diagnostic::new(code::PATCHED_BY_HAND, message)
            .help("remove it: what Flux builds stays the same, and the config alone decides")
            .path(list.clone().index(index))
            .span(all[index].span.clone())
    };
    superfluous(&all, config).into_iter().filter(|index| *index < count).map(told).collect()
}
