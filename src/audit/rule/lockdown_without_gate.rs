//! A flag of object identity without the feature gate: the controller exits at start.

use crate::diagnostic::{Diagnostic, code};
use crate::flux::{FEATURE_GATES, GATE, Lockdown};

use super::super::running::{gate_setting, last};
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::LOCKDOWN_GATE_OFF, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let version = cluster.version.filter(|version| Lockdown::NEEDS_GATE.contains(*version));
    let Some(version) = version else { return Vec::new() };
    let mut found = Vec::new();
    for (controller, running) in cluster.controllers() {
        for &deployment in &running.deployments {
            let object = &cluster.objects[deployment];
            if gate_setting(object).is_some_and(|(is_on, _)| is_on) {
                continue;
            }
            let flags = Lockdown::ALL.into_iter();
            let mut flags = flags.filter(|flag| flag.controllers().contains(&controller));
            let Some((flag, path)) =
                flags.find_map(|f| Some((f.flag(), last(object, f.flag())?.1)))
            else {
                continue;
            };
            let message = format!(
                "with {flag} and without its feature gate the controller of Flux {version} exits at \
                 start"
            );
            let diagnostic = Diagnostic::new(RULE.code, message)
                .help(format!("add {FEATURE_GATES}={GATE}=true"))
                .at(cluster.at(deployment, &path));
            found.push(diagnostic.into());
        }
    }
    found
}
