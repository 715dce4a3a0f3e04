//! A value that names no identity: a placeholder of a guide, or a text in another form than the
//! cloud's.

use std::collections::BTreeSet;

use crate::cloud::{Malformed, NAMINGS};
use crate::diagnostic::{Diagnostic, Location, code};
use crate::patch::field;

use super::super::running::variable;
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::MALFORMED_IDENTITY, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for naming in NAMINGS {
        let mut judge = |name: &str, value: &str, at: Location| {
            if let Some(fault) = naming.fault(value).filter(|_| is_known(value)) {
                found.push(finding(name, value, fault).at(at).into());
            }
        };
        if let Some(key) = naming.annotation {
            for index in accounts(cluster) {
                if let Some(value) = cluster.objects[index].annotation(key) {
                    judge(key, value, cluster.at(index, &field::annotation(key)));
                }
            }
        }
        let Some(name) = naming.variable else { continue };
        for &index in cluster.running.iter().flat_map(|running| &running.deployments) {
            let variable = variable(&cluster.objects[index], name);
            let Some(variable) = variable else { continue };
            if let Some(value) = variable.value {
                judge(name, value, cluster.at(index, &variable.path.key("value")));
            }
        }
    }
    found
}

fn finding(name: &str, value: &str, fault: Malformed) -> Diagnostic {
    let Malformed { reason, help, .. } = fault;
    Diagnostic::new(RULE.code, format!("{name} {value:?} {reason}")).help(help)
}

/// Whether a value is what the cluster gets: it is not encrypted, and nothing fills it in.
fn is_known(value: &str) -> bool {
    !value.contains("$") && !value.contains("{{") && !value.starts_with("ENC[")
}

/// The ServiceAccounts of controllers, and those that objects name.
fn accounts(cluster: &Cluster<'_>) -> BTreeSet<usize> {
    let of_objects = cluster.consumptions.iter().filter_map(|one| one.account.as_ref());
    let of_objects = of_objects.flat_map(|account| {
        cluster.index.find("v1", "ServiceAccount", account.namespace, &account.name)
    });
    cluster.running.iter().filter_map(|running| running.account).chain(of_objects).collect()
}
