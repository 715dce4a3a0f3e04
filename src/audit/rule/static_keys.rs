//! Static credentials of a cloud in the environment of a controller.

use crate::cloud;
use crate::diagnostic::{Diagnostic, Severity, code};
use crate::flux::Provider;

use super::super::running::variable;
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::STATIC_KEYS, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for running in &cluster.running {
        for &deployment in &running.deployments {
            for provider in Provider::ALL {
                let names = cloud::names(provider).static_env.iter();
                let object = &cluster.objects[deployment];
                let Some(variable) = names.filter_map(|name| variable(object, name)).next() else {
                    continue;
                };
                let name = variable.name;
                let diagnostic = if running.has(provider) {
                    let message = format!("{name} is used in place of the identity");
                    let help = format!("remove {name}");
                    Diagnostic::new(RULE.code, message).severity(Severity::Warning).help(help)
                } else {
                    let message = format!("{name} is a static credential");
                    let help = "an identity needs no key that has to be kept and changed";
                    Diagnostic::new(RULE.code, message).help(help)
                };
                found.push(diagnostic.at(cluster.at(deployment, &variable.path)).into());
            }
        }
    }
    found
}
