//! A root that does not reach the folder with Flux itself.

use crate::diagnostic::{Diagnostic, code};
use crate::repository::{Applied, Place};
use crate::yaml::Path;

use super::RepositoryRule;

pub(super) const RULE: RepositoryRule = RepositoryRule { code: code::ROOT_WITHOUT_FLUX, check };

fn check(applied: &Applied) -> Vec<(Diagnostic, Place)> {
    let Some(unreached) = &applied.unreached else { return Vec::new() };
    let root = applied.stages.first().and_then(|stage| stage.reach.kustomizations.first());
    let Some(root) = root else { return Vec::new() };
    let folder = unreached.folder.display();
    let message = format!("this root does not list {folder}: Flux does not apply its own changes");
    let help = format!("add {folder} to resources, so that patches of Flux reach the cluster");
    let diagnostic = Diagnostic::new(RULE.code, message).help(help);
    vec![(diagnostic, Place { file: root.file.clone(), path: Path::default(), span: 0..0 })]
}
