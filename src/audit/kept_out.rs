//! Objects that are built and that Flux does not apply, or not over what is there.
//!
//! Source: <https://fluxcd.io/flux/components/kustomize/kustomizations/#controlling-the-apply-behavior-of-resources>,
//! and fluxcd/pkg `ssa/utils`, `AnyInMetadata`: labels count as annotations do, in any case of letters.

use crate::flux::{LEFT_ALONE, group};
use crate::krm::Object;
use crate::yaml::Path;

/// What keeps an object from being applied, or from being changed once it is there.
pub(crate) const KEPT_OUT: [(&str, &str); 3] = [
    ("kustomize.toolkit.fluxcd.io/reconcile", "disabled"),
    ("kustomize.toolkit.fluxcd.io/ssa", "Ignore"),
    ("kustomize.toolkit.fluxcd.io/ssa", "IfNotPresent"),
];

/// What keeps an object out, and the path of its annotation or label.
pub(crate) fn kept_out(object: &Object<'_, '_>) -> Option<((&'static str, &'static str), Path)> {
    KEPT_OUT.into_iter().find_map(|(key, value)| {
        let mut paths =
            ["annotations", "labels"].map(|field| Path::keys(["metadata", field, key])).into_iter();
        let is_it = |path: &Path| {
            let found = path.find(object.node).and_then(|node| node.text());
            found.is_some_and(|found| found.eq_ignore_ascii_case(value))
        };
        Some(((key, value), paths.find(is_it)?))
    })
}

/// The same of a FluxInstance that the flux-operator leaves alone.
pub(crate) fn left_alone(object: &Object<'_, '_>) -> Option<((&'static str, &'static str), Path)> {
    let path = Path::keys(["metadata", "annotations", LEFT_ALONE.0]);
    let found = path.find(object.node).and_then(|node| node.text());
    let is_it = object.is_of(group::OPERATOR, group::FLUX_INSTANCE.1)
        && found.is_some_and(|found| found.eq_ignore_ascii_case(LEFT_ALONE.1));
    is_it.then_some((LEFT_ALONE, path))
}
