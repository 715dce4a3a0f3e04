//! A patch of a Flux controller that matches nothing, as its target has a typing error or names what
//! is not there: kustomize passes over it without a word.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::Controller;
use crate::krm::{Documents, Object};
use crate::repository::{Applied, Content, Kustomization, Origins, Place, Stage, is_planned};
use crate::yaml::{self, Node, Path};

use super::RepositoryRule;

pub(super) const RULE: RepositoryRule = RepositoryRule { code: code::PATCH_OF_NOTHING, check };

/// With one of these a name, or a namespace, is another one after the build.
const RENAMING: [&str; 4] = ["namePrefix", "nameSuffix", "namespace", "replacements"];

/// So many letters of a controller's name may be wrong. More is another word.
const MOST_WRONG: usize = 2;

fn check(applied: &Applied) -> Vec<(Diagnostic, Place)> {
    let mut found: Vec<(Diagnostic, Place)> = Vec::new();
    for stage in applied.stages_with_flux() {
        let Content::Built(text) = &stage.content else { continue };
        if is_renamed(stage) {
            continue;
        }
        let targets: Vec<Target> = stage.reach.kustomizations.iter().flat_map(targets).collect();
        let mut documents = Documents::open(text, 0);
        let read = documents
            .read(|document| targets.iter().any(|target| document.may_contain(&target.name)));
        // Whoever looks at the objects says what can't be read.
        if read.is_err() {
            continue;
        }
        let objects = documents.objects();
        for target in targets {
            let target = target.in_its_file(applied, stage);
            let is_told = found.iter().any(|(_, known)| *known == target.place);
            if let Some(diagnostic) = target.matches_nothing(&objects).filter(|_| !is_told) {
                found.push((diagnostic, target.place));
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

/// What a patch is for, by names that are written out; empty is any.
struct Target {
    kind: String,
    name: String,
    namespace: String,
    group: String,
    version: String,
    /// The controller whose name it has, or was meant to have.
    controller: Controller,
    place: Place,
}

/// The targets of a kustomization's patches that name a controller of Flux.
fn targets(kustomization: &Kustomization) -> Vec<Target> {
    let root = yaml::parse(&kustomization.text, 0..kustomization.text.len()).ok().flatten();
    let patches = root.as_ref().and_then(|root| root.get("patches")).map(Node::items);
    let mut found = Vec::new();
    for (index, patch) in patches.unwrap_or_default().iter().enumerate() {
        let Some(target) = patch.get("target") else { continue };
        let field = |key: &str| target.get(key).and_then(Node::text).unwrap_or_default().to_owned();
        // What a patch deletes is not there afterwards.
        let removes = patch.get("patch").and_then(Node::text).is_some_and(|t| t.contains("$patch"));
        let name = field("name");
        let Some(controller) = meant(&name).filter(|_| !removes) else { continue };
        let path = Path::keys(["patches"]).index(index).key("target");
        let place = Place { file: kustomization.file.clone(), path, span: target.span.clone() };
        let (kind, namespace) = (field("kind"), field("namespace"));
        let (group, version) = (field("group"), field("version"));
        found.push(Target { kind, name, namespace, group, version, controller, place });
    }
    found
}

/// The controller whose name this is, but for a typing error. A pattern is none.
fn meant(name: &str) -> Option<Controller> {
    let distance = |controller: &Controller| strsim::osa_distance(name, controller.name());
    let nearest = Controller::ALL.into_iter().min_by_key(distance)?;
    (is_word(name) && distance(&nearest) <= MOST_WRONG).then_some(nearest)
}

/// Whether a part of a target is no pattern: kustomize takes each for one.
fn is_word(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

impl Target {
    /// The same, in the Kustomization that adds the patch to those of its folder.
    fn in_its_file(self, applied: &Applied, stage: &Stage) -> Target {
        if !is_planned(&self.place.file) {
            return self;
        }
        let mut origins = applied.stages_with_flux().map(|stage| Origins::of(&stage.reach));
        let field = &self.place.path;
        let place = origins.find_map(|o| o.find_in(&stage.by, field, &Path::default()));
        Target { place: place.unwrap_or(self.place), ..self }
    }

    /// What there is to say if none of the objects is meant.
    fn matches_nothing(&self, objects: &[Object<'_, '_>]) -> Option<Diagnostic> {
        let Target { kind, name, namespace, controller, .. } = self;
        let is_meant = |object: &&Object<'_, '_>| {
            let (group, version) = object.api_version().rsplit_once('/').unwrap_or_default();
            let version = if group.is_empty() { object.api_version() } else { version };
            object.name() == name
                && [(kind, object.kind()), (&self.group, group), (&self.version, version)]
                    .iter()
                    .all(|(wanted, is)| wanted.is_empty() || *wanted == is || !is_word(wanted))
        };
        let mut meant = objects.iter().filter(is_meant).peekable();
        let is_absent = meant.peek().is_none();
        let is_here = |object: &Object<'_, '_>| {
            namespace.is_empty() || object.namespace().unwrap_or("default") == namespace
        };
        if meant.any(is_here) {
            return None;
        }
        let what = if kind.is_empty() { name.to_owned() } else { format!("{kind} {name}") };
        let version = [self.group.as_str(), &self.version].join("/");
        let what = match version.trim_matches('/') {
            "" => what,
            version => format!("{what} of {version}"),
        };
        let message = if is_absent {
            format!("this patch matches nothing: there is no {what}")
        } else {
            format!("this patch matches nothing: there is no {what} in namespace {namespace:?}")
        };
        let help = if name == controller.name() {
            "correct the target, or remove the patch; kustomize passes over it in silence"
                .to_owned()
        } else {
            format!(
                "did you mean {:?}? kustomize passes over the patch in silence",
                controller.name()
            )
        };
        Some(Diagnostic::new(RULE.code, message).help(help))
    }
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn a_typing_error_is_told_and_another_name_is_not() {
        for (name, expected) in [
            ("source-controller", Some("source-controller")),
            ("source-contoller", Some("source-controller")),
            ("kustomise-controller", Some("kustomize-controller")),
            ("ingress-controller", None),
            ("source-controller-.*", None),
            (".*-controller", None),
            ("(source)-controller", None),
            ("", None),
        ] {
            assert_eq!(meant(name).map(|c| c.name()), expected, "{name}");
        }
    }
}
