//! A patch of a Flux controller that matches nothing: kustomize passes over it without a word.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::Controller;
use crate::krm::{Documents, Object};
use crate::repository::{Applied, Content, Kustomization, Place, Stage};
use crate::yaml::{self, Node, Path};

use super::RepositoryRule;

pub(super) const RULE: RepositoryRule = RepositoryRule { code: code::PATCH_OF_NOTHING, check };

/// With one of these a name, or a namespace, is another one after the build.
const RENAMING: [&str; 4] = ["namePrefix", "nameSuffix", "namespace", "replacements"];

fn check(applied: &Applied) -> Vec<(Diagnostic, Place)> {
    let mut found: Vec<(Diagnostic, Place)> = Vec::new();
    for stage in applied.stages_with_flux() {
        let Content::Built(text) = &stage.content else { continue };
        if is_renamed(stage) {
            continue;
        }
        let mut documents = Documents::open(text, 0);
        // Whoever looks at the objects says what can't be read.
        if documents.read(|document| document.may_contain("-controller")).is_err() {
            continue;
        }
        let objects = documents.objects();
        for kustomization in &stage.reach.kustomizations {
            for (diagnostic, place) in of_kustomization(kustomization, &objects) {
                if !found.iter().any(|(_, known)| *known == place) {
                    found.push((diagnostic, place));
                }
            }
        }
    }
    found
}

fn is_renamed(stage: &Stage) -> bool {
    stage.reach.kustomizations.iter().any(|kustomization| {
        let root = yaml::parse(&kustomization.text, 0..kustomization.text.len()).ok().flatten();
        root.is_some_and(|root| RENAMING.iter().any(|field| root.get(field).is_some()))
    })
}

fn of_kustomization(
    kustomization: &Kustomization,
    objects: &[Object<'_, '_>],
) -> Vec<(Diagnostic, Place)> {
    let root = yaml::parse(&kustomization.text, 0..kustomization.text.len()).ok().flatten();
    let patches = root.as_ref().and_then(|root| root.get("patches")).map(Node::items);
    let mut found = Vec::new();
    for (index, patch) in patches.unwrap_or_default().iter().enumerate() {
        let Some(target) = patch.get("target") else { continue };
        let field = |key: &str| target.get(key).and_then(Node::text).unwrap_or_default();
        let (kind, name, namespace) = (field("kind"), field("name"), field("namespace"));
        // What a patch deletes is not there afterwards.
        let removes = patch.get("patch").and_then(Node::text).is_some_and(|t| t.contains("$patch"));
        if Controller::named(name).is_none() || removes {
            continue;
        }
        let is_meant = |object: &&Object<'_, '_>| {
            object.name() == name && (kind.is_empty() || object.kind() == kind)
        };
        let mut meant = objects.iter().filter(is_meant).peekable();
        let is_absent = meant.peek().is_none();
        let is_here = |object: &Object<'_, '_>| {
            namespace.is_empty() || object.namespace().unwrap_or("default") == namespace
        };
        if meant.any(is_here) {
            continue;
        }
        let what = if kind.is_empty() { name.to_owned() } else { format!("{kind} {name}") };
        let message = if is_absent {
            format!("this patch matches nothing: there is no {what}")
        } else {
            format!("this patch matches nothing: there is no {what} in namespace {namespace:?}")
        };
        let diagnostic = Diagnostic::new(RULE.code, message)
            .help("correct the target, or remove the patch; kustomize passes over it in silence");
        let path = Path::keys(["patches"]).index(index).key("target");
        let span = target.span.clone();
        found.push((diagnostic, Place { file: kustomization.file.clone(), path, span }));
    }
    found
}
