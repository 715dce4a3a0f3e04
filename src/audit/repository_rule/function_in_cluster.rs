//! A function that a kustomization runs where Flux builds it: Flux runs none.

use crate::config::API_VERSION;
use crate::diagnostic::{Diagnostic, code};
use crate::krm::FUNCTION_ANNOTATIONS;
use crate::repository::{Applied, Place, Role};

use super::RepositoryRule;

pub(super) const RULE: RepositoryRule = RepositoryRule { code: code::FUNCTION_IN_CLUSTER, check };

fn check(applied: &Applied) -> Vec<(Diagnostic, Place)> {
    let mut found: Vec<(Diagnostic, Place)> = Vec::new();
    for stage in &applied.stages {
        let named = stage.reach.kustomizations.iter().flat_map(|kustomization| {
            let configurations =
                kustomization.named.iter().filter(|named| named.role == Role::Configuration);
            configurations.map(move |named| (kustomization.folder.join(&named.text), named))
        });
        for (file, named) in named {
            let text = stage.reach.text(&file).unwrap_or(&named.text);
            let is_function =
                [API_VERSION].iter().chain(&FUNCTION_ANNOTATIONS).any(|mark| text.contains(mark));
            if !is_function || found.iter().any(|(_, place)| *place == named.place) {
                continue;
            }
            let message = "Flux runs no functions: its build of this kustomization fails";
            let help = "keep patches here, which `flux-workload-identity patches --write` makes, \
                        and run the function where manifests are rendered";
            let diagnostic = Diagnostic::new(RULE.code, message).help(help);
            found.push((diagnostic, named.place.clone()));
        }
    }
    found
}
