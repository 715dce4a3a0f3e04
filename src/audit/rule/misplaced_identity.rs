//! An annotation that names an identity, on an object on which nothing reads it.

use crate::cloud::KUBE2IAM;
use crate::diagnostic::{Diagnostic, code};
use crate::flux::{Caller, Provider};
use crate::krm::Object;
use crate::patch::field;
use crate::yaml::Path;

use super::super::running::{Running, is_opaque};
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::MISPLACED_IDENTITY, check };

/// An annotation that names an identity, and the object that has to carry it.
struct Annotation {
    provider: Provider,
    key: &'static str,
    home: Home,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Home {
    ServiceAccount,
    Pods,
}

/// Sources: the READMEs of aws/amazon-eks-pod-identity-webhook, Azure/azure-workload-identity and
/// jtblin/kube2iam; <https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity>.
const ANNOTATIONS: [Annotation; 4] = [
    Annotation {
        provider: Provider::Aws,
        key: "eks.amazonaws.com/role-arn",
        home: Home::ServiceAccount,
    },
    Annotation { provider: Provider::Aws, key: KUBE2IAM, home: Home::Pods },
    Annotation {
        provider: Provider::Azure,
        key: "azure.workload.identity/client-id",
        home: Home::ServiceAccount,
    },
    Annotation {
        provider: Provider::Gcp,
        key: "iam.gke.io/gcp-service-account",
        home: Home::ServiceAccount,
    },
];

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for running in &cluster.running {
        for annotation in &ANNOTATIONS {
            if running.has(annotation.provider) || is_at_home(cluster, running, annotation) {
                continue;
            }
            for (object, path) in elsewhere(cluster, running, annotation) {
                found.push(finding(cluster, running, annotation).at(cluster.at(object, &path)));
            }
        }
    }
    found.into_iter().map(Finding::from).collect()
}

fn finding(cluster: &Cluster<'_>, running: &Running, annotation: &Annotation) -> Diagnostic {
    let Annotation { key, home, .. } = annotation;
    let (name, namespace) = (running.controller, cluster.namespace);
    let help = match home {
        Home::ServiceAccount => format!(
            "move it to metadata.annotations of the ServiceAccount {name} in namespace \
             {namespace:?}"
        ),
        Home::Pods => format!(
            "kube2iam and kiam read it in spec.template.metadata.annotations of the Deployment \
             {name} in namespace {namespace:?}"
        ),
    };
    let message = format!("nothing reads {key} here, and {name} gets no identity of it");
    Diagnostic::new(RULE.code, message).help(help)
}

/// Whether it stands where it belongs too.
fn is_at_home(cluster: &Cluster<'_>, running: &Running, annotation: &Annotation) -> bool {
    let has = |object: &usize, path: Path| path.find(cluster.objects[*object].node).is_some();
    match annotation.home {
        // Without the ServiceAccount it is not known what that carries.
        Home::ServiceAccount => {
            running.account.is_none_or(|account| has(&account, field::annotation(annotation.key)))
        }
        Home::Pods => {
            running.deployments.iter().any(|d| has(d, field::pod_annotation(annotation.key)))
        }
    }
}

/// Where it stands in the objects of a controller, and in a ServiceAccount that has the
/// controller's name in another namespace.
fn elsewhere(
    cluster: &Cluster<'_>,
    running: &Running,
    annotation: &Annotation,
) -> Vec<(usize, Path)> {
    let key = annotation.key;
    let [label, pod_label] = field::labels(key);
    let of_deployment =
        [field::annotation(key), label.clone(), field::pod_annotation(key), pod_label];
    let of_account = [field::annotation(key), label];
    let of_namesake = [field::annotation(key)];
    let namesakes = (0..cluster.objects.len()).filter(|index| {
        annotation.home == Home::ServiceAccount
            && is_namesake(cluster, running.controller, &cluster.objects[*index])
    });
    let of = |object: usize, paths: &[Path]| -> Vec<(usize, Path)> {
        let there = paths.iter().filter(|path| path.find(cluster.objects[object].node).is_some());
        there.map(|path| (object, path.clone())).collect()
    };
    let deployments = running.deployments.iter().flat_map(|d| of(*d, &of_deployment));
    let accounts = running.account.iter().flat_map(|account| of(*account, &of_account));
    deployments.chain(accounts).chain(namesakes.flat_map(|n| of(n, &of_namesake))).collect()
}

/// Whether it is a ServiceAccount that was meant to be a controller's: it has its name in another
/// namespace, and there nothing runs under it and no object names it.
fn is_namesake(cluster: &Cluster<'_>, controller: Caller, object: &Object<'_, '_>) -> bool {
    let name = controller.name();
    let Some(namespace) = object.namespace() else { return false };
    if !object.is("v1", "ServiceAccount") || object.name() != name || is_opaque(namespace) {
        return false;
    }
    let runs_under_it = |other: &Object<'_, '_>| {
        let account = field::service_account_name();
        other.namespace() == Some(namespace)
            && account.find(other.node).is_some_and(|account| account.is(name))
    };
    let names_it = cluster.consumptions.iter().filter_map(|one| one.account.as_ref());
    let is_named =
        names_it.clone().any(|account| account.namespace == namespace && account.name == name);
    namespace != cluster.namespace && !is_named && !cluster.objects.iter().any(runs_under_it)
}
