//! Objects that stand twice in what is to be one cluster: it can't be told which one counts.

use crate::diagnostic::{Diagnostic, code};

use super::{Cluster, Finding, Rule};

pub(super) const RULE: Rule = Rule { code: code::REPEATED_OBJECT, check };

fn check(cluster: &Cluster<'_>) -> Vec<Finding> {
    let finding = |[first, second]: &[usize; 2]| {
        let object = &cluster.objects[*second];
        let message =
            format!("duplicate object {}: its controller was not checked", object.resource_ref());
        let help =
            "give the manifests of one cluster, without patches: what `kustomize build` prints";
        let diagnostic = Diagnostic::new(RULE.code, message).help(help);
        let first = cluster.objects[*first].location();
        diagnostic.at(object.location()).related("the other one", first).into()
    };
    cluster.repeated.iter().map(finding).collect()
}
