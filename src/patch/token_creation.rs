//! The permission to create tokens of ServiceAccounts, which object identity needs: a ClusterRole
//! and a ClusterRoleBinding.
//!
//! Source: <https://fluxcd.io/flux/installation/configuration/object-identity/>.

use crate::krm::Object;
use crate::yaml::Value;

/// The name of both objects, which Flux's documentation gives them.
pub(crate) const NAME: &str = "flux-object-identity";

/// The API group of both objects.
const GROUP: &str = "rbac.authorization.k8s.io";

/// The kinds of the objects.
pub(crate) const KINDS: [&str; 2] = ["ClusterRole", "ClusterRoleBinding"];

/// Whether an object is the ClusterRole of this name.
pub(crate) fn is_role(object: &Object<'_, '_>) -> bool {
    object.kind() == "ClusterRole" && object.is_named(NAME)
}

/// The ClusterRole of a name.
pub(crate) fn role(name: &str) -> Value {
    let list = |word: &str| Value::List(vec![word.into()]);
    let rule = Value::map([
        ("apiGroups", list("")),
        ("resources", list("serviceaccounts/token")),
        ("verbs", list("create")),
    ]);
    object("ClusterRole", name, [("rules", Value::List(vec![rule]))])
}

/// The ClusterRoleBinding of a name, which gives these subjects the ClusterRole of that name.
pub(crate) fn binding(name: &str, subjects: Vec<Value>) -> Value {
    let reference =
        [("apiGroup", Value::from(GROUP)), ("kind", "ClusterRole".into()), ("name", name.into())];
    let fields = [("roleRef", Value::map(reference)), ("subjects", Value::List(subjects))];
    object("ClusterRoleBinding", name, fields)
}

/// A ServiceAccount as a subject.
pub(crate) fn subject(namespace: &str, name: &str) -> Value {
    Value::map([
        ("kind", Value::from("ServiceAccount")),
        ("name", name.into()),
        ("namespace", namespace.into()),
    ])
}

fn object<const N: usize>(kind: &str, name: &str, fields: [(&str, Value); N]) -> Value {
    let head = [
        ("apiVersion", Value::from(format!("{GROUP}/v1"))),
        ("kind", kind.into()),
        ("metadata", Value::map([("name", Value::from(name))])),
    ];
    Value::map(head.into_iter().chain(fields))
}
