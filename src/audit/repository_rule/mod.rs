//! The rules about how a cluster's manifests come together in a repository, one file and one code
//! each.

mod edited_by_hand;
mod function_in_cluster;
mod left_out;
mod linked;
mod patch_of_nothing;
mod root_without_flux;
mod suspended;

use crate::diagnostic::{Code, Diagnostic};
use crate::repository::{Applied, Place};

/// A thing to look for in what a cluster applies.
pub(crate) struct RepositoryRule {
    /// The code of its findings.
    pub(crate) code: Code,
    /// Finds it, each with its place.
    check: fn(&Applied) -> Vec<(Diagnostic, Place)>,
}

/// All of them, in the order of their codes.
pub(crate) const REPOSITORY_RULES: &[RepositoryRule] = &[
    suspended::RULE,
    patch_of_nothing::RULE,
    function_in_cluster::RULE,
    root_without_flux::RULE,
    linked::RULE,
    left_out::RULE,
    edited_by_hand::RULE,
];

/// Those that tell whether what is built reaches a cluster at all.
const ARTIFACT_RULES: &[RepositoryRule] =
    &[suspended::RULE, root_without_flux::RULE, linked::RULE, left_out::RULE];

/// What keeps something that a cluster applies from reaching it.
pub(crate) fn audit_artifact(applied: &Applied) -> Vec<(Diagnostic, Place)> {
    ARTIFACT_RULES.iter().flat_map(|rule| (rule.check)(applied)).collect()
}

/// Everything that the rules find in what a cluster applies.
pub(crate) fn audit_repository(applied: &Applied) -> Vec<(Diagnostic, Place)> {
    REPOSITORY_RULES.iter().flat_map(|rule| (rule.check)(applied)).collect()
}
