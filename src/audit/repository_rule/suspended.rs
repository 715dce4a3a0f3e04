//! A root that Flux does not apply for now.

use crate::diagnostic::{Diagnostic, code};
use crate::repository::{Applied, Place};

use super::RepositoryRule;

pub(super) const RULE: RepositoryRule = RepositoryRule { code: code::SUSPENDED_ROOT, check };

fn check(applied: &Applied) -> Vec<(Diagnostic, Place)> {
    let Some(place) = applied.suspended.clone() else { return Vec::new() };
    let message = "this Kustomization is suspended: Flux applies nothing of its folder";
    let help = "remove suspend, and run flux resume kustomization in the cluster";
    vec![(Diagnostic::new(RULE.code, message).help(help), place)]
}
