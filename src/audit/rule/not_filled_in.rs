//! A substitution in an identity that comes to nothing in the cluster.

use crate::cloud::{NAMINGS, Variables, is_known, unset};
use crate::diagnostic::{Diagnostic, Location, code};
use crate::repository::{SUBSTITUTE, opts_out};
use crate::yaml::Path;

use super::super::running::variable;
use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::NOT_FILLED_IN, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut judge = |number: usize, value: &str, at: &dyn Fn() -> Location| {
        let object = &cluster.objects[number];
        let variables = cluster.variables.get(&object.source);
        let none = Variables::new();
        let is_out = opts_out(object.node);
        let variables = if is_out { Some(&none) } else { variables.map(|v| &**v) };
        if let Some(unset) = variables.and_then(|variables| unset(value, variables)) {
            found.push(finding(unset, is_out).at(at()).into());
        }
    };
    for (number, object) in cluster.objects.iter().enumerate() {
        if !object.is("v1", "ServiceAccount") {
            continue;
        }
        let at = Path::keys(["metadata", "annotations"]);
        for entry in at.find(object.node).map(|node| node.entries()).unwrap_or_default() {
            if let Some((key, value)) = entry.key.text().zip(entry.value.text())
                && is_known(key)
            {
                judge(number, value, &|| cluster.at(number, &at.key(key)));
            }
        }
    }
    for &number in cluster.running.iter().flat_map(|running| &running.deployments) {
        for name in NAMINGS.iter().filter_map(|naming| naming.variable) {
            if let Some(variable) = variable(&cluster.objects[number], name)
                && let Some(value) = variable.value
            {
                judge(number, value, &|| cluster.at(number, &variable.path.key("value")));
            }
        }
    }
    found
}

fn finding(unset: &str, is_out: bool) -> Diagnostic {
    let message = format!("nothing fills in {unset}: no cloud knows such an identity");
    let help = match is_out {
        true => format!("take {SUBSTITUTE}: disabled away, or write the value out"),
        false => {
            "give the variable a value in postBuild of the Kustomization that applies this, or \
                  write the value out"
                .to_owned()
        }
    };
    Diagnostic::new(RULE.code, message).help(help)
}
