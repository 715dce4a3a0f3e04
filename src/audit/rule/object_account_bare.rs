//! An object's ServiceAccount without an identity of the cloud that the object asks for.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::Provider;
use crate::patch::field;

use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::OBJECT_ACCOUNT_BARE, check };

/// The annotations without which Flux gets no identity. Google grants access without any.
/// Source: fluxcd/pkg/auth, the options of each provider.
const NEEDED: [(Provider, &[&str]); 2] = [
    (Provider::Aws, &["eks.amazonaws.com/role-arn"]),
    (Provider::Azure, &["azure.workload.identity/client-id", "azure.workload.identity/tenant-id"]),
];

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    for one in &cluster.consumptions {
        let Some(account) = &one.account else { continue };
        let known = cluster.service_account(account.namespace, &account.name);
        let needed = NEEDED.iter().find(|(provider, _)| *provider == one.provider);
        let (Some(known), Some((_, keys))) = (known, needed) else { continue };
        let Some(key) = keys.iter().find(|key| known.annotation(key).is_none()) else { continue };
        let message = format!(
            "the ServiceAccount has no {key}, and an object gets its {} identity",
            one.provider
        );
        let asking = match &account.place {
            Some((object, path)) => cluster.at(*object, path),
            None => cluster.at(one.object, &one.path),
        };
        let diagnostic = Diagnostic::new(RULE.code, message)
            .help(format!("annotate the ServiceAccount with {key}"))
            .at(known.field_location(&field::annotation(key)))
            .related("the object", asking);
        // Of several objects with one account the first is enough.
        let is_told = |f: &Finding| f.diagnostic.location == diagnostic.location;
        if !found.iter().any(is_told) {
            found.push(diagnostic.into());
        }
    }
    found
}
