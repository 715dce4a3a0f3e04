//! Patches by hand in a kustomization.yaml that the Component which it lists makes superfluous.

use crate::diagnostic::{Diagnostic, code};
use crate::render::{ByHand, Entries};

/// Warnings of the patches of a kustomization.yaml that set what the Component sets too, with the
/// same values.
pub(crate) fn repeated(kustomization: &str, component: &str) -> Vec<Diagnostic> {
    // Whoever builds it says what is wrong with it.
    let Ok(by_hand) = ByHand::of(kustomization) else { return Vec::new() };
    let told = |number: usize| {
        let (path, span) = by_hand.place(number)?;
        let message = "this patch by hand sets what the Component sets too";
        let help = "remove it: what Flux builds stays the same, and the config alone decides";
        Some(Diagnostic::new(code::PATCHED_BY_HAND, message).help(help).path(path).span(span))
    };
    by_hand.superfluous(Entries::Component(component)).into_iter().filter_map(told).collect()
}
