//! A ServiceAccount with an identity in a namespace that is nowhere else in the cluster's manifests.

use crate::cloud::NAMINGS;
use crate::diagnostic::{Diagnostic, code};
use crate::krm::Object;

use super::super::cluster::Extent;
use super::super::running::is_opaque;
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::ACCOUNT_WITHOUT_NAMESPACE, check };

/// The namespaces that Kubernetes makes. Source:
/// <https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/>.
const ALWAYS_THERE: [&str; 4] = ["default", "kube-system", "kube-public", "kube-node-lease"];

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for account in cluster.objects.iter().filter(|o| cluster.extent == Extent::Whole && names(o)) {
        let Some(namespace) = account.namespace() else { continue };
        let is_known = namespace == cluster.namespace
            || ALWAYS_THERE.contains(&namespace)
            || is_opaque(namespace)
            || cluster.objects.iter().any(|object| tells_of(object, namespace));
        if is_known {
            continue;
        }
        let message =
            format!("nothing here makes the namespace {namespace:?} of this ServiceAccount");
        let diagnostic = Diagnostic::new(RULE.code, message)
            .help("add the Namespace, unless it comes from elsewhere")
            .at(account.location());
        found.push(diagnostic.into());
    }
    found
}

/// Whether it is a ServiceAccount that names an identity.
fn names(object: &Object<'_, '_>) -> bool {
    let mut keys = NAMINGS.iter().filter_map(|naming| naming.annotation);
    object.is("v1", "ServiceAccount") && keys.any(|key| object.annotation(key).is_some())
}

/// Whether an object makes a namespace, or is there itself and so expects it.
fn tells_of(object: &Object<'_, '_>, namespace: &str) -> bool {
    let makes_it = object.is("v1", "Namespace") && object.name() == namespace;
    let is_there = object.namespace() == Some(namespace) && !names(object);
    let leads_there = object.text(&["spec", "targetNamespace"]) == Some(namespace);
    makes_it || is_there || leads_there
}
