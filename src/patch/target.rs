//! What a patch is applied to.

use crate::flux::Controller;
use crate::yaml::Value;

/// Where patches are used, which decides how their targets are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// A kustomization.yaml over gotk-components.yaml. Deployments are found by the label of their
    /// component, which shards carry too.
    Kustomization {
        /// Whether its field `namespace` puts everything into another namespace. Patches come before
        /// that, when objects still have the one of their files.
        moves: bool,
    },
    /// A FluxInstance. The operator's manifests carry no namespace yet, and labels only later.
    FluxInstance {
        /// Whether the instance has shards, whose names have a suffix.
        sharded: bool,
    },
}

impl Scope {
    /// Whether it is a kustomization.yaml.
    pub(crate) fn is_kustomization(self) -> bool {
        matches!(self, Scope::Kustomization { .. })
    }

    /// Whether the namespace that a config names is the one that objects have when patches come.
    fn has_namespaces(self) -> bool {
        self == Scope::Kustomization { moves: false }
    }
}

/// Which objects of a kind a patch is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// Those of controllers, found as the scope can.
    Controllers(Vec<Controller>),
    /// Those of these names.
    Names {
        /// The names.
        names: Vec<String>,
        /// Their namespace, if it is written.
        namespace: Option<String>,
    },
}

impl Target {
    /// One object by its name.
    pub(super) fn named(name: &str, namespace: Option<&str>) -> Target {
        Target::Names { names: vec![name.to_owned()], namespace: namespace.map(str::to_owned) }
    }

    /// Takes in what another target is for, each once. Targets of different namespaces, or of
    /// different ways to find objects, can't be one: then nothing changes, and it says so.
    pub(super) fn join(&mut self, other: &Target) -> bool {
        match (self, other) {
            (Target::Controllers(all), Target::Controllers(more)) => extend(all, more),
            (
                Target::Names { names, namespace },
                Target::Names { names: more, namespace: other },
            ) if namespace == other => extend(names, more),
            _ => return false,
        }
        true
    }

    /// Whether the other could be joined to it.
    pub(super) fn is_like(&self, other: &Target) -> bool {
        self.clone().join(other)
    }

    /// As the `target` of a kustomize patch.
    pub(super) fn value(&self, kind: &str, scope: Scope, namespace: &str) -> Value {
        let mut fields = vec![("kind", Value::from(kind))];
        match self {
            Target::Names { names, namespace } => {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                fields.push(("name", any_of(&names).into()));
                let namespace = namespace.as_deref().filter(|_| scope.has_namespaces());
                fields.extend(namespace.map(|n| ("namespace", n.into())));
            }
            Target::Controllers(controllers) => {
                let names: Vec<&str> = controllers.iter().map(|c| c.name()).collect();
                fields.push(found_by(scope, kind, &names));
                if scope.has_namespaces() {
                    fields.push(("namespace", namespace.into()));
                }
            }
        }
        Value::map(fields)
    }
}

fn extend<T: Clone + PartialEq>(all: &mut Vec<T>, more: &[T]) {
    for item in more {
        if !all.contains(item) {
            all.push(item.clone());
        }
    }
}

/// How a scope finds the objects of controllers.
fn found_by(scope: Scope, kind: &str, names: &[&str]) -> (&'static str, Value) {
    match (scope, kind) {
        (Scope::Kustomization { .. }, "Deployment") => {
            let label = "app.kubernetes.io/component";
            let selector = match names {
                [only] => format!("{label}={only}"),
                several => format!("{label} in ({})", several.join(",")),
            };
            ("labelSelector", selector.into())
        }
        (Scope::FluxInstance { sharded: true }, "Deployment") => {
            ("name", format!("{}(-.+)?", any_of(names)).into())
        }
        _ => ("name", any_of(names).into()),
    }
}

/// A regular expression for any of the names, which kustomize anchors at both ends.
fn any_of(names: &[&str]) -> String {
    // The dot is the only character of a name that a regular expression reads as something else.
    let names: Vec<String> = names.iter().map(|name| name.replace('.', "\\.")).collect();
    match names.as_slice() {
        [only] => only.clone(),
        several => format!("({})", several.join("|")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KUSTOMIZATION: Scope = Scope::Kustomization { moves: false };

    #[test]
    fn a_name_joined_twice_is_one() {
        let mut target = Target::named("a", Some("flux-system"));
        assert!(target.join(&Target::named("a", Some("flux-system"))));
        assert_eq!(target, Target::named("a", Some("flux-system")));
        assert!(target.join(&Target::named("b.c", Some("flux-system"))));
        let value = target.value("Deployment", KUSTOMIZATION, "unused");
        assert_eq!(value.get("name"), Some(&"(a|b\\.c)".into()));
    }

    #[test]
    fn targets_of_two_namespaces_are_not_joined() {
        let mut target = Target::named("a", Some("one"));
        assert!(!target.join(&Target::named("b", Some("two"))));
        assert!(!target.join(&Target::Controllers(Controller::ALL.to_vec())));
        assert_eq!(target, Target::named("a", Some("one")));
    }

    #[test]
    fn shards_are_found_by_the_start_of_their_names() {
        let target = Target::Controllers(vec![Controller::SourceController]);
        let name = |sharded| {
            let value = target.value("Deployment", Scope::FluxInstance { sharded }, "unused");
            value.get("name").and_then(Value::text)
        };
        assert_eq!(name(true).as_deref(), Some("source-controller(-.+)?"));
        assert_eq!(name(false).as_deref(), Some("source-controller"));
    }
}
