//! What several strategic merge patches have in common, written once.

use crate::yaml::Value;

use super::Patch;

/// Fewer common fields than these are not worth a patch of their own.
const WORTH: usize = 4;

/// Takes what all patches of a kind and purpose have in common into one for all of their targets,
/// in front of what is left of them.
pub(super) fn factored(patches: Vec<Patch>) -> Vec<Patch> {
    let mut out: Vec<Patch> = Vec::new();
    let mut rest = patches;
    while !rest.is_empty() {
        let first = rest.remove(0);
        let (group, others): (Vec<Patch>, Vec<Patch>) =
            rest.into_iter().partition(|patch| is_alike(&first, patch));
        rest = others;
        out.extend(factor([vec![first], group].concat()));
    }
    out
}

fn is_alike(one: &Patch, other: &Patch) -> bool {
    let is_merge = |patch: &Patch| matches!(patch.body, Value::Map(_));
    (one.kind, &one.purpose) == (other.kind, &other.purpose)
        && is_merge(one)
        && is_merge(other)
        && one.target.is_like(&other.target)
}

/// What a group of patches has in common as one patch, and behind it what is left of each.
fn factor(group: Vec<Patch>) -> Vec<Patch> {
    let [first, others @ ..] = group.as_slice() else { return group };
    let mut bodies = others.iter().map(|patch| &patch.body);
    let shared = bodies.try_fold(first.body.clone(), |shared, body| common(&shared, body));
    let Some(shared) = shared.filter(|s| !others.is_empty() && fields(s, "") >= WORTH) else {
        return group;
    };
    let mut target = first.target.clone();
    for patch in others {
        target.join(&patch.target);
    }
    let left = group.iter().filter_map(|patch| {
        let body = without(&patch.body, &shared, "").filter(|body| fields(body, "") > 0)?;
        Some(Patch { body, ..patch.clone() })
    });
    let left: Vec<Patch> = left.collect();
    [vec![Patch { target, body: shared, ..first.clone() }], left].concat()
}

/// Whether a field only says which object or element is meant.
fn is_identity(parent: &str, key: &str) -> bool {
    matches!((parent, key), ("", "apiVersion" | "kind") | ("metadata" | "containers", "name"))
}

/// How many fields say something.
fn fields(value: &Value, parent: &str) -> usize {
    match value {
        Value::Map(pairs) => pairs
            .iter()
            .filter(|(key, _)| !is_identity(parent, key))
            .map(|(key, value)| fields(value, key))
            .sum(),
        Value::List(items) => items.iter().map(|item| fields(item, parent)).sum(),
        _ => 1,
    }
}

/// What both values have; containers by their names, elements of other lists whole.
fn common(one: &Value, other: &Value) -> Option<Value> {
    match (one, other) {
        (one, other) if one == other => Some(one.clone()),
        (Value::Map(pairs), Value::Map(_)) => {
            let both = pairs
                .iter()
                .filter_map(|(key, value)| Some((key.clone(), common(value, other.get(key)?)?)));
            let both: Vec<_> = both.collect();
            (!both.is_empty()).then_some(Value::Map(both))
        }
        (Value::List(items), Value::List(others)) => {
            let both = items.iter().filter_map(|item| match counterpart(item, others) {
                Some(other) => common(item, other),
                None => others.contains(item).then(|| item.clone()),
            });
            let both: Vec<_> = both.collect();
            (!both.is_empty()).then_some(Value::List(both))
        }
        _ => None,
    }
}

/// The same container in another list: a container is what has lists of its own.
fn counterpart<'v>(item: &Value, others: &'v [Value]) -> Option<&'v Value> {
    let is_container = |item: &Value| item.get("env").or(item.get("volumeMounts")).is_some();
    let name = item.get("name").filter(|_| is_container(item))?;
    others.iter().find(|other| other.get("name") == Some(name))
}

/// What a value has beyond `shared`, with what it takes to know whose it is.
fn without(value: &Value, shared: &Value, parent: &str) -> Option<Value> {
    match (value, shared) {
        (Value::Map(pairs), Value::Map(_)) => {
            let left = pairs.iter().filter_map(|(key, value)| match shared.get(key) {
                _ if is_identity(parent, key) => Some((key.clone(), value.clone())),
                None => Some((key.clone(), value.clone())),
                Some(shared) => Some((key.clone(), without(value, shared, key)?)),
            });
            let left: Vec<_> = left.collect();
            (!left.is_empty()).then_some(Value::Map(left))
        }
        (Value::List(items), Value::List(others)) => {
            let left = items.iter().filter_map(|item| match counterpart(item, others) {
                Some(other) => without(item, other, parent).filter(|v| fields(v, parent) > 0),
                None => (!others.contains(item)).then(|| item.clone()),
            });
            let left: Vec<_> = left.collect();
            (!left.is_empty()).then_some(Value::List(left))
        }
        (value, shared) if value == shared => None,
        (value, _) => Some(value.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patch::strategic_merge::StrategicMerge;
    use crate::patch::{Target, field};

    /// A patch of an object of this name that sets variables.
    fn patch(name: &str, variables: &[(&str, &str)]) -> Patch {
        let container = field::container("manager");
        let mut merge = StrategicMerge::new("apps/v1", "Deployment");
        for (variable, value) in variables {
            merge.set(&field::variable(&container, variable).key("value"), *value);
        }
        let target = Target::named(name, Some("flux-system"));
        let body = merge.into_body().unwrap();
        Patch { kind: "Deployment", target, purpose: "identity".to_owned(), body }
    }

    /// A variable has two fields: its name and its value.
    const SHARED: [(&str, &str); 2] = [("A", "1"), ("B", "2")];

    #[test]
    fn what_patches_share_is_written_once_in_front_of_the_rest() {
        let special = patch("one", &[SHARED[0], SHARED[1], ("C", "3")]);
        let factored = factored(vec![special, patch("two", &SHARED)]);
        let mut both = Target::named("one", Some("flux-system"));
        both.join(&Target::named("two", Some("flux-system")));
        let shared = Patch { target: both, ..patch("one", &SHARED) };
        assert_eq!(factored, [shared, patch("one", &[("C", "3")])]);
    }

    #[test]
    fn little_in_common_is_not_worth_a_patch() {
        let patches = vec![patch("one", &[("A", "1"), ("C", "3")]), patch("two", &SHARED)];
        assert_eq!(factored(patches.clone()), patches);
    }

    #[test]
    fn patches_of_different_purposes_stay_apart() {
        let mut other = patch("two", &[SHARED[0], SHARED[1], ("C", "3")]);
        other.purpose = "object-level identity".to_owned();
        let patches = vec![patch("one", &SHARED), other];
        assert_eq!(factored(patches.clone()), patches);
    }
}
