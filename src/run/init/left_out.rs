//! What a config does not take over, whatever its identities are.

use crate::audit::{Account, Cluster};
use crate::cloud::{Manifests, observe};
use crate::flux::Controller;

/// What is told of a cluster, one line each. What is applied by so many Kustomizations or folders is
/// not known.
pub(super) fn of(unknown: usize, cluster: &Cluster<'_>) -> Vec<String> {
    let mut found = Vec::new();
    if cluster.running.is_empty() {
        found.push("the controllers: none is among what the cluster applies".to_owned());
    }
    match unknown {
        0 => {}
        1 => found.push(
            "what one Kustomization or folder applies: it is not in this repository".to_owned(),
        ),
        several => found.push(format!(
            "what {several} Kustomizations or folders apply: they are not in this repository"
        )),
    }
    found.extend(repeated(cluster));
    found.extend(other_accounts(cluster));
    found.extend(tenants(cluster));
    found
}

/// Controllers that are there twice.
fn repeated(cluster: &Cluster<'_>) -> Vec<String> {
    let told = cluster.repeated.iter().map(|[one, _]| {
        let object = &cluster.objects[*one];
        format!("the {} {}: it is there twice", object.kind(), object.name())
    });
    told.collect()
}

/// Deployments of controllers under a ServiceAccount of another name.
fn other_accounts(cluster: &Cluster<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for object in cluster.objects.iter().filter(|object| object.is("apps/v1", "Deployment")) {
        let account = object.text(&["spec", "template", "spec", "serviceAccountName"]);
        let is_here = object.namespace().is_none_or(|namespace| namespace == cluster.namespace);
        let (Some(controller), Some(account)) = (Controller::named(object.name()), account) else {
            continue;
        };
        if is_here && account != controller.name() {
            found.push(format!(
                "the identity of the {controller}: it runs under the ServiceAccount {account}; \
                 write controllers: [{{name: {controller}, serviceAccount: {account}}}]"
            ));
        }
    }
    found
}

/// The ServiceAccounts of tenants, which stand where the tenants have them.
fn tenants(cluster: &Cluster<'_>) -> Vec<String> {
    let mut known: Vec<(&str, &str)> = Vec::new();
    let mut found = Vec::new();
    for Account { namespace, name, .. } in
        cluster.consumptions.iter().filter_map(|one| one.account.as_ref())
    {
        if known.contains(&(namespace, name)) {
            continue;
        }
        known.push((namespace, name));
        let Some(account) = cluster.service_account(namespace, name) else { continue };
        let manifests = Manifests { service_account: Some(account.node), ..Manifests::default() };
        for observed in observe(manifests) {
            let identity = observed.fields.first().map_or("", |(_, value)| value);
            found.push(format!(
                "the ServiceAccount {namespace}/{name} of a tenant, {} {identity}: it keeps its \
                 annotations where they are",
                observed.provider
            ));
        }
    }
    found
}
