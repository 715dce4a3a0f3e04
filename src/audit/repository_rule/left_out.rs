//! What a cluster reaches, and is left out of Flux's artifact.

use crate::diagnostic::{Diagnostic, code};
use crate::repository::{Applied, LeftOut, Place};

use super::RepositoryRule;

pub(super) const RULE: RepositoryRule = RepositoryRule { code: code::LEFT_OUT, check };

fn check(applied: &Applied) -> Vec<(Diagnostic, Place)> {
    let mut found: Vec<(Diagnostic, Place)> = Vec::new();
    for LeftOut { file, pattern, place } in &applied.left_out {
        // Of several files that a pattern is about the first is enough.
        if found.iter().any(|(_, known)| known == place) {
            continue;
        }
        let file = file.display();
        let message = format!("{pattern} leaves out {file}, which this cluster applies");
        let help = "bring it back with a pattern that begins with !, or apply it no more";
        found.push((Diagnostic::new(RULE.code, message).help(help), place.clone()));
    }
    found
}
