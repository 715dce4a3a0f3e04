//! Which objects a patch may be applied to, as far as its text tells.

use crate::yaml::Node;

/// The label by which Deployments of a controller are found.
const COMPONENT: &str = "app.kubernetes.io/component";

/// What a `target` asks of an object, or what an object named by a patch is. What is not told, or
/// is told by more than names, is `None`: it may be anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Selector {
    kind: Option<String>,
    namespace: Option<String>,
    names: Option<Vec<String>>,
    /// Whether nothing but kind, namespace and names is asked for.
    is_plain: bool,
}

impl Selector {
    /// Of the `target` of an entry.
    pub(super) fn of_target(target: &Node<'_>) -> Selector {
        let text = |key: &str| target.get(key).and_then(Node::text).filter(|text| !text.is_empty());
        let only = |key: &str| text(key).and_then(alternatives).filter(|all| all.len() == 1);
        let names = text("name").and_then(alternatives);
        let is_known = |key: &str| match key {
            "kind" | "namespace" => text(key).is_none() || only(key).is_some(),
            "name" => text(key).is_none() || names.is_some(),
            _ => false,
        };
        Selector {
            kind: only("kind").and_then(|all| all.into_iter().next()),
            namespace: only("namespace").and_then(|all| all.into_iter().next()),
            names: names.clone().or_else(|| text("labelSelector").and_then(components)),
            is_plain: target.entries().iter().all(|e| e.key.text().is_some_and(is_known)),
        }
    }

    /// Of an object that a patch without a `target` names.
    pub(super) fn of_object(object: &Node<'_>) -> Selector {
        let text = |keys: &[&str]| object.at(keys).and_then(Node::text).map(str::to_owned);
        Selector {
            kind: text(&["kind"]),
            namespace: text(&["metadata", "namespace"]),
            names: text(&["metadata", "name"]).map(|name| vec![name]),
            // kustomize takes a missing namespace for one in particular.
            is_plain: false,
        }
    }

    /// Whether an object may be of both.
    pub(super) fn meets(&self, other: &Selector) -> bool {
        let same = |one: &Option<String>, other: &Option<String>| {
            one.as_ref().zip(other.as_ref()).is_none_or(|(one, other)| one == other)
        };
        // Shards carry the name of their controller and more.
        let is_shard = |name: &str, of: &str| {
            name.strip_prefix(of).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        let meet = |one: &String, other: &String| is_shard(one, other) || is_shard(other, one);
        let names = self.names.as_ref().zip(other.names.as_ref());
        same(&self.kind, &other.kind)
            && same(&self.namespace, &other.namespace)
            && names.is_none_or(|(ones, others)| {
                ones.iter().any(|one| others.iter().any(|other| meet(one, other)))
            })
    }

    /// Whether an object of this kind and name is one of those that are named.
    pub(super) fn names(&self, kind: &str, name: &str) -> bool {
        self.kind.as_deref().is_none_or(|known| known == kind)
            && self.names.as_ref().is_some_and(|names| names.iter().any(|known| known == name))
    }

    /// Whether every object of the other is certainly one of this.
    pub(super) fn covers(&self, other: &Selector) -> bool {
        let Some((names, others)) = self.names.as_ref().zip(other.names.as_ref()) else {
            return false;
        };
        self.is_plain
            && other.is_plain
            && self.kind == other.kind
            && (self.namespace.is_none() || self.namespace == other.namespace)
            && others.iter().all(|name| names.contains(name))
    }
}

/// The names that a regular expression stands for, if it only lists them: `a`, `(a|b)`.
fn alternatives(pattern: &str) -> Option<Vec<String>> {
    let inner = pattern.strip_prefix('^').unwrap_or(pattern);
    let inner = inner.strip_suffix('$').unwrap_or(inner);
    // The names of shards: those of controllers, and more.
    let inner = inner.strip_suffix("(-.+)?").unwrap_or(inner);
    let inner = inner.strip_prefix('(').and_then(|i| i.strip_suffix(')')).unwrap_or(inner);
    let names = inner.split('|').map(|name| {
        let name = name.replace("\\.", ".");
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        (!name.is_empty() && name.chars().all(is_plain)).then_some(name)
    });
    names.collect()
}

/// The controllers that a label selector lists, if it asks for nothing else.
fn components(selector: &str) -> Option<Vec<String>> {
    let rest = selector.trim().strip_prefix(COMPONENT)?.trim_start();
    if let Some(one) = rest.strip_prefix("==").or_else(|| rest.strip_prefix('=')) {
        return alternatives(one.trim());
    }
    let list = rest.strip_prefix("in")?.trim().strip_prefix('(')?.strip_suffix(')')?;
    list.split(',').map(|name| alternatives(name.trim())?.into_iter().next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse;

    fn selector(target: &str) -> Selector {
        Selector::of_target(&parse(target, 0..target.len()).unwrap().unwrap())
    }

    #[test]
    fn targets_meet_where_an_object_may_be_of_both() {
        let ours =
            selector("{kind: Deployment, labelSelector: 'app.kubernetes.io/component in (a,b)'}");
        for (theirs, meets) in [
            ("{kind: Deployment, name: a}", true),
            ("{kind: Deployment, name: a-shard1}", true),
            ("{kind: Deployment, name: '(c|b)'}", true),
            ("{kind: Deployment, name: c}", false),
            ("{kind: ServiceAccount, name: a}", false),
            ("{name: '.*'}", true),
            ("{labelSelector: 'app=x'}", true),
            ("{}", true),
        ] {
            assert_eq!(ours.meets(&selector(theirs)), meets, "{theirs}");
        }
    }

    #[test]
    fn a_target_covers_another_only_where_its_text_is_certain() {
        let ours = selector("{kind: ServiceAccount, name: (a|b)}");
        for (theirs, covers) in [
            ("{kind: ServiceAccount, name: (a|b)}", true),
            ("{kind: ServiceAccount, name: (c|b|a)}", true),
            ("{kind: ServiceAccount, name: a}", false),
            ("{kind: ServiceAccount}", false),
            ("{kind: ServiceAccount, name: (a|b), namespace: x}", false),
            ("{kind: ServiceAccount, name: (a|b), labelSelector: app=x}", false),
            ("{kind: ServiceAccount, name: '(a|b).*'}", false),
        ] {
            assert_eq!(selector(theirs).covers(&ours), covers, "{theirs}");
        }
    }
}
