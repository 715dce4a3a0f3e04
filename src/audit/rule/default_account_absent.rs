//! A default ServiceAccount that is not in the namespace of Flux's own source.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::{Controller, Lockdown, Version, group};
use crate::krm::Object;

use super::super::cluster::Extent;
use super::super::running::{is_opaque, last};
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::DEFAULT_ACCOUNT_MISSING, check };

/// The version of Flux that gives the default account to every source, whether it asks for a cloud
/// or not. Source: the source-controller 1.10, `gitrepository_controller.go`.
const GIVEN_TO_ALL: Version = Version::new(2, 10);

/// The account that Kubernetes puts into every namespace.
const ALWAYS_THERE: &str = "default";

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let source = cluster.running(Controller::SourceController);
    let is_known = cluster.extent == Extent::Whole && cluster.version == Some(GIVEN_TO_ALL);
    let Some(source) = source.filter(|_| is_known) else { return Vec::new() };
    let is_given = |object: &&Object<'_, '_>| {
        matches!(object.kind(), "GitRepository" | "OCIRepository")
            && object.group() == group::SOURCE
            && object.namespace() == Some(cluster.namespace)
            && object.text(&["spec", "serviceAccountName"]).is_none()
    };
    let Some(given) = cluster.objects.iter().find(is_given) else { return Vec::new() };
    let mut found = Vec::new();
    for &deployment in &source.deployments {
        let Some((name, path)) = last(&cluster.objects[deployment], Lockdown::Objects.flag())
        else {
            continue;
        };
        let is_there = cluster.service_account(cluster.namespace, &name).is_some();
        if is_there || name == ALWAYS_THERE || is_opaque(&name) {
            continue;
        }
        let message = format!(
            "there is no ServiceAccount {name} in namespace {:?}: its sources fail, Flux's own too",
            cluster.namespace
        );
        let diagnostic = Diagnostic::new(RULE.code, message)
            .help(format!("add the ServiceAccount {name} there, or name default"))
            .at(cluster.at(deployment, &path))
            .related("a source that fails", given.location());
        found.push(diagnostic.into());
    }
    found
}
