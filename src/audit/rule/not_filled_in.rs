//! An annotation of a ServiceAccount with a substitution that comes to nothing in the cluster.

use crate::cloud::{is_known, unset};
use crate::diagnostic::{Diagnostic, code};
use crate::yaml::Path;

use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::NOT_FILLED_IN, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (number, object) in cluster.objects.iter().enumerate() {
        let Some(variables) = cluster.variables.get(&object.source) else { continue };
        if !object.is("v1", "ServiceAccount") {
            continue;
        }
        let at = Path::keys(["metadata", "annotations"]);
        let annotations = at.find(object.node).map(|node| node.entries()).unwrap_or_default();
        for entry in annotations {
            let Some((key, value)) = entry.key.text().zip(entry.value.text()) else { continue };
            let Some(unset) = unset(value, variables).filter(|_| is_known(key)) else { continue };
            let message = match variables.is_empty() {
                true => format!(
                    "{unset} stays as it is: the Kustomization that applies this has no postBuild"
                ),
                false => format!("{unset} has no value: nothing in postBuild gives it one"),
            };
            let help = "add the variable to postBuild.substitute, or to what substituteFrom names, \
                        or write the value out";
            let diagnostic = Diagnostic::new(RULE.code, message).help(help);
            found.push(diagnostic.at(cluster.at(number, &at.key(key))).into());
        }
    }
    found
}
