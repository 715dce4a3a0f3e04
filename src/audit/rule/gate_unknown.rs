//! The feature gate of object identity on a controller that does not know it: it exits at start.

use crate::diagnostic::{Diagnostic, code};

use super::super::running::gate_setting;
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::GATE_UNKNOWN, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for running in &cluster.running {
        let is_unknown = match (running.controller.gate(), cluster.version) {
            (None, _) => true,
            (Some(gate), Some(version)) => version < gate.first(),
            (Some(_), None) => false,
        };
        for &deployment in running.deployments.iter().filter(|_| is_unknown) {
            let Some((_, path)) = gate_setting(&cluster.objects[deployment]) else { continue };
            let controller = running.controller;
            let message =
                format!("{controller} does not know this feature gate: it exits at start");
            let diagnostic = Diagnostic::new(RULE.code, message)
                .help("remove the gate")
                .at(cluster.at(deployment, &path));
            found.push(diagnostic.into());
        }
    }
    found
}
