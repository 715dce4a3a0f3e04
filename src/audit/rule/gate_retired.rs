//! The feature gate of object identity where it has no effect any more.

use crate::diagnostic::{Diagnostic, Severity, code};

use super::super::running::gate_setting;
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::GATE_WITHOUT_EFFECT, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let Some(version) = cluster.version else { return Vec::new() };
    let mut found = Vec::new();
    for running in &cluster.running {
        let is_retired = running.controller.gate().is_some_and(|gate| gate.has_ended(version));
        for &deployment in running.deployments.iter().filter(|_| is_retired) {
            let Some((is_on, path)) = gate_setting(&cluster.objects[deployment]) else { continue };
            let (severity, message) = if is_on {
                let message = format!(
                    "object identity is always on in Flux {version}: the gate has no effect"
                );
                (Severity::Info, message)
            } else {
                let message =
                    format!("object identity can't be switched off in Flux {version}: it is on");
                (Severity::Warning, message)
            };
            let diagnostic = Diagnostic::new(RULE.code, message)
                .severity(severity)
                .help("remove the gate: once Flux forgets it, a controller with it exits at start")
                .at(cluster.at(deployment, &path));
            found.push(diagnostic.into());
        }
    }
    found
}
