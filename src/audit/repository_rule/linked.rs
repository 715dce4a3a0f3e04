//! What only a symbolic link reaches: the artifacts of Flux have no links.

use crate::diagnostic::{Diagnostic, code};
use crate::repository::{Applied, Place};

use super::RepositoryRule;

pub(super) const RULE: RepositoryRule = RepositoryRule { code: code::LINKED, check };

fn check(applied: &Applied) -> Vec<(Diagnostic, Place)> {
    let places = applied.stages.iter().flat_map(|stage| &stage.reach.linked);
    let mut found: Vec<(Diagnostic, Place)> = Vec::new();
    for place in places {
        if found.iter().any(|(_, known)| known == place) {
            continue;
        }
        let message = "a symbolic link leads there, and Flux's artifacts have none: it is missing \
                       in the cluster";
        let help = "name the folder or the file itself";
        found.push((Diagnostic::new(RULE.code, message).help(help), place.clone()));
    }
    found
}
